import { TribuneError } from '../../base/errors.js';
import { type GroupKey, INTEGER_METRICS, type IntegerMetric } from '../tally/types.js';
import { countsAtStep, pooledCurve, stepAt, type ThresholdCurve, thresholdCurve } from './curve.js';
import { sortedByKey } from './group-order.js';
import { addCounts, fractionOf, NO_COUNTS } from './rates.js';
import { alignedSteps, commonCutoffs, type SweptRate, targetsOf } from './sweep-points.js';
import type { FrontierGroup, LabelledCounts } from './types.js';

export interface SweepOptions {
  /** The prediction that is good for the person. */
  readonly favourable: 0 | 1;
  /** The cutoff in use, to count whose decision changes; without it `affected` is `null`. */
  readonly cutoff?: number;
  /** Most points per family. Default 101. */
  readonly points?: number;
  /** Rates whose gaps are measured. Default: every rate of the contract but the base rate, which no cutoff moves. */
  readonly metrics?: readonly IntegerMetric[];
  /** A group counts in a gap when the rate's own denominator reaches this. Default 1. */
  readonly minGroupSize?: number;
  /** Families of group cutoffs: each brings this rate to one level in every group. Default selection rate and opportunity rate. */
  readonly align?: readonly SweptRate[];
}

/** Largest minus smallest rate over the groups whose own denominator is large enough. `null` with fewer than two of them. */
export interface SweptGap {
  readonly gap: number | null;
  readonly highest: GroupKey | null;
  readonly lowest: GroupKey | null;
  /** Number of groups that counted. */
  readonly groups: number;
}

export interface SweptPoint {
  /** The common cutoff, or `null` where cutoffs differ by group or nobody is accepted. */
  readonly cutoff: number | null;
  /** Cutoff of each group of the result, in its order; `null` accepts nobody. Present only where cutoffs differ by group. */
  readonly cutoffByGroup?: readonly (number | null)[];
  /** The level that the aligned rate was brought to. Present only where cutoffs differ by group. */
  readonly target?: number;
  /** Accuracy over all groups together, 0..1. */
  readonly accuracy: number;
  /** Mean of the rates at which both labels are recognised; null where one of them does not occur. Accuracy alone is high for a rare label when nobody is selected. */
  readonly balanced_accuracy: number | null;
  readonly selection_rate: number;
  readonly gaps: Readonly<Partial<Record<IntegerMetric, SweptGap>>>;
  /** People (labelled) whose decision differs from the one under the cutoff in use. */
  readonly affected: { readonly toFavourable: number; readonly toUnfavourable: number } | null;
}

export interface ThresholdFrontier {
  readonly status: 'ok' | 'undefined';
  readonly reason?: string;
  readonly groups: readonly GroupKey[];
  /** Points of the common cutoff, strictest first; the first point accepts nobody. */
  readonly common: readonly SweptPoint[];
  readonly aligned: readonly { readonly rate: SweptRate; readonly points: readonly SweptPoint[] }[];
  /** The point under the cutoff in use. */
  readonly current: SweptPoint | null;
}

/** A report shows a curve well with one point per percent, and more than 1000 points only make it heavy. */
const DEFAULT_POINTS = 101;
const MOST_POINTS = 1000;
const FEWEST_POINTS = 2;

const DEFAULT_METRICS = INTEGER_METRICS.filter((metric) => metric !== 'base_rate');
const DEFAULT_ALIGNED: readonly SweptRate[] = ['selection_rate', 'opportunity_rate'];

interface Sweep {
  readonly keys: readonly GroupKey[];
  readonly curves: readonly ThresholdCurve[];
  readonly metrics: readonly IntegerMetric[];
  readonly favourable: 0 | 1;
  readonly minGroupSize: number;
  readonly currentSteps: readonly number[] | null;
}

/**
 * What each cutoff would do: every gap, the accuracy and the people affected, for a cutoff that all share and for cutoffs by group that
 * bring one rate to the same level. Deterministic cutoffs only; `optimizeThresholds` mixes them to meet a level exactly.
 *
 * @param groups with the scores of labelled people by label; the order does not matter
 * @returns at most `points` per family: every distinct score when they are few, else quantiles of the people
 * @throws TribuneError INVALID_ARGUMENT for an option or a distribution outside its domain
 * @example
 * sweepFrontier(groups, { favourable: 1, cutoff: 0.5, points: 101, minGroupSize: 30 }).common[10]?.gaps.selection_rate?.gap;
 */
export function sweepFrontier(groups: readonly FrontierGroup[], options: SweepOptions): ThresholdFrontier {
  const { points = DEFAULT_POINTS, cutoff } = options;
  checkOptions(points, cutoff);
  const all = sortedByKey(groups).map((group) => ({ key: group.key, curve: thresholdCurve(group) }));
  const placed = all.filter(({ curve }) => curve.positives + curve.negatives > 0);
  const keys = placed.map(({ key }) => key);
  if (placed.length === 0) {
    return {
      status: 'undefined',
      reason: 'nobody has both a score and a label',
      groups: [],
      common: [],
      aligned: [],
      current: null,
    };
  }
  const curves = placed.map(({ curve }) => curve);
  const sweep: Sweep = {
    keys,
    curves,
    metrics: options.metrics ?? DEFAULT_METRICS,
    favourable: options.favourable,
    minGroupSize: options.minGroupSize ?? 1,
    currentSteps: cutoff === undefined ? null : curves.map((curve) => stepAt(curve, cutoff)),
  };
  const atCommon = (at: number | null): SweptPoint =>
    pointOf(
      sweep,
      curves.map((curve) => stepAt(curve, at)),
      { cutoff: at },
    );
  return {
    status: 'ok',
    groups: keys,
    common: commonCutoffs(pooledCurve(curves), points).map(atCommon),
    aligned: (options.align ?? DEFAULT_ALIGNED).map((rate) => ({ rate, points: alignedPoints(sweep, rate, points) })),
    current: cutoff === undefined ? null : atCommon(cutoff),
  };
}

function alignedPoints(sweep: Sweep, rate: SweptRate, points: number): SweptPoint[] {
  return targetsOf(points).map((target) => {
    const steps = alignedSteps(sweep.curves, { rate, target, favourable: sweep.favourable });
    const cutoffByGroup = sweep.curves.map((curve, g) => (steps[g] === 0 ? null : curve.cutoffs[steps[g]!]!));
    return pointOf(sweep, steps, { cutoff: null, cutoffByGroup, target });
  });
}

function pointOf(
  sweep: Sweep,
  steps: readonly number[],
  cutoffs: Pick<SweptPoint, 'cutoff' | 'cutoffByGroup' | 'target'>,
): SweptPoint {
  const counts = sweep.curves.map((curve, g) => countsAtStep(curve, steps[g]!));
  const { tp, fp, fn, tn } = counts.reduce<LabelledCounts>(addCounts, NO_COUNTS);
  const n = tp + fp + fn + tn;
  const gaps: Partial<Record<IntegerMetric, SweptGap>> = {};
  for (const metric of sweep.metrics) gaps[metric] = gapOf(sweep, counts, metric);
  return {
    ...cutoffs,
    accuracy: (tp + tn) / n,
    balanced_accuracy: tp + fn === 0 || tn + fp === 0 ? null : (tp / (tp + fn) + tn / (tn + fp)) / 2,
    selection_rate: (tp + fp) / n,
    gaps,
    affected: affectedBy(sweep, counts),
  };
}

function gapOf(sweep: Sweep, counts: readonly LabelledCounts[], metric: IntegerMetric): SweptGap {
  let highest = -1;
  let lowest = -1;
  let groups = 0;
  const rates = counts.map((group) => {
    const [numerator, denominator] = fractionOf(group, metric, sweep.favourable);
    return denominator > 0 && denominator >= sweep.minGroupSize ? numerator / denominator : null;
  });
  rates.forEach((rate, g) => {
    if (rate === null) return;
    groups++;
    if (highest < 0 || rate > rates[highest]!) highest = g;
    if (lowest < 0 || rate < rates[lowest]!) lowest = g;
  });
  // One group alone has no gap: 0 would look like equality.
  if (groups < 2) return { gap: null, highest: null, lowest: null, groups };
  return { gap: rates[highest]! - rates[lowest]!, highest: sweep.keys[highest]!, lowest: sweep.keys[lowest]!, groups };
}

function affectedBy(sweep: Sweep, counts: readonly LabelledCounts[]): SweptPoint['affected'] {
  if (sweep.currentSteps === null) return null;
  let zeroToOne = 0;
  let oneToZero = 0;
  sweep.curves.forEach((curve, g) => {
    const current = countsAtStep(curve, sweep.currentSteps![g]!);
    const more = counts[g]!.tp + counts[g]!.fp - current.tp - current.fp;
    if (more > 0) zeroToOne += more;
    else oneToZero -= more;
  });
  return sweep.favourable === 1
    ? { toFavourable: zeroToOne, toUnfavourable: oneToZero }
    : { toFavourable: oneToZero, toUnfavourable: zeroToOne };
}

function checkOptions(points: number, cutoff: number | undefined): void {
  if (!(Number.isInteger(points) && points >= FEWEST_POINTS && points <= MOST_POINTS)) {
    throw new TribuneError('INVALID_ARGUMENT', `points ${points}`, {
      remedy: `Use a whole number from ${FEWEST_POINTS} to ${MOST_POINTS}.`,
    });
  }
  if (cutoff !== undefined && !Number.isFinite(cutoff)) {
    throw new TribuneError('INVALID_ARGUMENT', `cutoff ${cutoff}`, {
      remedy: 'Pass the finite cutoff in use, or leave it out.',
    });
  }
}
