import type { Bins } from './bins.js';

/** Rows whose derivatives stay in the cache while all columns pass by. */
const CHUNK = 4096;

/**
 * Sums the derivatives of rows by bin: `out[offset + 2 * bin]` the first, `[... + 1]` the second.
 *
 * @param rows row numbers; those from..to are summed
 * @param derivatives `[2 * row]` and `[2 * row + 1]`
 */
export function sumByBin(
  bins: Bins,
  rows: Int32Array,
  range: { readonly from: number; readonly to: number },
  derivatives: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  const { codes, offsets, columns } = bins;
  const chunk = new Float64Array(2 * CHUNK);
  for (let from = range.from; from < range.to; from += CHUNK) {
    const part = rows.subarray(from, Math.min(range.to, from + CHUNK));
    for (let i = 0; i < part.length; i++) {
      const row = 2 * part[i]!;
      chunk[2 * i] = derivatives[row]!;
      chunk[2 * i + 1] = derivatives[row + 1]!;
    }
    for (let c = 0; c < columns.length; c++)
      addColumn(
        codes.subarray(c * bins.rows, (c + 1) * bins.rows),
        part,
        chunk,
        out.subarray(offsets[c], offsets[c + 1]),
      );
  }
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

/** The sums of the other child: those of the parent less those of one child, in place of the parent's. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
}
