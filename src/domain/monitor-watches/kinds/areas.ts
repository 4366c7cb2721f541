import {
  AREA_HIGH,
  AREA_LOW,
  AREA_MIDDLE,
  AREA_NEGATIVES,
  AREA_NUMBERS,
  AREA_POSITIVES,
  areaSumsInto,
} from '../../../core/stats/sequential/in-place/index.js';
import { binsOf, countsOfArea, firstOfAreas, MOMENT_COUNTS, STEPS, sumsOf } from '../../monitor-panes/index.js';
import type { AreaWatch, MonitorPlan } from '../series/types.js';
import { betsOnClaims, betsOnMoments } from './claim-bets.js';
import type { EvidenceKind, Volume } from './kind.js';
import { farthestFound, measuredMeans, signsOf } from './means.js';

/** A batch takes at least ten people, so that past areas rest on ten times as many as past rates do. */
const MEMORY = 10_000;
const RANGE = { from: 0, to: 1 };

/** What is counted of a group: batches and sums of their areas, as moments have it, for nobody who ties having won, half of them, and all; then positives and negatives. */
const [LOW, MIDDLE, HIGH, POSITIVES, NEGATIVES] = [0, MOMENT_COUNTS, 2 * MOMENT_COUNTS, 3, 7];
const WIDTH: number = 3 * MOMENT_COUNTS;
/** Whose score was no chance. */
const OUTSIDE = 11;

/** Areas under the curve of small batches of a group, on average over all ways to put its people into batches (docs/explanations/watching-scores.md). */
export const areasKind: EvidenceKind<AreaWatch> = {
  width: () => WIDTH,
  measure({ area }, plan, counts) {
    const { first, bins } = placesOf(plan)[area]!;
    const last = first + bins - 1;
    const counted = placedAreas({ counts, bins, positivesAt: first + bins, negativesAt: first });
    counted[OUTSIDE] = counts[first]! + counts[last]! + counts[first + bins]! + counts[last + bins]!;
    return counted;
  },
  measureName: ({ area }) => `area ${area}`,
  people: (counted) => counted[POSITIVES]! + counted[NEGATIVES]!,
  outside: (counted) => counted[OUTSIDE]!,
  memory: MEMORY,
  pastValue(_, { past }) {
    const { n, sum } = sumsOf(past, MIDDLE);
    return (sum + 1 / 2) / (n + 1);
  },
  // A claim that an area is at most something is held by its lowest value, so that it holds for the scores themselves.
  ...betsOnClaims<AreaWatch>(betsOnMoments({ most: LOW, least: HIGH })),
  measured({ compare }, _, counts, level) {
    const sides = Array.from({ length: counts.length / WIDTH }, (_side, side) => side * WIDTH);
    const of = (tiesOf: (side: number) => number) =>
      measuredMeans(
        { compare, range: RANGE },
        sides.map((at, side) => sumsOf(counts, at + tiesOf(side))),
        level,
      );
    const found = of(() => MIDDLE);
    if (found === null) return null;
    // Who wins within a bin is not known: the ends have it as it would be lowest, and highest.
    const signs = signsOf(sides.length);
    const lower = of((side) => (signs[side]! > 0 ? LOW : HIGH))?.lower ?? 0;
    const upper = of((side) => (signs[side]! > 0 ? HIGH : LOW))?.upper ?? null;
    return upper === null ? null : { estimate: found.estimate, lower, upper };
  },
  detectable(watch, volumes, time) {
    const { hypotheses, compare } = watch;
    const batches = volumes.map(({ past, baseline, people }): Volume => {
      const known = areasKind.people(past, watch);
      const own = past.subarray(MIDDLE, MIDDLE + MOMENT_COUNTS);
      return { past: own, baseline, people: known > 0 ? (people * own[0]!) / known : 0 };
    });
    return farthestFound({ hypotheses, compare, range: RANGE }, batches, time);
  },
};

/** Where an area begins among the counts of a cell, and in how many bins it counts either label. */
interface AreaPlace {
  readonly first: number;
  readonly bins: number;
}

const known = new WeakMap<MonitorPlan, readonly AreaPlace[]>();

/** The places of the areas of a plan, found once: they are asked for every group of every block. */
function placesOf(plan: MonitorPlan): readonly AreaPlace[] {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const { histograms, places, moments = [], areas = [] } = plan;
  let first = firstOfAreas({ places, bins: histograms.map(binsOf), moments: moments.length });
  const all = areas.map(({ edges }): AreaPlace => {
    const place = { first, bins: edges.length + 1 };
    first += countsOfArea(place.bins);
    return place;
  });
  known.set(plan, all);
  return all;
}

/** What the counts of a block say: the sums of areas in whole steps, those of squares rounded up as those of moments are. */
export function countedAreas(positives: ArrayLike<number>, negatives: ArrayLike<number>): Float64Array {
  const bins = positives.length;
  const counts = Float64Array.from([...Array.from(negatives), ...Array.from(positives)]);
  return placedAreas({ counts, bins, positivesAt: bins, negativesAt: 0 });
}

const SUMS = new Float64Array(AREA_NUMBERS);

/** The same of counts that stand in a cell. */
function placedAreas({
  counts,
  bins,
  positivesAt,
  negativesAt,
}: {
  readonly counts: Float64Array;
  readonly bins: number;
  readonly positivesAt: number;
  readonly negativesAt: number;
}): Float64Array {
  areaSumsInto({ positives: counts, negatives: counts, bins, positivesAt, negativesAt }, SUMS);
  const counted = roomOfOne();
  putSteps(counted, LOW, AREA_LOW);
  putSteps(counted, MIDDLE, AREA_MIDDLE);
  putSteps(counted, HIGH, AREA_HIGH);
  counted[POSITIVES] = SUMS[AREA_POSITIVES]!;
  counted[NEGATIVES] = SUMS[AREA_NEGATIVES]!;
  return counted;
}

/** Groups whose numbers stand in one array: making an array for each takes longer than all that is counted of it. */
const GROUPS_AT_ONCE = 64;
let room = new Float64Array();
let taken = 0;

/** Zeros for what is counted of one group. */
function roomOfOne(): Float64Array {
  if (taken === room.length) {
    room = new Float64Array(GROUPS_AT_ONCE * WIDTH);
    taken = 0;
  }
  taken += WIDTH;
  return room.subarray(taken - WIDTH, taken);
}

function putSteps(counted: Float64Array, at: number, from: number): void {
  const n = SUMS[from]!;
  const steps = Math.round(SUMS[from + 1]! * STEPS);
  counted[at] = n;
  counted[at + 1] = steps;
  // Squares are never less than their sum makes them, which was rounded by itself.
  const least = n === 0 ? 0 : steps ** 2 / (n * STEPS);
  counted[at + 2] = Math.min(steps, Math.ceil(Math.max(least, SUMS[from + 2]! * STEPS)));
}
