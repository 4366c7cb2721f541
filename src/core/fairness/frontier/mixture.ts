import { countsAtStep, type ThresholdCurve } from './curve.js';
import type { TradeoffPoint, Vertex } from './tradeoff.js';
import type { LabelledCounts } from './types.js';

/** "score >= cutoff" (contracts, Policy), or its opposite where flipping was allowed. `cutoff: null` lies above every score. */
export interface CutoffRule {
  readonly operator: '>=' | '<';
  readonly cutoff: number | null;
}

/**
 * A randomised rule: with probability `pIgnore` the score is ignored and the answer is 1 with probability `constant`; else rule0 decides
 * with probability p0 and rule1 with probability p1 = 1 - p0. The same form as Fairlearn's interpolation (p_ignore, prediction_constant).
 */
export interface MixtureRule {
  readonly p0: number;
  readonly rule0: CutoffRule;
  readonly p1: number;
  readonly rule1: CutoffRule;
  readonly pIgnore: number;
  readonly constant: number;
}

/** A mixture together with the points of the curve it stands on. */
export interface PlacedMixture {
  readonly point: TradeoffPoint;
  readonly pIgnore: number;
  readonly constant: number;
}

/**
 * Probability that the rule answers 1 for this score.
 *
 * @example
 * probabilityOfOne({ p0: 0.25, rule0: { operator: '>=', cutoff: 0.7 }, p1: 0.75, rule1: { operator: '>=', cutoff: 0.4 }, pIgnore: 0, constant: 0 }, 0.5); // 0.75
 */
export function probabilityOfOne(rule: MixtureRule, score: number): number {
  const kept = rule.p0 * answer(rule.rule0, score) + rule.p1 * answer(rule.rule1, score);
  return rule.pIgnore * rule.constant + (1 - rule.pIgnore) * kept;
}

/**
 * The decision of a mixture for a drawn number in [0, 1): 1 when the draw is below the probability. One draw per person, so a
 * higher score never turns a 1 into a 0 as long as no rule is flipped.
 *
 * @param draw see `drawMixture`
 */
export function decideMixture(rule: MixtureRule, score: number, draw: number): 0 | 1 {
  return draw < probabilityOfOne(rule, score) ? 1 : 0;
}

function answer(rule: CutoffRule, score: number): 0 | 1 {
  const reaches = rule.cutoff !== null && score >= rule.cutoff;
  return reaches === (rule.operator === '>=') ? 1 : 0;
}

function cutoffRule(curve: ThresholdCurve, vertex: Vertex): CutoffRule {
  return { operator: vertex.flipped ? '<' : '>=', cutoff: vertex.step === 0 ? null : curve.cutoffs[vertex.step]! };
}

export function mixtureRule(curve: ThresholdCurve, { point, pIgnore, constant }: PlacedMixture): MixtureRule {
  const { p0, p1, vertex0, vertex1 } = point;
  return { p0, rule0: cutoffRule(curve, vertex0), p1, rule1: cutoffRule(curve, vertex1), pIgnore, constant };
}

/** Expected people in each cell of the confusion matrix under a mixture: fractions of a person are possible. */
export function expectedCounts(curve: ThresholdCurve, { point, pIgnore, constant }: PlacedMixture): LabelledCounts {
  const { p0, p1, vertex0, vertex1 } = point;
  const tp = pIgnore * constant * curve.positives + (1 - pIgnore) * (p0 * vertex0.tp + p1 * vertex1.tp);
  const fp = pIgnore * constant * curve.negatives + (1 - pIgnore) * (p0 * vertex0.fp + p1 * vertex1.fp);
  return { tp, fp, fn: curve.positives - tp, tn: curve.negatives - fp };
}

/** Expected people whose decision turns from 0 to 1 and from 1 to 0 against "score >= cutoff" at a step of the same curve. */
interface ChangedDecisions {
  readonly zeroToOne: number;
  readonly oneToZero: number;
}

export function changedByMixture(curve: ThresholdCurve, mixture: PlacedMixture, currentStep: number): ChangedDecisions {
  const { point, pIgnore, constant } = mixture;
  const first = changedByVertex(curve, point.vertex0, currentStep);
  const second = changedByVertex(curve, point.vertex1, currentStep);
  const accepted = acceptedAt(curve, currentStep);
  const people = curve.positives + curve.negatives;
  const mix = (ignored: number, a: number, b: number): number =>
    pIgnore * ignored + (1 - pIgnore) * (point.p0 * a + point.p1 * b);
  return {
    zeroToOne: mix(constant * (people - accepted), first.zeroToOne, second.zeroToOne),
    oneToZero: mix((1 - constant) * accepted, first.oneToZero, second.oneToZero),
  };
}

/** Scores are ordered, so the accepted sets of two cutoffs are nested and only their sizes matter. */
function changedByVertex(curve: ThresholdCurve, vertex: Vertex, currentStep: number): ChangedDecisions {
  const people = curve.positives + curve.negatives;
  const next = acceptedAt(curve, vertex.step);
  const current = acceptedAt(curve, currentStep);
  if (vertex.flipped) return { zeroToOne: people - Math.max(next, current), oneToZero: Math.min(next, current) };
  return { zeroToOne: Math.max(0, next - current), oneToZero: Math.max(0, current - next) };
}

function acceptedAt(curve: ThresholdCurve, step: number): number {
  const { tp, fp } = countsAtStep(curve, step);
  return tp + fp;
}
