import type { Bins } from '../binning/index.js';
import { type CutSearch, loopSearch } from './split.js';

interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The rows that trees grow on, their derivatives, and the sums of these by bin. */
export interface Histograms {
  /** Row numbers, which a tree puts in the order of its leaves. */
  readonly rows: Int32Array;
  /** First derivative at `[2 * row]`, second at `[2 * row + 1]`, of all rows of the data. */
  readonly derivatives: Float64Array;
  /**
   * Puts those of `rows[from .. to)` before the others whose bin of the column goes left, all in their old order. Returns where the others begin.
   *
   * @param isLeft 1 for each bin that goes left, of 256
   */
  readonly partition: (range: RowRange, column: number, isLeft: Uint8Array) => number;
  /** Room for the sums of a leaf, of which as many may be taken as a tree has leaves. */
  readonly take: () => Float64Array;
  readonly giveBack: (sums: Float64Array) => void;
  /** Sums the derivatives of `rows[from .. to)` by bin: `sums[offset + 2 * bin]` the first, `[... + 1]` the second. */
  readonly sum: (range: RowRange, sums: Float64Array) => void;
  /** The sums of the other child: those of the parent less those of one child, in place of the parent's. */
  readonly subtract: (parent: Float64Array, child: Float64Array) => void;
  /** Search in sums that were taken here. */
  readonly search: CutSearch;
}

/** Rows whose derivatives stay in the cache while all columns pass by. */
const CHUNK = 4096;

/** Histograms by loops of JavaScript. */
export function loopHistograms(bins: Bins, rows: Int32Array): Histograms {
  const derivatives = new Float64Array(2 * bins.rows);
  const chunk = new Float64Array(2 * CHUNK);
  const spare = new Int32Array(rows.length);
  const pool: Float64Array[] = [];
  return {
    rows,
    derivatives,
    partition: ({ from, to }, column, isLeft) => {
      const own = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
      const left = moveLeft(rows.subarray(from, to), own, isLeft, spare);
      rows.set(spare.subarray(0, to - from - left), from + left);
      return from + left;
    },
    take: () => pool.pop() ?? new Float64Array(bins.offsets[bins.columns.length]!),
    giveBack: (sums) => pool.push(sums),
    sum: ({ from, to }, sums) => {
      sums.fill(0);
      for (let start = from; start < to; start += CHUNK)
        addChunk(bins, rows.subarray(start, Math.min(to, start + CHUNK)), { derivatives, chunk }, sums);
    },
    subtract: (parent, child) => {
      for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
    },
    search: loopSearch(),
  };
}

/** Puts rows that go left to the front, and copies the others. Returns the number of those that go left. */
function moveLeft(rows: Int32Array, column: Uint8Array, isLeft: Uint8Array, spare: Int32Array): number {
  let [left, right] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const side = isLeft[column[row]!]!;
    // Both places are written and one of them moves on, because a branch would be mispredicted for every other row.
    rows[left] = row;
    spare[right] = row;
    left += side;
    right += 1 - side;
  }
  return left;
}

function addChunk(
  { codes, offsets, columns, rows }: Bins,
  part: Int32Array,
  { derivatives, chunk }: { derivatives: Float64Array; chunk: Float64Array },
  sums: Float64Array,
): void {
  for (let i = 0; i < part.length; i++) {
    const row = 2 * part[i]!;
    chunk[2 * i] = derivatives[row]!;
    chunk[2 * i + 1] = derivatives[row + 1]!;
  }
  for (let c = 0; c < columns.length; c++)
    addColumn(codes.subarray(c * rows, (c + 1) * rows), part, chunk, sums.subarray(offsets[c], offsets[c + 1]));
}

/**
 * One loop without a rest: a branch for the last of an odd number of rows is first taken long after the engine has compiled the loop, which it then
 * throws away, again and again (`node --trace-deopt`).
 */
function addColumn(column: Uint8Array, rows: Int32Array, derivatives: Float64Array, sums: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    const at = column[rows[i]!]! << 1;
    sums[at]! += derivatives[i << 1]!;
    sums[at + 1]! += derivatives[(i << 1) + 1]!;
  }
}
