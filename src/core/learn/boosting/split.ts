import type { BinSplit, Bins } from '../binning/index.js';

/** Where a leaf is cut, and what that gains. */
export interface Split extends BinSplit {
  readonly gain: number;
  readonly left: Sums;
  readonly right: Sums;
}

/** Sums of first and second derivatives. */
export interface Sums {
  readonly g: number;
  readonly h: number;
}

export interface SplitRules {
  /** Fewest rows of a leaf. */
  readonly minRows: number;
  /** Least sum of second derivatives of a leaf. */
  readonly minHessian: number;
  readonly l2: number;
  /** For each column 1 where scores may only rise with it, -1 where they may only fall, 0 else. */
  readonly monotone: Int8Array;
}

/** A leaf as it is looked at: its sums, rows, and the bounds that monotone splits above put on its value. */
export interface Leaf extends Sums {
  readonly rows: number;
  readonly lower: number;
  readonly upper: number;
}

/** Added to the weight of each category before they are put in order, so that few rows do not stand at the ends by chance. */
const CATEGORY_SMOOTH = 10;
/** Penalty besides l2 at a split by categories, which has more ways to fit chance than one cut (as LightGBM's cat_l2). */
const CATEGORY_L2 = 10;
/** Most categories on the smaller side. */
const MOST_CATEGORIES = 32;

/** Value of a leaf before it is shrunk, within its bounds. */
export const leafValue = ({ g, h }: Sums, l2: number, bounds: { lower: number; upper: number }): number =>
  Math.min(bounds.upper, Math.max(bounds.lower, -g / (h + l2)));

/** What a leaf of this value takes away from the loss, twice. */
const worth = ({ g, h }: Sums, l2: number, value: number): number => -(2 * g * value + (h + l2) * value * value);

/** What a search for a cut needs to know of the leaf; `least` is the least sum of second derivatives of a side, `own` the leaf's own G^2 / H. */
export interface CutTask extends Sums {
  readonly l2: number;
  readonly least: number;
  readonly own: number;
}

/** The inner loop of all: it makes no object, neither for a bin nor for a column. */
export interface CutSearch {
  /**
   * Gain of the best cut behind one of the bins of `sums[from .. to)`, with `start` besides on the left, where no bound holds: G^2 / H on both sides
   * less that of the leaf. 0 where none gains.
   */
  readonly cut: (sums: Float64Array, range: BinRange, start: Sums, task: CutTask) => number;
  /** Bin of the cut that was found last, and the sums on its left. */
  readonly found: Float64Array;
}

/** Where the sums of some bins stand in those of all. */
export interface BinRange {
  readonly from: number;
  readonly to: number;
}

interface SplitOptions {
  readonly rules: SplitRules;
  readonly allowed: Uint8Array;
  readonly search: CutSearch;
}

/** The best split of a leaf among these columns; null where none gains. */
export function bestSplit(
  bins: Bins,
  sums: Float64Array,
  leaf: Leaf,
  { rules, allowed, search }: SplitOptions,
): Split | null {
  let best: Split | null = null;
  const given = { leaf, rules, search, task: taskOf(leaf, rules) };
  for (let column = 0; column < bins.columns.length; column++) {
    if (allowed[column] === 0) continue;
    const floor: number = best?.gain ?? 0;
    const found: Split | null =
      bins.columns[column]!.kind === 'number'
        ? bestCut(bins, column, sums, given, floor)
        : bestSet(bins, column, sums.subarray(bins.offsets[column], bins.offsets[column + 1]), given);
    if (found !== null && found.gain > floor) best = found;
  }
  return best;
}

function taskOf({ g, h, rows }: Leaf, { l2, minRows, minHessian }: SplitRules): CutTask {
  // The same numbers of rows as `gainOf` asks for, as second derivatives: rounding to a whole row is half a row.
  return { g, h, l2, least: Math.max(minHessian, ((minRows - 0.5) * h) / rows), own: (g * g) / (h + l2) };
}

interface Given {
  readonly leaf: Leaf;
  readonly rules: SplitRules;
}

/** Gain of a pair of children; NaN where one of them is too small or the pair goes against a monotone rule. */
function gainOf(left: Sums, right: Sums, { leaf, rules }: Given, extra: { l2: number; direction: number }): number {
  const { minRows, minHessian } = rules;
  const perRow = leaf.rows / leaf.h;
  if (!(left.h >= minHessian) || !(right.h >= minHessian)) return Number.NaN;
  // Rows are told from second derivatives: a third number for each bin would cost half as much time again.
  if (Math.round(left.h * perRow) < minRows || Math.round(right.h * perRow) < minRows) return Number.NaN;
  const low = leafValue(left, extra.l2, leaf);
  const high = leafValue(right, extra.l2, leaf);
  if (extra.direction * (high - low) < 0) return Number.NaN;
  return (
    worth(left, extra.l2, low) + worth(right, extra.l2, high) - worth(leaf, rules.l2, leafValue(leaf, rules.l2, leaf))
  );
}

interface GivenSearch extends Given {
  readonly search: CutSearch;
  readonly task: CutTask;
}

const NOTHING: Sums = { g: 0, h: 0 };

/** The best cut of a column of numbers; null where none gains more than the floor. */
function bestCut(bins: Bins, column: number, sums: Float64Array, given: GivenSearch, floor: number): Split | null {
  const { leaf, rules, task } = given;
  const { values, hasMissing } = bins.columns[column]!;
  const direction = rules.monotone[column]!;
  const from = bins.offsets[column]!;
  const missing = hasMissing ? { g: sums[from + 2 * values]!, h: sums[from + 2 * values + 1]! } : NOTHING;
  // A cut that the bounds of a monotone split above cannot touch is judged by the same formula without them.
  const isFree = direction === 0 && leaf.lower === Number.NEGATIVE_INFINITY && leaf.upper === Number.POSITIVE_INFINITY;
  const search = isFree ? given.search : boundedSearch(given, direction);
  let [gain, bin, missingLeft, left] = [floor, -1, false, NOTHING];
  for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
    const range = { from, to: from + 2 * (hasMissing && side === 0 ? values : values - 1) };
    const gained = search.cut(sums, range, side === 0 ? NOTHING : missing, task);
    if (!(gained > gain)) continue;
    const { found } = search;
    [gain, bin, missingLeft, left] = [gained, found[0]!, side === 1, { g: found[1]!, h: found[2]! }];
  }
  if (bin < 0) return null;
  return {
    column,
    gain,
    lastBin: bin,
    leftBins: [],
    missingLeft: hasMissing ? missingLeft : 2 * left.h > leaf.h,
    left,
    right: { g: leaf.g - left.g, h: leaf.h - left.h },
  };
}

/** The search as a loop. */
export const loopSearch = (): CutSearch => {
  const found = new Float64Array(3);
  return {
    found,
    cut: (sums, range, start, task) => freeCut(sums, range, start, { ...task, found }),
  };
};

function freeCut(
  sums: Float64Array,
  { from, to }: BinRange,
  start: Sums,
  { g: leafG, h: leafH, l2, least, own, found }: CutTask & { found: Float64Array },
): number {
  let [g, h, gain] = [start.g, start.h, 0];
  for (let at = from; at < to; at += 2) {
    g += sums[at]!;
    h += sums[at + 1]!;
    const rest = leafH - h;
    if (h < least || rest < least) continue;
    const other = leafG - g;
    const gained = (g * g) / (h + l2) + (other * other) / (rest + l2) - own;
    if (gained > gain) {
      gain = gained;
      found[0] = (at - from) / 2;
      found[1] = g;
      found[2] = h;
    }
  }
  return gain;
}

/** The search where bounds hold, or the values of the sides must be in order. */
function boundedSearch(given: Given, direction: number): CutSearch {
  const extra = { l2: given.rules.l2, direction };
  const found = new Float64Array(3);
  const cut = (sums: Float64Array, { from, to }: BinRange, start: Sums): number => {
    let [g, h, best] = [start.g, start.h, 0];
    for (let at = from; at < to; at += 2) {
      g += sums[at]!;
      h += sums[at + 1]!;
      const gain = gainOf({ g, h }, { g: given.leaf.g - g, h: given.leaf.h - h }, given, extra);
      if (!(gain > best)) continue;
      best = gain;
      found[0] = (at - from) / 2;
      found[1] = g;
      found[2] = h;
    }
    return best;
  };
  return { cut, found };
}

/** Categories in order of their mean derivative; the best split is then among the first ones against the rest (Fisher 1958). */
function bestSet(bins: Bins, column: number, sums: Float64Array, given: Given): Split | null {
  const { values, rare, hasMissing } = bins.columns[column]!;
  const { leaf, rules } = given;
  const extra = { l2: rules.l2 + CATEGORY_L2, direction: 0 };
  const ratio = (bin: number): number => sums[2 * bin]! / (sums[2 * bin + 1]! + CATEGORY_SMOOTH);
  const order = Array.from({ length: values + (hasMissing ? 1 : 0) }, (_, bin) => bin)
    .filter((bin) => sums[2 * bin + 1]! > 0)
    .sort((a, b) => ratio(a) - ratio(b) || a - b);
  let best: Split | null = null;
  for (const sorted of [order, order.toReversed()]) {
    let [g, h] = [0, 0];
    for (let i = 0; i + 1 < sorted.length && i < MOST_CATEGORIES; i++) {
      g += sums[2 * sorted[i]!]!;
      h += sums[2 * sorted[i]! + 1]!;
      const left = { g, h };
      const right = { g: leaf.g - g, h: leaf.h - h };
      const gain = gainOf(left, right, given, extra);
      if (!(gain > (best?.gain ?? 0))) continue;
      const leftBins = sorted.slice(0, i + 1);
      best = { column, gain, lastBin: -1, leftBins, missingLeft: leftBins.includes(values), left, right };
    }
  }
  if (best === null || rare === null || !best.leftBins.includes(rare)) return best;
  // A model names the categories that go left: of a column of ids the rare ones would be named at every split, all hundred thousand of them.
  const { left, right } = best;
  const leftBins = order.filter((bin) => !best.leftBins.includes(bin));
  return { ...best, leftBins, missingLeft: leftBins.includes(values), left: right, right: left };
}
