import {
  type ChangePart,
  createGenerator,
  decomposeMeanChange,
  type Generator as Random,
  sampleBinomial,
  type Witness,
  witnessOf,
} from '../../../core/stats/index.js';
import {
  binsOf,
  type CellValues,
  cellKey,
  countsOfPlaces,
  type DriftWatch,
  declaredBins,
  type MonitorPlan,
  type Pane,
} from '../../monitor/index.js';
import { type Compared, isOf } from './sides.js';
import type { Parts } from './types.js';

/** Answers are a function of what was counted. */
const SEED = 'parts of drift';

type DriftCompared = Omit<Compared, 'watch'> & { readonly watch: DriftWatch };

interface Whose {
  readonly watch: Pick<DriftWatch, 'histogram'>;
  readonly plan: Pick<MonitorPlan, 'histograms' | 'places'>;
  readonly is: (values: CellValues) => boolean;
}

/** A histogram of some people, with other values and none behind the declared bins. */
export const histogramOf = (pane: Pane, whose: Whose): Float64Array =>
  histogramsBy(pane, whose, []).get(cellKey([])) ??
  new Float64Array(binsOf(whose.plan.histograms[whose.watch.histogram]!));

function histogramsBy(pane: Pane, { watch, plan, is }: Whose, places: readonly number[]): Map<string, Float64Array> {
  let first = countsOfPlaces(plan.places);
  for (let h = 0; h < watch.histogram; h++) first += binsOf(plan.histograms[h]!);
  const bins = binsOf(plan.histograms[watch.histogram]!);
  const found = new Map<string, Float64Array>();
  for (const { values, counts } of pane.cells.values()) {
    if (!is(values)) continue;
    const key = cellKey(places.map((place) => values[place]!));
    const known = found.get(key) ?? new Float64Array(bins);
    for (let b = 0; b < bins; b++) known[b]! += counts[first + b]!;
    found.set(key, known);
  }
  return found;
}

/**
 * How far a histogram of a group moved, and how much of that other shares of strata account for. What tells the two times apart is chosen by one half of the people, and looked at in the other: otherwise whatever chance
 * moved would be found to have moved. It is a mean of values of 0..1 then, whose parts add up. Null where one of the times has nobody, or nothing moved.
 */
export function driftParts(compared: DriftCompared, places: readonly number[], level: number): Parts | null {
  const { watch, sides, plan, before, after } = compared;
  const whose = { watch, plan, is: isOf(watch, sides[0]!) };
  const taken = watch.distance === 'total-variation' ? binsOf : declaredBins;
  const bins = taken(plan.histograms[watch.histogram]!);
  const found = moved(
    { before: histogramsBy(before, whose, places), after: histogramsBy(after, whose, places) },
    { watch, bins },
  );
  return found === null ? null : decomposeMeanChange(found, level);
}

interface Strata {
  readonly before: ReadonlyMap<string, Float64Array>;
  readonly after: ReadonlyMap<string, Float64Array>;
}

/** The strata of those who are looked at, at both times, by the values that tell the times apart; null where nothing does. */
function moved(
  { before, after }: Strata,
  { watch, bins }: { readonly watch: Pick<DriftWatch, 'distance' | 'positions'>; readonly bins: number },
) {
  const random = createGenerator(SEED);
  const [first, second] = [before, after].map((strata) => halved(strata, bins, random));
  const witness = witnessOf(
    watch.distance,
    sharesOf(second!.chosenBy, bins),
    sharesOf(first!.chosenBy, bins),
    watch.positions,
  );
  if (witness === null) return null;
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const sums = (strata: ReadonlyMap<string, Float64Array>, key: string) => sumsOf(strata.get(key), witness);
  return keys.map((key) => ({ before: sums(first!.lookedAt, key), after: sums(second!.lookedAt, key) }));
}

interface Halves {
  readonly chosenBy: ReadonlyMap<string, Float64Array>;
  readonly lookedAt: ReadonlyMap<string, Float64Array>;
}

/** Tosses a coin for everybody. */
function halved(strata: ReadonlyMap<string, Float64Array>, bins: number, random: Random): Halves {
  const chosenBy = new Map<string, Float64Array>();
  const lookedAt = new Map<string, Float64Array>();
  for (const [key, counts] of strata) {
    const own = counts.slice(0, bins);
    const half = own.map((count) => sampleBinomial(count, 1 / 2, random));
    chosenBy.set(key, half);
    lookedAt.set(
      key,
      own.map((count, b) => count - half[b]!),
    );
  }
  return { chosenBy, lookedAt };
}

function sharesOf(strata: ReadonlyMap<string, Float64Array>, bins: number): Float64Array {
  const all = new Float64Array(bins);
  for (const counts of strata.values()) for (let b = 0; b < bins; b++) all[b]! += counts[b]!;
  const people = all.reduce((sum, one) => sum + one, 0);
  return people === 0 ? all : all.map((one) => one / people);
}

function sumsOf(counts: Float64Array | undefined, { values }: Witness) {
  const sums = { n: 0, sum: 0, sumOfSquares: 0 };
  counts?.forEach((count, b) => {
    sums.n += count;
    sums.sum += count * values[b]!;
    sums.sumOfSquares += count * values[b]! ** 2;
  });
  return sums;
}

/** Level of the intervals of inputs that are looked at beside a score. */
const LEVEL = 0.99;

/** Inputs whose histograms of the same group moved by at least so much (total variation), of those whose drift is watched. */
export function inputsMoved(
  { watch, sides, plan, before, after }: DriftCompared,
  least: number,
): { readonly input: string; readonly by: ChangePart }[] {
  const places = new Set(plan.watches.flatMap((one) => (one.kind === 'drift' ? [one.histogram] : [])));
  return plan.histograms.flatMap(({ of }, histogram) => {
    if (of.kind !== 'input' || !places.has(histogram)) return [];
    const whose = { watch: { histogram }, plan, is: isOf(watch, sides[0]!) };
    const bins = binsOf(plan.histograms[histogram]!);
    const strata = moved(
      { before: histogramsBy(before, whose, []), after: histogramsBy(after, whose, []) },
      { watch: { distance: 'total-variation', positions: null }, bins },
    );
    const by = strata === null ? undefined : decomposeMeanChange(strata, LEVEL)?.total;
    return by !== undefined && by.lower > 0 && by.estimate >= least ? [{ input: of.column, by }] : [];
  });
}
