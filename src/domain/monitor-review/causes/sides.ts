import type { BoundedSums } from '../../../core/stats/index.js';
import {
  type AreaWatch,
  type CellValues,
  cellKey,
  countRates,
  countsOfPlaces,
  type DriftWatch,
  type FractionWatch,
  type MeanWatch,
  type MonitorPlan,
  meanSums,
  type OrderWatch,
  type Pane,
  type RateWatch,
  type Watch,
} from '../../monitor/index.js';
import type { Times } from './times.js';

/** What causes are told of: rates and means, whose parts are those of each stratum; what is no sum over strata; and distances of histograms. */
export type ExplainedWatch = SummedWatch | ReweightedWatch | DriftWatch;

/** What of a group is a mean over its people, so that strata add up to it. */
export type SummedWatch = RateWatch | MeanWatch;

/** What of a group is no mean over its people: it is held against itself with the strata of another time. */
export type ReweightedWatch = AreaWatch | FractionWatch | OrderWatch | RateWatch;

/** Whether parts of a watch are told by weighing strata anew. F1 rises with a rate and is told in its own unit. */
export const isReweighted = (watch: ExplainedWatch): watch is ReweightedWatch =>
  watch.kind === 'areas' || watch.kind === 'fractions' || watch.kind === 'orders' || isF1(watch);

const isF1 = (watch: ExplainedWatch): boolean => watch.kind === 'rates' && watch.shownAs !== undefined;

/** Whether causes are told of a watch; of all others the alarm says why not. */
export const isExplained = (watch: Watch): watch is ExplainedWatch =>
  watch.kind === 'rates' ||
  (watch.kind === 'means' && watch.shownAs === undefined) ||
  watch.kind === 'areas' ||
  watch.kind === 'fractions' ||
  watch.kind === 'orders' ||
  watch.kind === 'drift';

/** A block, with its number of decisions by the text of their values at some places (`cellKey`). */
interface Block {
  readonly startMs: number;
  decisionsBy(places: readonly number[]): ReadonlyMap<string, number>;
}

/** A change, with what was counted before it began and since. */
export interface Compared {
  readonly plan: MonitorPlan;
  readonly watch: ExplainedWatch;
  /** Values of the group, and of the reference where there is one. */
  readonly sides: readonly CellValues[];
  readonly times: Times;
  /** Blocks in the order of time. */
  readonly blocks: readonly Block[];
  readonly before: Pane;
  readonly after: Pane;
}

export type At = 'before' | 'after';

/** Counts of the cells of some people, added up by the values at some places. */
export function countsBy(
  pane: Pane,
  { is, places }: { readonly is: (values: CellValues) => boolean; readonly places: readonly number[] },
): Map<string, Float64Array> {
  const sums = new Map<string, Float64Array>();
  for (const { values, counts } of pane.cells.values()) {
    if (!is(values)) continue;
    const key = cellKey(places.map((place) => values[place]!));
    const known = sums.get(key) ?? new Float64Array(countsOfPlaces(pane.places));
    for (let i = 0; i < known.length; i++) known[i]! += counts[i]!;
    sums.set(key, known);
  }
  return sums;
}

/** Sums of what a watch of means is about, of some people, by the values at some places. */
export function sumsBy(
  pane: Pane,
  {
    watch,
    plan,
    is,
    places,
  }: Pick<Parameters<typeof countsBy>[1], 'is' | 'places'> & { readonly watch: MeanWatch; readonly plan: MonitorPlan },
): Map<string, BoundedSums> {
  const sums = new Map<string, BoundedSums>();
  for (const { values, counts } of pane.cells.values()) {
    if (!is(values)) continue;
    const key = cellKey(places.map((place) => values[place]!));
    const one = meanSums(watch, plan, counts);
    const { n, sum, sumOfSquares } = sums.get(key) ?? NOBODY;
    sums.set(key, { n: n + one.n, sum: sum + one.sum, sumOfSquares: sumOfSquares + one.sumOfSquares });
  }
  return sums;
}

export const NOBODY: BoundedSums = { n: 0, sum: 0, sumOfSquares: 0 };

/** Whether a cell is of a group. */
export const isOf =
  ({ at }: Pick<ExplainedWatch, 'at'>, group: CellValues) =>
  (values: CellValues): boolean =>
    at.every((place, i) => values[place] === group[i]);

/** Observations and successes of one rate of a watch among counts. */
export function rateCounts(
  { rates }: RateWatch,
  r: number,
  counts: ArrayLike<number>,
): { n: number; successes: number } {
  const [n, successes] = countRates([rates[r]!], counts);
  return { n: n!, successes: successes! };
}

/** Whether what is measured depends on what was decided, and not on labels alone, as a base rate does. */
export function isOfDecisions({ watch, plan: { places, histograms } }: Pick<Compared, 'watch' | 'plan'>): boolean {
  const isOfLabels = (counted: readonly number[]): boolean => {
    const own = new Set(counted);
    // Counts of a cell stand by what was decided, then by the label, of which none is the last.
    return counted.every((index) => {
      const label = index % (places + 1);
      return Array.from({ length: places }, (_, decided) => decided * (places + 1) + label).every((at) => own.has(at));
    });
  };
  // What people say of themselves is no work of a version.
  if (watch.kind === 'drift') return histograms[watch.histogram]!.of.kind === 'score';
  if (watch.kind !== 'rates' && watch.kind !== 'means') return true;
  if (watch.kind === 'rates') return !watch.rates.every(({ n, successes }) => isOfLabels(n) && isOfLabels(successes));
  const { moment } = watch;
  // A mean of costs is of labels alone where a label costs the same whatever was decided; every other mean is of amounts or scores that were decided by.
  return typeof moment === 'number' || moment.some((step, index) => step !== moment[index % (places + 1)]);
}

export const total = (counts: Iterable<ArrayLike<number>>): number => {
  let sum = 0;
  for (const one of counts) for (let i = 0; i < one.length; i++) sum += one[i]!;
  return sum;
};
