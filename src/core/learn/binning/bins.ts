import { createGenerator, type Seed } from '../../stats/index.js';
import { type Caution, type Dataset, type LearnColumn, pick } from '../base/index.js';

/** How the values of one input become bins. The last bin of an input with missing values is for those. */
export interface BinnedColumn {
  readonly kind: 'number' | 'categories';
  /** Bin b of a number holds cuts[b - 1] < x <= cuts[b]. */
  readonly cuts: Float64Array;
  /** Bin of each code; `NO_BIN` for one that no row has. */
  readonly binOfCode: Uint8Array;
  /** The bin that the rarest categories share; null where each has its own. */
  readonly rare: number | null;
  /** Number of bins of values, without that for missing ones. */
  readonly values: number;
  readonly hasMissing: boolean;
}

export interface Bins {
  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  /** Bins column by column, `[column * rows + row]`; one byte each, so that a column of a million people stays in the cache. */
  readonly codes: Uint8Array;
  /** Where the bins of a column begin in a histogram, which has two numbers for each bin; the last entry is its length. */
  readonly offsets: Int32Array;
  readonly cautions: readonly Caution[];
}

/** The bin of a category that was never seen: no side of a split names it. */
export const NO_BIN = 255;
/** Bins of values; one more is for missing ones. */
export const MAX_BINS = 254;
/** Rows of which the quantiles are taken. */
const SAMPLE_ROWS = 200_000;
const SAMPLE_STREAM = 3;

/** Cuts numbers at quantiles, so that every bin holds about as many rows, and gives each of the commonest categories a bin of its own. */
export function makeBins(data: Dataset, most: number, seed: Seed): Bins {
  const { rows } = data;
  const cautions: Caution[] = [];
  const sample = sampleOf(rows, seed);
  const columns = data.columns.map((column) => binned(column, most, { sample, cautions }));
  const codes = new Uint8Array(rows * columns.length);
  columns.forEach((column, c) => {
    fill(column, data.columns[c]!.values, codes.subarray(c * rows, (c + 1) * rows));
  });
  const offsets = new Int32Array(columns.length + 1);
  columns.forEach(({ values, hasMissing }, c) => {
    offsets[c + 1] = offsets[c]! + 2 * (values + (hasMissing ? 1 : 0));
  });
  return { rows, columns, codes, offsets, cautions };
}

/** One row out of each stretch of the data; all where there are few. */
function sampleOf(rows: number, seed: Seed): Int32Array | null {
  if (rows <= SAMPLE_ROWS) return null;
  const random = createGenerator(seed, SAMPLE_STREAM);
  return Int32Array.from({ length: SAMPLE_ROWS }, (_, i) =>
    Math.floor(((i + random.nextUniform()) * rows) / SAMPLE_ROWS),
  );
}

function binned(
  column: LearnColumn,
  most: number,
  { sample, cautions }: { sample: Int32Array | null; cautions: Caution[] },
): BinnedColumn {
  const hasMissing = hasGap(column.values);
  if (column.categories !== undefined) {
    return { kind: 'categories', cuts: new Float64Array(0), ...commonest(column, most, cautions), hasMissing };
  }
  const seen = knownOf(sample === null ? column.values : pick(column.values, sample));
  const cuts = quantileCuts(seen.sort(), most);
  return { kind: 'number', cuts, binOfCode: new Uint8Array(0), rare: null, values: cuts.length + 1, hasMissing };
}

function hasGap(values: Float64Array): boolean {
  for (let r = 0; r < values.length; r++) if (Number.isNaN(values[r]!)) return true;
  return false;
}

/** A copy of the values that are known. */
function knownOf(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  let n = 0;
  for (let r = 0; r < values.length; r++) if (!Number.isNaN(values[r]!)) out[n++] = values[r]!;
  return out.subarray(0, n);
}

/** Cuts half-way between neighbours of sorted values: between all where they are few, else where a bin has its share of the rows. */
function quantileCuts(sorted: Float64Array, most: number): Float64Array {
  const { values, counts } = runsOf(sorted);
  const cuts: number[] = [];
  let [left, bins, inBin] = [sorted.length, most, 0];
  for (let i = 0; i + 1 < values.length; i++) {
    inBin += counts[i]!;
    // A value of many rows fills a bin alone; the rest is shared out anew, so that spikes do not take bins from the others.
    const wanted = values.length <= most ? 0 : left / bins;
    const next = counts[i + 1]!;
    if (inBin < wanted && !(next >= wanted && inBin > 0)) continue;
    cuts.push(between(values[i]!, values[i + 1]!));
    left -= inBin;
    inBin = 0;
    if (--bins <= 1) break;
  }
  return Float64Array.from(cuts);
}

/** The different ones of sorted values, and how often each occurs. */
function runsOf(sorted: Float64Array): { values: Float64Array; counts: Uint32Array } {
  const [values, counts] = [new Float64Array(sorted.length), new Uint32Array(sorted.length)];
  let n = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) values[n++] = sorted[i]!;
    counts[n - 1]!++;
  }
  return { values: values.subarray(0, n), counts: counts.subarray(0, n) };
}

/** The middle of two numbers, or the lower one where nothing lies between. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle > low && middle < high ? middle : low;
}

function commonest(
  column: LearnColumn,
  most: number,
  cautions: Caution[],
): Pick<BinnedColumn, 'binOfCode' | 'rare' | 'values'> {
  const counts = new Float64Array(column.categories!.length);
  for (const code of column.values) if (!Number.isNaN(code)) counts[code]!++;
  const seen = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  const byCount = seen.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  const binOfCode = new Uint8Array(counts.length).fill(NO_BIN);
  byCount.forEach((code, rank) => {
    binOfCode[code] = Math.min(rank, most - 1);
  });
  if (seen.length > most)
    cautions.push({
      kind: 'categories-merged',
      column: column.name,
      message: `"${column.name}" has ${seen.length} categories: the rarest ${seen.length - most + 1} count as one`,
    });
  const rare = seen.length > most ? most - 1 : null;
  return { binOfCode, rare, values: Math.max(1, Math.min(seen.length, most)) };
}

function fill({ kind, cuts, binOfCode, values }: BinnedColumn, given: Float64Array, out: Uint8Array): void {
  if (kind === 'number') fillNumbers(cuts, given, out, values);
  else for (let r = 0; r < given.length; r++) out[r] = Number.isNaN(given[r]!) ? values : binOfCode[given[r]!]!;
}

/** Stretches of equal length that the range of the cuts is parted into. */
const STRETCHES = 1024;

/** The bin of a number is that of the number of cuts below it, which is looked for only among the cuts of its own stretch. */
function fillNumbers(cuts: Float64Array, given: Float64Array, out: Uint8Array, missing: number): void {
  const width = (cuts.at(-1)! - cuts[0]!) / STRETCHES;
  const isUsable = width > 0 && Number.isFinite(1 / width);
  const [first, perStretch] = isUsable ? [cuts[0]!, 1 / width] : [0, 0];
  // The stretch never falls as a number rises, however it is rounded: what lies in another stretch lies on that side.
  const starts = new Uint8Array(STRETCHES + 1).fill(cuts.length);
  for (let c = cuts.length - 1; c >= 0; c--) starts.fill(c, 0, stretchOf((cuts[c]! - first) * perStretch) + 1);
  for (let r = 0; r < given.length; r++) {
    const x = given[r]!;
    if (Number.isNaN(x)) {
      out[r] = missing;
      continue;
    }
    const stretch = stretchOf((x - first) * perStretch);
    let low = starts[stretch]!;
    for (let high = starts[stretch + 1]!; low < high; ) {
      const middle = (low + high) >>> 1;
      if (cuts[middle]! < x) low = middle + 1;
      else high = middle;
    }
    out[r] = low;
  }
}

/** A whole number of a stretch; what is not a number, as infinity less itself, counts as the first, where then all cuts are. */
const stretchOf = (place: number): number => (place > 0 ? Math.min(STRETCHES - 1, place) | 0 : 0);
