import { areaSums, type BoundedSums, blockMeanBets, type LinearNull } from '../../../core/stats/index.js';
import { binsOf, countsOfArea, firstOfAreas, MOMENT_COUNTS, STEPS, sumsOf } from '../../monitor-panes/index.js';
import type { AreaWatch, MonitorPlan } from '../series/types.js';
import { betsOnClaims } from './claim-bets.js';
import type { EvidenceKind, Side, Volume } from './kind.js';
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
    const middle = first + bins;
    const negatives = counts.subarray(first, middle);
    const positives = counts.subarray(middle, middle + bins);
    const counted = countedAreas(positives, negatives);
    counted[OUTSIDE] = negatives[0]! + negatives[bins - 1]! + positives[0]! + positives[bins - 1]!;
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
  ...betsOnClaims<AreaWatch>(betsOf),
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
  const counted = new Float64Array(WIDTH);
  const { low, middle, high } = areaSums({ positives, negatives });
  putSteps(counted, LOW, low);
  putSteps(counted, MIDDLE, middle);
  putSteps(counted, HIGH, high);
  let [ofPositives, ofNegatives] = [0, 0];
  for (let bin = 0; bin < positives.length; bin++) {
    ofPositives += positives[bin]!;
    ofNegatives += negatives[bin]!;
  }
  counted[POSITIVES] = ofPositives;
  counted[NEGATIVES] = ofNegatives;
  return counted;
}

function putSteps(counted: Float64Array, at: number, { n, sum, sumOfSquares }: BoundedSums): void {
  const steps = Math.round(sum * STEPS);
  counted[at] = n;
  counted[at + 1] = steps;
  // Squares are never less than their sum makes them, which was rounded by itself.
  const least = n === 0 ? 0 : steps ** 2 / (n * STEPS);
  counted[at + 2] = Math.min(steps, Math.ceil(Math.max(least, sumOfSquares * STEPS)));
}

/** Of each stream as a claim is kept at most: a claim that an area is at most something is held by its lowest value, so that it holds for the scores themselves. */
function betsOf(sides: readonly Side[]) {
  const past = new Array<BoundedSums>(sides.length);
  const block = new Array<BoundedSums>(sides.length);
  return (hypothesis: LinearNull) => {
    for (let g = 0; g < sides.length; g++) {
      const side = sides[g]!;
      const end = hypothesis.coefficients[g]! > 0 ? LOW : HIGH;
      past[g] = sumsOf(side.past, end);
      block[g] = sumsOf(side.counted, end);
    }
    return blockMeanBets({ hypothesis, past, block });
  };
}
