import type { BinaryBinding } from '../../../core/policy/sections/index.js';
import { isOneOf } from '../sql/columns.js';
import type { Dialect } from '../sql/dialect.js';
import { printable } from '../sql/where.js';

/**
 * What counts as 1 and 0 where the policy names no values, compared in lower case. `1.0` is how a column of 0/1 with gaps leaves pandas,
 * `1.0E0` how Trino prints it.
 */
const ONES = ['1', 'true', '1.0', '1.0e0'];
const ZEROS = ['0', 'false', '0.0', '0.0e0'];

/** 1, 0, or NULL where the text is neither; a binding that names one side only takes everything else as the other side. */
export function binaryOf(dialect: Dialect, text: string, binding: BinaryBinding): string {
  const { positive, negative } = binding;
  if (positive === null && negative === null) {
    return `CASE WHEN ${isOneOf(dialect, `lower(${text})`, ONES)} THEN 1 WHEN ${isOneOf(dialect, `lower(${text})`, ZEROS)} THEN 0 END`;
  }
  const is = (values: readonly string[] | null): string =>
    values === null ? `${text} IS NOT NULL` : isOneOf(dialect, text, values.map(printable));
  return negative !== null && positive === null
    ? `CASE WHEN ${is(negative)} THEN 0 WHEN ${is(null)} THEN 1 END`
    : `CASE WHEN ${is(positive)} THEN 1 WHEN ${is(negative)} THEN 0 END`;
}

/** Whether one side of the binding is whatever is left: then only one other value may occur. */
export const isOneSided = (binding: BinaryBinding): boolean =>
  (binding.positive === null) !== (binding.negative === null);

/** The values that a one-sided binding names. */
export const namedValues = (binding: BinaryBinding): readonly string[] => binding.positive ?? binding.negative ?? [];
