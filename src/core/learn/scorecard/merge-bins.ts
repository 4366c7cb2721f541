/** Fine bins in their order, by weight of each class. */
export interface FineBins {
  readonly ones: ArrayLike<number>;
  readonly zeros: ArrayLike<number>;
}

export interface MergeRules {
  /** Least weight of a bin. */
  readonly minWeight: number;
  readonly maxBins: number;
  /** 1 where the share of ones may only rise from bin to bin, -1 only fall, 0 whichever says more. */
  readonly direction: number;
}

/** Bins that were merged: where each begins among the fine ones, and what all of them say. */
export interface MergedBins {
  readonly starts: readonly number[];
  readonly informationValue: number;
}

/**
 * Merges neighbouring bins so that the information value is the largest that any merging has whose share of ones goes one way, whose bins hold both classes and enough
 * weight, and are not too many. It is found by dynamic programming over the last bin, so no merging is better; of equal ones the fewest bins.
 */
export function mergeBins(fine: FineBins, rules: MergeRules): MergedBins {
  if (rules.direction !== 0) return mergedOneWay(fine, rules, rules.direction);
  const [rising, falling] = [mergedOneWay(fine, rules, 1), mergedOneWay(fine, rules, -1)];
  return falling.informationValue > rising.informationValue ? falling : rising;
}

/** A bin from one fine bin to another, inclusive. */
interface Merged {
  readonly share: number;
  readonly value: number;
}

/** Bins by first and last fine bin; null where a bin may not be. */
type Table<T> = T[][];

function mergedOneWay({ ones, zeros }: FineBins, { minWeight, maxBins }: MergeRules, direction: number): MergedBins {
  const count = ones.length;
  const sums = { sumOnes: sumsOf(ones), sumZeros: sumsOf(zeros), minWeight };
  const places = Array.from({ length: count }, (_, place) => place);
  const bins = places.map((from) => places.map((to) => (to < from ? null : binOf(sums, from, to))));
  // The best merging of all up to `to` whose last bin is from..to, for one number of bins more each time.
  let best = bins.map((row, from) => row.map((bin) => (from === 0 && bin !== null ? bin.value : NEVER)));
  const links: Table<number>[] = [];
  let chosen = { bins: 1, from: 0, value: best[0]![count - 1]! };
  for (let number = 2; number <= Math.min(maxBins, count); number++) {
    const next = extended(bins, best, direction);
    links.push(next.links);
    best = next.best;
    for (let from = 1; from < count; from++) {
      const value = best[from]![count - 1]!;
      if (value > chosen.value) chosen = { bins: number, from, value };
    }
  }
  return { starts: startsOf(links, chosen, count), informationValue: Math.max(0, chosen.value) };
}

const NEVER = Number.NEGATIVE_INFINITY;

/** Each merging with the best bin before its last one that goes the right way: its value, and where that bin begins. */
function extended(
  bins: Table<Merged | null>,
  best: Table<number>,
  direction: number,
): { best: Table<number>; links: Table<number> } {
  const links = bins.map((row) => row.map(() => -1));
  const values = bins.map((row, from) =>
    row.map((last, to) => {
      if (last === null) return NEVER;
      let most = NEVER;
      for (let start = 0; start < from; start++) {
        const previous = bins[start]![from - 1] ?? null;
        if (previous === null || direction * (last.share - previous.share) < 0) continue;
        const value = best[start]![from - 1]! + last.value;
        if (!(value > most)) continue;
        most = value;
        links[from]![to] = start;
      }
      return most;
    }),
  );
  return { best: values, links };
}

/** Where each bin of the chosen merging begins, read from the last one back. */
function startsOf(links: readonly Table<number>[], chosen: { bins: number; from: number }, count: number): number[] {
  const starts = [chosen.from];
  let to = count - 1;
  for (let number = chosen.bins; number > 1; number--) {
    const from = starts[0]!;
    starts.unshift(links[number - 2]![from]![to]!);
    to = from - 1;
  }
  return starts;
}

function sumsOf(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  for (let bin = 0; bin < weights.length; bin++) sums[bin + 1] = sums[bin]! + weights[bin]!;
  return sums;
}

interface Sums {
  readonly sumOnes: Float64Array;
  readonly sumZeros: Float64Array;
  readonly minWeight: number;
}

/** What a bin from..to says; null where it may not be. One bin of all may always be. */
function binOf({ sumOnes, sumZeros, minWeight }: Sums, from: number, to: number): Merged | null {
  const [one, zero] = [sumOnes[to + 1]! - sumOnes[from]!, sumZeros[to + 1]! - sumZeros[from]!];
  const isAll = from === 0 && to === sumOnes.length - 2;
  if (!isAll && (!(one > 0) || !(zero > 0) || one + zero < minWeight)) return null;
  const [a, b] = [one / sumOnes.at(-1)!, zero / sumZeros.at(-1)!];
  return { share: one / (one + zero), value: isAll ? 0 : (a - b) * Math.log(a / b) };
}
