import type { AmountColumns, CellRun } from './columns.js';

/** Cells of some people and one quantity, by place. */
export interface People {
  readonly columns: AmountColumns;
  /** The cells, places ascending; those of several lists of values may share a place. */
  readonly order: Uint32Array;
}

/** The cells of runs by place. The places of each run ascend already, so that runs are merged two by two. */
export function orderOf({ at }: AmountColumns, runs: readonly CellRun[]): Uint32Array {
  let parts = runs.map(({ start, end }) => {
    const cells = new Uint32Array(end - start);
    for (let i = 0; i < cells.length; i++) cells[i] = start + i;
    return cells;
  });
  while (parts.length > 1) {
    const merged: Uint32Array<ArrayBuffer>[] = [];
    for (let i = 0; i < parts.length; i += 2) {
      const [one, other] = [parts[i]!, parts[i + 1]];
      merged.push(other === undefined ? one : mergedBy(at, one, other));
    }
    parts = merged;
  }
  return parts[0] ?? new Uint32Array(0);
}

function mergedBy(at: Float64Array, one: Uint32Array, other: Uint32Array): Uint32Array<ArrayBuffer> {
  const merged = new Uint32Array(one.length + other.length);
  let [i, j] = [0, 0];
  for (let to = 0; to < merged.length; to++) {
    const isFirst = j === other.length || (i < one.length && at[one[i]!]! <= at[other[j]!]!);
    merged[to] = isFirst ? one[i]! : other[j]!;
    if (isFirst) i += 1;
    else j += 1;
  }
  return merged;
}

/** Whether a cell is the last of its place. */
export const isLast = (at: Float64Array, order: Uint32Array, i: number): boolean =>
  i + 1 === order.length || at[order[i + 1]!] !== at[order[i]!];

/** Number of different places. */
export function placeCount(at: Float64Array, order: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < order.length; i++) if (isLast(at, order, i)) count += 1;
  return count;
}
