import type { Bins } from './bins.js';

/** Where a leaf is cut, and what that gains. */
export interface Split {
  readonly column: number;
  readonly gain: number;
  /** Last bin that goes left, of numbers; -1 at a split by categories. */
  readonly lastBin: number;
  /** Bins that go left, of categories; empty at a split of numbers. */
  readonly leftBins: readonly number[];
  readonly missingLeft: boolean;
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

/** The best split of a leaf among these columns; null where none gains. */
export function bestSplit(
  bins: Bins,
  sums: Float64Array,
  leaf: Leaf,
  options: { readonly rules: SplitRules; readonly allowed: Uint8Array },
): Split | null {
  let best: Split | null = null;
  for (let column = 0; column < bins.columns.length; column++) {
    if (options.allowed[column] === 0) continue;
    const part = sums.subarray(bins.offsets[column], bins.offsets[column + 1]);
    const found =
      bins.columns[column]!.kind === 'number'
        ? bestCut(bins, column, part, { leaf, rules: options.rules })
        : bestSet(bins, column, part, { leaf, rules: options.rules });
    if (found !== null && found.gain > (best?.gain ?? 0)) best = found;
  }
  return best;
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

function bestCut(bins: Bins, column: number, sums: Float64Array, { leaf, rules }: Given): Split | null {
  const { values, hasMissing } = bins.columns[column]!;
  const direction = rules.monotone[column]!;
  const missing = hasMissing ? { g: sums[2 * values]!, h: sums[2 * values + 1]! } : { g: 0, h: 0 };
  // A cut that the bounds of a monotone split above cannot touch is judged by the same formula without them, which is the inner loop of all.
  const isFree = direction === 0 && leaf.lower === Number.NEGATIVE_INFINITY && leaf.upper === Number.POSITIVE_INFINITY;
  let best: { gain: number; bin: number; missingLeft: boolean; g: number; h: number } | null = null;
  for (const missingLeft of hasMissing ? [false, true] : [false]) {
    const from = missingLeft ? missing : { g: 0, h: 0 };
    const ends = hasMissing && !missingLeft ? values : values - 1;
    const found = isFree
      ? freeCut(sums, ends, from, { leaf, rules })
      : boundedCut(sums, ends, from, { leaf, rules, direction });
    if (found.gain > (best?.gain ?? 0)) best = { ...found, missingLeft };
  }
  if (best === null) return null;
  const { gain, bin, g, h } = best;
  return {
    column,
    gain,
    lastBin: bin,
    leftBins: [],
    missingLeft: hasMissing ? best.missingLeft : 2 * h > leaf.h,
    left: { g, h },
    right: { g: leaf.g - g, h: leaf.h - h },
  };
}

interface Cut extends Sums {
  readonly gain: number;
  readonly bin: number;
}

/** The best cut where no bound holds: the gain is then G^2 / H on both sides less that of the leaf. Makes no object for each bin. */
function freeCut(sums: Float64Array, ends: number, from: Sums, { leaf, rules }: Given): Cut {
  const { l2 } = rules;
  // The same numbers of rows as `gainOf` asks for, as second derivatives: rounding to a whole row is half a row.
  const least = Math.max(rules.minHessian, ((rules.minRows - 0.5) * leaf.h) / leaf.rows);
  const own = (leaf.g * leaf.g) / (leaf.h + l2);
  let [g, h, gain, bin, bestG, bestH] = [from.g, from.h, 0, -1, 0, 0];
  for (let b = 0; b < ends; b++) {
    g += sums[2 * b]!;
    h += sums[2 * b + 1]!;
    const rest = leaf.h - h;
    if (h < least || rest < least) continue;
    const other = leaf.g - g;
    const gained = (g * g) / (h + l2) + (other * other) / (rest + l2) - own;
    if (gained > gain) {
      gain = gained;
      bin = b;
      bestG = g;
      bestH = h;
    }
  }
  return { gain, bin, g: bestG, h: bestH };
}

function boundedCut(sums: Float64Array, ends: number, from: Sums, given: Given & { direction: number }): Cut {
  const extra = { l2: given.rules.l2, direction: given.direction };
  let { g, h } = from;
  let best: Cut = { gain: 0, bin: -1, g: 0, h: 0 };
  for (let bin = 0; bin < ends; bin++) {
    g += sums[2 * bin]!;
    h += sums[2 * bin + 1]!;
    const gain = gainOf({ g, h }, { g: given.leaf.g - g, h: given.leaf.h - h }, given, extra);
    if (gain > best.gain) best = { gain, bin, g, h };
  }
  return best;
}

/** Categories in order of their mean derivative; the best split is then among the first ones against the rest (Fisher 1958). */
function bestSet(bins: Bins, column: number, sums: Float64Array, given: Given): Split | null {
  const { values, hasMissing } = bins.columns[column]!;
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
  return best;
}
