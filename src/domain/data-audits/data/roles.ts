import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { outcomeBinding } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/index.js';

/** Columns that the policy gives another role than that of a feature. */
export function roleColumns({ data }: Policy): ReadonlySet<string> {
  const { attributes, label, prediction, score, weight, outcome } = data;
  const names = [
    ...attributes.map(({ column }) => column),
    label?.column,
    prediction?.column,
    score,
    weight,
    ...outcomeColumns(outcome),
  ];
  return new Set(names.filter((name) => name != null));
}

/** Columns that a decision that is not 0 or 1 is read from. */
function outcomeColumns(outcome: Policy['data']['outcome']): (string | null | undefined)[] {
  if (outcome?.type === 'amount') {
    const { column, label, unitColumn, interval } = outcome;
    return [column, label, unitColumn, interval?.lower, interval?.upper];
  }
  return (outcomeBinding(outcome)?.columns ?? []).map(({ column }) => column);
}

/** The named columns, refused by name where the data have none of that name. */
export function namedColumns(names: readonly string[], columns: readonly string[], place: string): readonly string[] {
  const missing = names.find((name) => !columns.includes(name));
  if (missing === undefined) return names;
  throw new TribuneError(
    'DATA_COLUMN_MISSING',
    `no column "${missing}" in the data (named by ${place} in the policy)`,
    {
      remedy: `${nearName(missing, columns)}Name a column of the data.`,
      place: { name: missing },
    },
  );
}
