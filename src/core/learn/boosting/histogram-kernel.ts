import type { Bins } from '../binning/index.js';
import type { Histograms } from './histogram.js';
import { type HistogramLoops, openLoops } from './histogram-loops.js';

const INT = 4;
const DOUBLE = 8;
/** Bytes of a pair of doubles. */
const PAIR = 16;
/** Bins of a row take a multiple of these bytes, because the kernel copies vectors. */
const VECTOR = 16;
/** Columns that the kernel sums in one pass. */
const LANES = 4;
/** Room for the bins of a column, and bytes of their sums. */
const MOST_BINS = 256;
const COLUMN_BYTES = MOST_BINS * PAIR;
/** Bytes of a chunk's bins and derivatives, which with the sums of four columns stay in the caches of one core, and its most rows. */
const CHUNK_BYTES = 65_536;
const MOST_ROWS = 1024;

/** Where things stand in the kernel's memory, in bytes. */
interface Places {
  /** Bytes of the bins of a row, and rows of a chunk. */
  readonly stride: number;
  readonly chunk: number;
  readonly found: number;
  readonly pairs: number;
  readonly block: number;
  /** The sums of bins that no column has. */
  readonly nobody: number;
  readonly rows: number;
  readonly spare: number;
  readonly sides: number;
  /** Bins column by column, of which one column stays in the cache while a leaf is parted by it, and row by row. */
  readonly columns: number;
  readonly derivatives: number;
  readonly codes: number;
  readonly pool: number;
  readonly end: number;
}

/**
 * Histograms by WebAssembly; null where there is none, or not that much memory. Loops of JavaScript take five times as long. It keeps the bins row
 * by row, so that a row of a small leaf is one line of memory.
 */
export function kernelHistograms(bins: Bins, given: Int32Array, leaves: number): Histograms | null {
  const length = bins.offsets[bins.columns.length]!;
  const slots = Math.min(leaves, given.length) + 1;
  const places = placesOf(bins, given.length, slots * length * DOUBLE);
  const loops = openLoops(places.end);
  if (loops === null) return null;
  const { buffer, subtract, cut, partition } = loops;
  new Uint8Array(buffer, places.columns, bins.codes.length).set(bins.codes);
  layRows(bins, new Uint8Array(buffer, places.codes, bins.rows * places.stride), places.stride);
  const rows = new Int32Array(buffer, places.rows, given.length);
  rows.set(given);
  const spare = new Int32Array(buffer, places.spare, given.length);
  const sides = new Uint8Array(buffer, places.sides, MOST_BINS);
  const pool: Float64Array[] = Array.from(
    { length: slots },
    (_, i) => new Float64Array(buffer, places.pool + i * length * DOUBLE, length),
  );
  return {
    rows,
    derivatives: new Float64Array(buffer, places.derivatives, 2 * bins.rows),
    partition: ({ from, to }, column, isLeft) => {
      for (let bin = 0; bin < MOST_BINS; bin++) sides[bin] = INT * isLeft[bin]!;
      const [start, end] = [places.rows + INT * from, places.rows + INT * to];
      const at = partition(start, end, places.columns + column * bins.rows, places.sides, places.spare);
      const middle = (at - places.rows) / INT;
      rows.set(spare.subarray(0, to - middle), middle);
      return middle;
    },
    take: () => pool.pop()!,
    giveBack: (sums) => pool.push(sums),
    sum: ({ from, to }, sums) => {
      sums.fill(0);
      for (let start = from; start < to; start += places.chunk)
        sumChunk(loops, bins, places, { start, end: Math.min(to, start + places.chunk), sums: sums.byteOffset });
    },
    subtract: (parent, child) => {
      subtract(parent.byteOffset, parent.byteOffset + parent.byteLength, child.byteOffset);
    },
    search: {
      found: new Float64Array(buffer, places.found, 3),
      cut: (sums, { from, to }, start, { g, h, l2, least, own }) => {
        const at = sums.byteOffset;
        return cut(at + DOUBLE * from, at + DOUBLE * to, start.g, start.h, g, h, l2, least, own, places.found);
      },
    },
  };
}

function placesOf({ rows, columns }: Bins, count: number, pool: number): Places {
  const stride = Math.ceil(columns.length / VECTOR) * VECTOR;
  const chunk = Math.max(1, Math.min(MOST_ROWS, Math.floor(CHUNK_BYTES / (stride + PAIR))));
  let end = 0;
  const room = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / VECTOR) * VECTOR;
    return at;
  };
  const places = {
    stride,
    chunk,
    found: room(3 * DOUBLE),
    pairs: room(chunk * PAIR),
    block: room(chunk * stride),
    nobody: room(COLUMN_BYTES),
    rows: room(count * INT),
    spare: room(count * INT),
    sides: room(MOST_BINS),
    columns: room(rows * columns.length),
    derivatives: room(rows * PAIR),
    codes: room(rows * stride),
    pool: room(pool),
  };
  return { ...places, end };
}

/** Copies bins that stand column by column to row by row, some rows at a time, so that both sides stay in the cache. */
function layRows({ codes, rows, columns }: Bins, out: Uint8Array, stride: number): void {
  for (let start = 0; start < rows; start += MOST_ROWS) {
    const end = Math.min(rows, start + MOST_ROWS);
    for (let c = 0; c < columns.length; c++)
      for (let r = start; r < end; r++) out[r * stride + c] = codes[c * rows + r]!;
  }
}

function sumChunk(
  { gather, add }: HistogramLoops,
  { offsets, columns }: Bins,
  { rows, derivatives, codes, stride, pairs, block, nobody }: Places,
  { start, end, sums }: { start: number; end: number; sums: number },
): void {
  gather(rows + INT * start, rows + INT * end, derivatives, codes, stride, pairs, block);
  const pairsEnd = pairs + PAIR * (end - start);
  const sumsOf = (c: number): number => (c < columns.length ? sums + DOUBLE * offsets[c]! : nobody);
  for (let c = 0; c < columns.length; c += LANES)
    add(block + c, stride, pairs, pairsEnd, sumsOf(c), sumsOf(c + 1), sumsOf(c + 2), sumsOf(c + 3));
}
