import type { Caution, Dataset, LearnColumn } from '../base/index.js';

/** What a learner says of a column that does not vary, which is said once for all learners. */
const SAID = new Set<Caution['kind']>(['column-empty', 'column-constant', 'column-unused']);

/**
 * Cautions about columns that hold no value, or the same in every row of a weight above 0: nothing can be learned from them, by any learner. A constant with gaps
 * is none of them, since that a value is missing may tell something.
 */
export function stillColumns({ columns }: Dataset, weights: Float64Array | null): Caution[] {
  return columns.flatMap((column) => {
    const only = onlyValue(column.values, weights);
    return only === null ? [] : [cautionOf(column, only)];
  });
}

/** What learners say besides, without what is said already of columns that do not vary. */
export function besides(still: readonly Caution[], own: readonly Caution[]): Caution[] {
  const names = new Set(still.map(({ column }) => column));
  return own.filter(({ kind, column }) => !(names.has(column) && SAID.has(kind)));
}

/** The value of every row that counts, NaN where none has one; null where they differ. */
function onlyValue(values: Float64Array, weights: Float64Array | null): number | null {
  let only: number | null = null;
  for (let r = 0; r < values.length; r++) {
    if (weights !== null && !(weights[r]! > 0)) continue;
    const value = values[r]!;
    if (only === null) only = value;
    else if (value !== only && !(Number.isNaN(value) && Number.isNaN(only))) return null;
  }
  return only;
}

function cautionOf({ name, categories }: LearnColumn, only: number): Caution {
  if (Number.isNaN(only)) return { kind: 'column-empty', column: name, message: `"${name}" has no value` };
  const shown = categories === undefined ? only : `"${categories[only]}"`;
  return { kind: 'column-constant', column: name, message: `"${name}" is always ${shown}` };
}
