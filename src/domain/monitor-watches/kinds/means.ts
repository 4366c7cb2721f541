import {
  type BoundedSums,
  meanRatioSequence,
  meanSequence,
  planDetector,
  smallestDetectableGap,
} from '../../../core/stats/index.js';
import { addStep, binsOf, CUT, firstOfMoments, MOMENT_COUNTS, sumsOf } from '../../monitor-panes/index.js';
import { shownMean } from '../series/roots.js';
import type { MeanWatch, MonitorPlan } from '../series/types.js';
import { betsOnClaims, betsOnMoments } from './claim-bets.js';
import type { EvidenceKind, Measured, Volume } from './kind.js';

/** As the detectors of rates have it. */
const MEMORY = 1000;

/** Means of a quantity that is cut to a range, of a group or of two: sums and sums of squares are all that evidence takes (docs/explanations/watching-any-outcome.md). */
export const meansKind: EvidenceKind<MeanWatch> = {
  width: () => MOMENT_COUNTS,
  measure({ moment }, { places, histograms }, counts) {
    if (typeof moment !== 'number') return stepsOfCounts(moment, counts);
    const first = firstOfMoments({ places, bins: histograms.map(binsOf) }) + MOMENT_COUNTS * moment;
    return counts.slice(first, first + MOMENT_COUNTS);
  },
  people: (counted) => counted[0]!,
  outside: (counted) => counted[CUT]!,
  memory: MEMORY,
  pastValue: (_, { past }) => meanOf(past),
  ...betsOnClaims<MeanWatch>(betsOnMoments({ most: 0, least: 0 })),
  measured(watch, _, counts, level) {
    const found = measuredMeans(watch, sidesOf(counts), level);
    const shown = (value: number): number => shownMean(watch, value);
    return found && { estimate: shown(found.estimate), lower: shown(found.lower), upper: shown(found.upper) };
  },
  detectable(watch, volumes, time) {
    const found = farthestFound(watch, volumes, time);
    return found && shownMean(watch, found);
  },
};

/** Sums of the values of a cell, on the scale of the range from 0 to 1. */
export const meanSums = (watch: MeanWatch, plan: MonitorPlan, counts: Float64Array): BoundedSums =>
  sumsOf(meansKind.measure(watch, plan, counts));

/** Sums of people who each have the step of their count. */
function stepsOfCounts(steps: readonly (number | null)[], counts: Float64Array): Float64Array {
  const counted = new Float64Array(MOMENT_COUNTS);
  steps.forEach((step, index) => {
    if (step !== null) addStep(counted, 0, step, counts[index]!);
  });
  return counted;
}

/** How sides add to what is compared: one alone, less its reference, or both now less both before. */
export const signsOf = (sides: number): readonly number[] => [1, -1, -1, 1].slice(0, sides);

/** What is measured of sums of a range, with an interval. */
export function measuredMeans(
  { compare, range: { from, to } }: Pick<MeanWatch, 'compare' | 'range'>,
  sides: readonly BoundedSums[],
  level: number,
): Measured | null {
  if (sides.some(({ n }) => n === 0)) return null;
  const width = to - from;
  const [group, reference] = sides.map(({ n, sum }) => sum / n) as [number, number | undefined];
  if (reference === undefined)
    return between(from + width * group, meanSequence(sides, [1], { level }), { from, width });
  if (compare !== 'ratio') {
    const signs = signsOf(sides.length);
    const estimate = width * sides.reduce((total, { n, sum }, side) => total + (signs[side]! * sum) / n, 0);
    return between(estimate, meanSequence(sides, signs, { level }), { from: 0, width });
  }
  const offset = from / width;
  const interval = meanRatioSequence(sides[0]!, sides[1]!, { level, offset });
  return interval && { estimate: (offset + group) / (offset + reference), ...interval };
}

/** What was counted of the group, and of the reference behind it. */
const sidesOf = (counts: Float64Array) =>
  Array.from({ length: counts.length / MOMENT_COUNTS }, (_, side) => sumsOf(counts, MOMENT_COUNTS * side));

/** Half an observation at each end keeps the mean of a few off them. */
const meanOfSums = ({ n, sum }: BoundedSums): number => (sum + 1 / 2) / (n + 1);
const meanOf = (past: Float64Array): number => meanOfSums(sumsOf(past));

function between(
  estimate: number,
  interval: { readonly lower: number; readonly upper: number } | null,
  { from, width }: { readonly from: number; readonly width: number },
): Measured | null {
  return interval && { estimate, lower: from + width * interval.lower, upper: from + width * interval.upper };
}

/**
 * By the gap of rates of as many people as would tell their rates as well as these people tell their means: with a smaller spread fewer people are needed.
 */
export function farthestFound(
  { hypotheses, compare, range: { from, to } }: Pick<MeanWatch, 'hypotheses' | 'compare' | 'range'>,
  volumes: readonly Volume[],
  time: { readonly blocks: number; readonly threshold: number },
): number | null {
  return farthestOfSums(
    { hypotheses, compare, range: { from, to } },
    volumes.map(({ past, people }) => ({ past: sumsOf(past), people })),
    time,
  );
}

/** The same by sums. */
export function farthestOfSums(
  { hypotheses, compare, range: { from, to } }: Pick<MeanWatch, 'hypotheses' | 'compare' | 'range'>,
  volumes: readonly { readonly past: BoundedSums; readonly people: number }[],
  time: { readonly blocks: number; readonly threshold: number },
): number | null {
  const means = volumes.map(({ past }) => meanOfSums(past));
  const n = volumes.map(({ past, people }) => people * spreadRatio(past));
  if (n.some((size) => !(size > 0))) return null;
  const plan = planDetector({ hypotheses, threshold: time.threshold });
  const gaps = smallestDetectableGap({ plan, rates: means, n, blocks: time.blocks });
  const width = to - from;
  const found = gaps.map((gap, i) => {
    if (gap === null) return null;
    const [ofGroup, ofReference] = hypotheses[i]!.coefficients as [number, number?];
    if (compare === 'difference') return width * gap;
    if (ofReference === undefined) return from + (width * gap) / ofGroup;
    const other = means[1]!;
    return (from + (width * (gap - ofReference * other)) / ofGroup) / (from + width * other);
  });
  if (found.includes(null)) return null;
  return compare === 'difference' ? Math.max(...(found as number[])) : found[0]!;
}

/** Variance of a rate with the same mean over that of the values. */
function spreadRatio(past: BoundedSums): number {
  const { n, sumOfSquares } = past;
  const mean = meanOfSums(past);
  const variance = (sumOfSquares + 1 / 2) / (n + 1) - mean * mean;
  return variance > 0 ? (mean * (1 - mean)) / variance : 1;
}
