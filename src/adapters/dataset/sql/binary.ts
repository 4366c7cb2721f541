import { ONES, ZEROS } from '../../../core/policy/bind/index.js';
import type { BinaryBinding } from '../../../core/policy/sections/index.js';
import { isOneOf } from './columns.js';
import type { Dialect } from './dialect.js';
import { printable } from './where.js';

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
