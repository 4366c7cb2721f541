import type { Caution, Dataset, LearnColumn } from '../base/index.js';
import { type Bins, closedCuts } from '../binning/index.js';
import { mergeBins } from './merge-bins.js';
import { type WeightOfEvidence, weightOfEvidence } from './weight-of-evidence.js';

/** An input in the bins of a scorecard. The last of `evidence` is that of missing values where there are any. */
export interface CardColumn {
  readonly column: number;
  /** Cuts between bins of numbers; empty for categories. */
  readonly cuts: readonly number[];
  /** Bin of each code; -1 for one that no row has. */
  readonly binOfCode: Int32Array;
  /** The bin that the rarest categories share; null where each stands by itself. */
  readonly rare: number | null;
  /** Bin of each row. */
  readonly binOfRow: Uint8Array;
  readonly bins: number;
  readonly hasMissing: boolean;
  readonly ones: Float64Array;
  readonly zeros: Float64Array;
  readonly evidence: WeightOfEvidence;
  /** Whether it stayed one bin because a side of it holds enough people, all of one class: evidence without bound. */
  readonly isWholly: boolean;
}

export interface CardRules {
  /** Least share of all weight that a bin holds. */
  readonly share: number;
  readonly maxBins: number;
  /** 1 where points may only rise with the input, -1 only fall, 0 whichever way the data lean. */
  readonly monotone: Int8Array;
}

/** Rows at the share of all that are added to each category before they are put in order, so that few rows do not stand at the ends by chance. */
const CATEGORY_SMOOTH = 10;

/** Puts every input in bins that say most of the target and go one way: numbers by size, categories by their share of ones. */
export function binColumns(
  { data, weights, bins }: { data: Dataset; weights: Float64Array | null; bins: Bins },
  rules: CardRules,
): { columns: CardColumn[]; cautions: Caution[] } {
  const cautions: Caution[] = [];
  const columns = data.columns.map((given, column) => {
    const fine = fineSums(bins, column, data.target, weights);
    const merged = mergedOf({ bins, column, fine }, rules);
    return cardColumn({ bins, column, given, fine, ...merged }, cautions);
  });
  return { columns, cautions };
}

interface FineSums {
  readonly ones: Float64Array;
  readonly zeros: Float64Array;
}

/** Weight of each class by fine bin; the last is that of missing values where there are any. */
function fineSums(bins: Bins, column: number, target: Float64Array, weights: Float64Array | null): FineSums {
  const { values, hasMissing } = bins.columns[column]!;
  const count = values + (hasMissing ? 1 : 0);
  const [ones, zeros] = [new Float64Array(count), new Float64Array(count)];
  const codes = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
  for (let r = 0; r < codes.length; r++) (target[r] === 1 ? ones : zeros)[codes[r]!]! += weights?.[r] ?? 1;
  return { ones, zeros };
}

/** The fine bins in their order, and where among them the bins of the card begin. */
function mergedOf(
  { bins, column, fine: { ones, zeros } }: { bins: Bins; column: number; fine: FineSums },
  { share, maxBins, monotone }: CardRules,
): { order: number[]; starts: readonly number[]; isWholly: boolean } {
  const { kind, values } = bins.columns[column]!;
  const [allOnes, allZeros] = [ones, zeros].map((sums) => sums.reduce((sum, x) => sum + x, 0)) as [number, number];
  const mean = allOnes / (allOnes + allZeros);
  const shareOf = (bin: number): number =>
    (ones[bin]! + CATEGORY_SMOOTH * mean) / (ones[bin]! + zeros[bin]! + CATEGORY_SMOOTH);
  const order = Array.from({ length: values }, (_, bin) => bin);
  if (kind === 'categories') order.sort((a, b) => shareOf(a) - shareOf(b) || a - b);
  const { starts } = mergeBins(
    { ones: order.map((bin) => ones[bin]!), zeros: order.map((bin) => zeros[bin]!) },
    { minWeight: share * (allOnes + allZeros), maxBins, direction: kind === 'categories' ? 1 : monotone[column]! },
  );
  const isWholly = starts.length === 1 && hasPureSide(order, { ones, zeros }, share * (allOnes + allZeros));
  return { order, starts, isWholly };
}

/** Whether the first fine bins, or the last, hold so much weight of one class alone. */
function hasPureSide(order: readonly number[], { ones, zeros }: FineSums, weight: number): boolean {
  const isPure = (bins: readonly number[]): boolean => {
    let [one, zero] = [0, 0];
    for (const bin of bins) {
      one += ones[bin]!;
      zero += zeros[bin]!;
      if (one > 0 && zero > 0) return false;
      if (one + zero > 0 && one + zero >= weight) return true;
    }
    return false;
  };
  return order.length > 1 && (isPure(order) || isPure(order.toReversed()));
}

interface Parts {
  readonly bins: Bins;
  readonly column: number;
  readonly given: LearnColumn;
  readonly fine: FineSums;
  readonly order: readonly number[];
  readonly starts: readonly number[];
  readonly isWholly: boolean;
}

function cardColumn({ bins, column, given, fine, order, starts, isWholly }: Parts, cautions: Caution[]): CardColumn {
  const own = bins.columns[column]!;
  const count = starts.length;
  const binOfFine = new Uint8Array(256).fill(count);
  order.forEach((bin, place) => {
    binOfFine[bin] = starts.findLastIndex((start) => start <= place);
  });
  const [ones, zeros] = [fine.ones, fine.zeros].map((sums) => {
    const merged = new Float64Array(count + (own.hasMissing ? 1 : 0));
    sums.forEach((weight, bin) => {
      merged[binOfFine[bin]!]! += weight;
    });
    return merged;
  }) as [Float64Array, Float64Array];
  const evidence = weightOfEvidence(ones, zeros);
  if (own.hasMissing && evidence.woe[count] === null)
    cautions.push({
      kind: 'missing-unjudged',
      column: given.name,
      message: `"${given.name}" lacks a value only in rows of one class: such people get 0 points for it, as somebody average`,
    });
  const codes = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
  const cuts = own.kind === 'number' ? closedCuts(own, given.values) : null;
  return {
    column,
    cuts: cuts === null ? [] : starts.slice(1).map((start) => cuts[start - 1]!),
    binOfCode: Int32Array.from(own.binOfCode, (bin) => (bin < own.values ? binOfFine[bin]! : -1)),
    rare: own.rare === null ? null : binOfFine[own.rare]!,
    binOfRow: codes.map((bin) => binOfFine[bin]!),
    bins: count,
    hasMissing: own.hasMissing,
    ones,
    zeros,
    evidence,
    isWholly,
  };
}
