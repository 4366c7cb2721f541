import { REFERENCE_RISK } from '../../../core/policy/open-sections/monitor-parts/index.js';
import {
  blockDriftBets,
  type DriftPlan,
  driftDistances,
  driftSequence,
  planDetector,
  planDrift,
  samplingErrorOf,
  smallestDetectableGap,
} from '../../../core/stats/index.js';
import { binsOf, countsOfPlaces, declaredBins } from '../../monitor-panes/index.js';
import type { DriftWatch } from '../series/types.js';
import { END_EVIDENCE, type EvidenceKind, type GroupPast } from './kind.js';

/** Bets of `blockDriftBets`. */
const BETS = 5;
/** As the detectors of rates have it (docs/explanations/drift.md). */
const MEMORY = 1000;
/** Chance with which an alarm ends by one count although the distance is still beyond. */
const END_RISK = 1 / END_EVIDENCE;

/** Drift of a histogram from that of a reference. Other values, and none, are bins like all others of total variation; distances along an order leave them out. */
export const driftKind: EvidenceKind<DriftWatch> = {
  width: ({ histogram, distance }, { histograms }) =>
    distance === 'total-variation' ? binsOf(histograms[histogram]!) : declaredBins(histograms[histogram]!),
  measure(watch, plan, counts) {
    let first = countsOfPlaces(plan.places);
    for (let h = 0; h < watch.histogram; h++) first += binsOf(plan.histograms[h]!);
    return counts.slice(first, first + driftKind.width(watch, plan));
  },
  people: peopleOf,
  memory: MEMORY,
  isReady: (watch, group) => planOf(watch, group) !== null,
  pastValue: (_, { past }) => peopleOf(past),
  bets: () => BETS,
  betsOn: (watch, [group]) =>
    blockDriftBets({ plan: planOf(watch, group!)!, past: group!.past, block: group!.counted }),
  end: { by: 'counts', of: endOf },
  measured(watch, group, counted, level) {
    const plan = planOf(watch, group);
    const found = plan === null ? null : driftSequence(plan, counted, level);
    return found && { estimate: found.distance, lower: found.lower, upper: found.upper };
  },
  /**
   * Of a witness of 0 and 1 that half of the reference has: nothing of 0..1 varies more, so that others are found sooner. The time in which the past
   * learns the direction is not in it.
   */
  detectable(watch, [volume], { blocks, threshold }) {
    const plan = planOf(watch, volume!);
    if (plan === null) return null;
    const bound = MIDDLE + plan.tolerance + plan.referenceError;
    if (bound >= 1) return null;
    const detector = planDetector({ hypotheses: [{ coefficients: [1], bound }], threshold });
    const [found] = smallestDetectableGap({ plan: detector, rates: [MIDDLE], n: [volume!.people], blocks });
    return found == null ? null : found - MIDDLE;
  },
};

const MIDDLE = 1 / 2;

/** Whether the distance is within the bound again, by what was counted since the alarm. */
function endOf(watch: DriftWatch, group: GroupPast, counted: Float64Array): 'kept' | 'anew' | null {
  const plan = planOf(watch, group)!;
  const n = driftKind.people(counted, watch);
  const most = plan.tolerance + plan.referenceError;
  if (n === 0) return null;
  const error = samplingErrorOf(plan.distance, counted.length, n, END_RISK);
  if (error > most / 2) return null;
  return driftSequence(plan, counted, 1 - END_RISK)!.distance + error <= most ? 'kept' : 'anew';
}

function peopleOf(counts: ArrayLike<number>): number {
  let people = 0;
  for (let b = 0; b < counts.length; b++) people += counts[b]!;
  return people;
}

/** The customary figures of drift, beside what an unchanged sample of twenty exceeds. */
export interface DriftShown {
  readonly distance: 'tv' | 'ks' | 'w1';
  readonly tolerance: number;
  /** How far the reference may be from the law that it was drawn from, if nobody came more often than `returns` says. */
  readonly referenceError: number;
  /** Decisions of the reference. Of a beginning a person is counted in every block in which she came. */
  readonly nReference: number;
  /** Of a beginning: in how many of its blocks the same person came at most, as the policy has it. Null of declared counts, which are of people. */
  readonly returns: number | null;
  readonly populationStability: { readonly value: number | null; readonly null95: number } | null;
  readonly jensenShannon: { readonly value: number | null; readonly null95: number } | null;
}

const SHORT = { 'total-variation': 'tv', 'kolmogorov-smirnov': 'ks', wasserstein: 'w1' } as const;

/** What is shown of drift beside its distance. */
export function driftShown(watch: DriftWatch, group: GroupPast, counted: Float64Array): DriftShown {
  const plan = planOf(watch, group)!;
  const reference = referenceOf(watch, group)!;
  const returns = returnsOf(watch);
  const found = driftDistances({ reference, current: counted });
  return {
    distance: SHORT[plan.distance],
    tolerance: plan.tolerance,
    referenceError: plan.referenceError,
    nReference: Math.round(peopleOf(reference) * (returns ?? 1)),
    returns,
    populationStability: found?.populationStability ?? null,
    jensenShannon: found?.jensenShannon ?? null,
  };
}

const plans = new WeakMap<object, DriftPlan | null>();

/** What a group is held against; null while there is none, or where its own error leaves nothing to find. A baseline that is at hand does not change any more. */
function planOf(watch: DriftWatch, group: GroupPast): DriftPlan | null {
  const key = 'counts' in watch.baseline ? watch : group.baseline;
  if (key === null) return null;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = madePlan(watch, referenceOf(watch, group)!);
  plans.set(key, plan);
  return plan;
}

function madePlan({ distance, positions, bound }: DriftWatch, reference: ArrayLike<number>): DriftPlan | null {
  const m = peopleOf(reference);
  if (m === 0) return null;
  const tolerance = bound.max!;
  const most = positions === null ? 1 : positions.at(-1)! - positions[0]!;
  if (tolerance + samplingErrorOf(distance, reference.length, m, REFERENCE_RISK) >= most) return null;
  return planDrift({
    distance,
    reference,
    tolerance,
    ...(positions === null ? {} : { positions }),
    referenceRisk: REFERENCE_RISK,
  });
}

/**
 * What a group is compared with, as a sample of people. Of decisions of whom each person made at most so many, the shares of bins vary at most like those of so many times fewer people
 * who came once each (the sum of squared shares of people is at most `returns` over the decisions).
 */
function referenceOf(watch: DriftWatch, group: GroupPast): readonly number[] | Float64Array | null {
  if ('counts' in watch.baseline) return watch.baseline.counts;
  const { returns } = watch.baseline;
  return group.baseline === null || returns === 1 ? group.baseline : group.baseline.map((count) => count / returns);
}

const returnsOf = ({ baseline }: DriftWatch): number | null => ('counts' in baseline ? null : baseline.returns);
