import {
  type ChangePart,
  createGenerator,
  normalQuantile,
  type Generator as Random,
} from '../../../core/stats/index.js';
import {
  binsOf,
  type CellValues,
  cellKey,
  countIndex,
  countsOfArea,
  firstOfAreas,
  type MonitorPlan,
  type Pane,
} from '../../monitor/index.js';
import { type Compared, isOf, type ReweightedWatch } from './sides.js';
import type { Parts } from './types.js';

/** Draws of the variance of the parts. Answers are a function of what was counted. */
const REPLICATES = 60;
const SEED = 'reweighted parts';
/** Below so many people a count is drawn by Poisson's law, above by the normal one. */
const FEW = 40;

type ReweightedCompared = Omit<Compared, 'watch'> & { readonly watch: ReweightedWatch };
/** Counts of people of a group that tell what is measured, by stratum. */
type Strata = ReadonlyMap<string, Float64Array>;

/** What of a cell tells what is measured: scores by label, outcomes by label, or outcomes in their order. */
function countsThatTell(watch: ReweightedWatch, plan: MonitorPlan, counts: Float64Array): Float64Array {
  switch (watch.kind) {
    case 'areas': {
      const { histograms, places, moments = [], areas = [] } = plan;
      const bins = areas.map(({ edges }) => edges.length + 1);
      let first = firstOfAreas({ places, bins: histograms.map(binsOf), moments: moments.length });
      for (let i = 0; i < watch.area; i++) first += countsOfArea(bins[i]!);
      return counts.slice(first, first + countsOfArea(bins[watch.area]!));
    }
    case 'orders':
      return Float64Array.from(watch.order, (decided) => {
        let sum = 0;
        for (let label = 0; label <= plan.places; label++)
          sum += counts[countIndex(plan.places, { decided, label: label === plan.places ? null : label })]!;
        return sum;
      });
    default:
      return Float64Array.from(CONFUSION, ([decided, label]) => counts[countIndex(plan.places, { decided, label })]!);
  }
}

/** True negatives, missed ones, false positives and true ones. */
const CONFUSION = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

function strataOf(
  pane: Pane,
  { watch, plan }: Pick<ReweightedCompared, 'watch' | 'plan'>,
  { is, places }: { readonly is: (values: CellValues) => boolean; readonly places: readonly number[] },
): Strata {
  const strata = new Map<string, Float64Array>();
  for (const { values, counts } of pane.cells.values()) {
    if (!is(values)) continue;
    const key = cellKey(places.map((place) => values[place]!));
    const own = countsThatTell(watch, plan, counts);
    const known = strata.get(key);
    if (known === undefined) strata.set(key, own);
    else for (let i = 0; i < own.length; i++) known[i]! += own[i]!;
  }
  for (const [key, counts] of strata) if (sum(counts) === 0) strata.delete(key);
  return strata;
}

/** People of a group who tell what is measured. */
export const peopleIn = (
  of: { readonly plan: MonitorPlan; readonly watch: Compared['watch'] },
  pane: Pane,
  is: (values: CellValues) => boolean,
): number => {
  if (of.watch.kind === 'drift' || of.watch.kind === 'means') return 0;
  const strata = strataOf(pane, { plan: of.plan, watch: of.watch }, { is, places: [] });
  return sum(strata.get(cellKey([])) ?? []);
};

const sum = (counts: Iterable<number>): number => {
  let all = 0;
  for (const one of counts) all += one;
  return all;
};

/** What is measured of one group, or of both together; null where it is undefined. */
function valueFor({ kind, compare }: ReweightedWatch, sides: readonly Float64Array[]): number | null {
  if (kind === 'orders') return sides.length < 2 ? null : chanceAbove(sides[0]!, sides[1]!);
  const [group, reference] = sides.map(kind === 'areas' ? areaOf : f1Of) as [number | null, number | null | undefined];
  if (group === null || reference === null) return null;
  if (reference === undefined) return group;
  if (compare === 'ratio') return reference === 0 ? null : group / reference;
  return group - reference;
}

/** Negatives by bins of their scores, then positives. */
const areaOf = (counts: Float64Array): number | null =>
  chanceAbove(counts.subarray(counts.length / 2), counts.subarray(0, counts.length / 2));

function f1Of([, missed, wrong, right]: Float64Array): number | null {
  const all = 2 * right! + wrong! + missed!;
  return all === 0 ? null : (2 * right!) / all;
}

/** Share of pairs in which the one stands above the other, ties half. */
function chanceAbove(ones: Float64Array, others: Float64Array): number | null {
  const pairs = sum(ones) * sum(others);
  if (pairs === 0) return null;
  let [below, won] = [0, 0];
  for (let i = 0; i < ones.length; i++) {
    won += ones[i]! * (below + others[i]! / 2);
    below += others[i]!;
  }
  return won / pairs;
}

interface Times {
  readonly before: Strata;
  readonly after: Strata;
}

/** People as they are at one time, with the strata of another: a stratum of whom nobody is there now is as it was then. */
function withStrataOf(strata: Strata, other: Strata): Float64Array {
  const people = sum([...other.values()].map((counts) => sum(counts)));
  const [first] = other.values();
  const all = new Float64Array(first?.length ?? 0);
  for (const [key, counts] of other) {
    const own = strata.get(key) ?? counts;
    const scale = sum(counts) / people / sum(own);
    for (let i = 0; i < all.length; i++) all[i]! += scale * own[i]!;
  }
  return all;
}

interface Points {
  readonly total: number;
  readonly mix: number;
}

/** Other strata account for what changes when the strata alone are exchanged, on average over both times. */
function pointsOf(watch: ReweightedWatch, sides: readonly Times[]): Points | null {
  const value = (of: (side: Times) => Float64Array): number | null => valueFor(watch, sides.map(of));
  const before = value(({ before: one }) => withStrataOf(one, one));
  const after = value(({ after: one }) => withStrataOf(one, one));
  const afterAsBefore = value((side) => withStrataOf(side.after, side.before));
  const beforeAsAfter = value((side) => withStrataOf(side.before, side.after));
  if (before === null || after === null || afterAsBefore === null || beforeAsAfter === null) return null;
  return { total: after - before, mix: (after - afterAsBefore + beforeAsAfter - before) / 2 };
}

/**
 * The parts of a change of what is no mean over people: an area under the curve, F1, the chance to stand above another. Of pairs of people the strata of both count, so that an area splits by pairs of strata. Their variances are those of draws in which every
 * count is one of Poisson. Null where one of the times has nobody. Pauses after each draw.
 */
export function* reweightedParts(
  { watch, plan, sides, before, after }: ReweightedCompared,
  places: readonly number[],
  level: number,
): Generator<undefined, Parts | null> {
  const times = sides.map((side): Times => {
    const of = { is: isOf(watch, side), places };
    return { before: strataOf(before, { watch, plan }, of), after: strataOf(after, { watch, plan }, of) };
  });
  if (times.some((side) => side.before.size === 0 || side.after.size === 0)) return null;
  const found = pointsOf(watch, times);
  if (found === null) return null;
  const random = createGenerator(SEED);
  const drawn: Points[] = [];
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    const again = pointsOf(
      watch,
      times.map((side) => ({ before: redrawn(side.before, random), after: redrawn(side.after, random) })),
    );
    if (again !== null) drawn.push(again);
    yield;
  }
  if (drawn.length < REPLICATES / 2) return null;
  const critical = normalQuantile((1 + level) / 2);
  const part = (of: (points: Points) => number): ChangePart => {
    const mean = sum(drawn.map(of)) / drawn.length;
    const variance = sum(drawn.map((one) => (of(one) - mean) ** 2)) / (drawn.length - 1);
    const half = critical * Math.sqrt(variance);
    return { estimate: of(found), lower: of(found) - half, upper: of(found) + half };
  };
  return {
    total: part(({ total }) => total),
    mix: part(({ mix }) => mix),
    behaviour: part(({ total, mix }) => total - mix),
  };
}

function redrawn(strata: Strata, random: Random): Strata {
  const again = new Map<string, Float64Array>();
  for (const [key, counts] of strata) {
    const own = counts.map((count) => poisson(count, random));
    // A stratum of one or two people that is drawn empty is kept as it is: it has to stand somewhere.
    again.set(key, sum(own) === 0 ? counts : own);
  }
  return again;
}

function poisson(mean: number, random: Random): number {
  if (mean === 0) return 0;
  if (mean >= FEW) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextNormal()));
  const limit = Math.exp(-mean);
  let [drawn, product] = [0, random.nextUniform()];
  while (product > limit) {
    drawn++;
    product *= random.nextUniform();
  }
  return drawn;
}
