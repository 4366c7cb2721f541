import type { Compare } from '../../fairness/tally/index.js';
import {
  delongDifference,
  koopmanRatio,
  miettinenNurminenDifference,
  twoProportionTest,
  welchT,
} from '../../stats/index.js';
import { type Limits, moverDifference, moverRatio, type Span } from './mover.js';
import { type SpreadSample, standardizedDifference, standardizedInterval } from './standardized.js';
import type { Evidence, JointEvidence, Subject } from './subject.js';

/** Two groups whose gap is held against the bound. */
export interface Pair {
  readonly group: Subject;
  readonly reference: Subject;
  /**
   * Whether a pass has to show this pair; false when a group is too small to judge, or the pair is no comparison with the highest group.
   */
  readonly judged: boolean;
}

/** Whether both sides are large enough for the interval to judge; if not, only an exact bound can show a breach. */
export const isLarge = ({ group, reference }: Pair): boolean => group.sufficient && reference.sufficient;

/** group - reference, or group / reference (Infinity where only the reference is 0); null where undefined. */
export function estimateOf({ group, reference }: Pair, compare: Compare): number | null {
  if (group.value === null || reference.value === null) return null;
  const spreads = spreadsOf(group.evidence, reference.evidence);
  if (spreads !== null) return standardizedDifference(...spreads);
  if (compare === 'difference') return group.value - reference.value;
  if (group.value === 0 && reference.value === 0) return null;
  return group.value / reference.value;
}

/** The moments of both sides, where their difference is taken in standard deviations. */
function spreadsOf(a: Evidence, b: Evidence): [SpreadSample, SpreadSample] | null {
  if (a.kind !== 'limits' || b.kind !== 'limits' || a.spread === undefined || b.spread === undefined) return null;
  return [a.spread, b.spread];
}

/** The interval that judges (contracts, "Intervals that judge"); null where there is none. An upper end of a ratio may be Infinity. */
export function intervalOf({ group, reference }: Pair, compare: Compare, level: number): Span | null {
  const a = group.evidence;
  const b = reference.evidence;
  if (a.kind === 'rate' && b.kind === 'rate')
    return compare === 'difference'
      ? miettinenNurminenDifference(a.rate, b.rate, level)
      : koopmanRatio(a.rate, b.rate, level);
  const joint = jointOf({ group, reference }, compare);
  if (joint !== null) return joint.interval(level);
  const spreads = spreadsOf(a, b);
  if (spreads !== null) return standardizedInterval(...spreads, level);
  const fromEnds = isFromEnds(a) || isFromEnds(b);
  const each = fromEnds ? halfOfErrors(level) : level;
  const [first, second] = [limitsOf(a, each), limitsOf(b, each)];
  if (first === null || second === null) return null;
  const span = fromEnds
    ? endToEnd(first, second)
    : compare === 'difference'
      ? moverDifference(first, second)
      : moverRatio(first, second);
  if (span === null) return null;
  return hasNoWidth(span) && !(mayBePoint(a) && mayBePoint(b)) ? null : span;
}

/** The level at which two intervals both hold as often as one does at `level` (Bonferroni). */
const halfOfErrors = (level: number): number => 1 - (1 - level) / 2;

/** Limits of a - b that hold whenever those of both do, wherever the estimates lie between them. */
const endToEnd = (a: Limits, b: Limits): Span => ({ lower: a.lower - b.upper, upper: a.upper - b.lower });

/** The evidence of a pair as a whole, where it is not made from that of both sides. */
function jointOf({ group, reference }: Pick<Pair, 'group' | 'reference'>, compare: Compare): JointEvidence | null {
  const { evidence } = group;
  if (evidence.kind !== 'limits') return null;
  return evidence.joint ?? evidence.beside?.(reference.key, compare) ?? null;
}

const isFromEnds = (evidence: Evidence): boolean => evidence.kind === 'limits' && evidence.fromEnds === true;

const mayBePoint = (evidence: Evidence): boolean => evidence.kind === 'limits' && evidence.mayBePoint === true;

/** Widths below this are binary rounding: scores are at most 4096 in size, and the fixed point resolves 2^-40 of that. */
const NO_WIDTH = 1e-11;

/**
 * Whether an interval has no width. Identical people in both groups cannot show how others would differ, so such an interval is false
 * certainty and is dropped.
 */
const hasNoWidth = ({ lower, upper }: Span): boolean => upper - lower <= NO_WIDTH;

/** Why a pair has no interval at all; null where the reason is not known. */
export function hindranceOf({ group, reference }: Pair): string | null {
  for (const { evidence } of [group, reference])
    if (evidence.kind === 'limits' && evidence.hindrance !== undefined) return evidence.hindrance;
  return null;
}

const limitsOf = (evidence: Evidence, level: number): Limits | null =>
  evidence.kind === 'limits' ? evidence.at(level) : null;

/** Name of the method of an interval; `mover(...)` and `ends(...)` name the intervals of the two sides that were combined. */
export function methodOf({ group, reference }: Pair, compare: Compare): string {
  const joint = jointOf({ group, reference }, compare);
  if (joint !== null) return joint.method;
  if (spreadsOf(group.evidence, reference.evidence) !== null) return 'standardized, delta';
  const methods = [group.evidence, reference.evidence].map((evidence) =>
    evidence.kind === 'limits' ? evidence.method : null,
  );
  const [a, b] = methods;
  if (a === null || b === null) return compare === 'difference' ? 'miettinen-nurminen' : 'koopman';
  const how = isFromEnds(group.evidence) || isFromEnds(reference.evidence) ? 'ends' : 'mover';
  return a === b ? `${how}(${a})` : `${how}(${a}, ${b})`;
}

/** Two-sided p-value of "no difference"; null for metrics without a test. */
export function pValueOf({ group, reference }: Pair, compare: Compare): number | null {
  const a = group.evidence;
  const b = reference.evidence;
  const joint = jointOf({ group, reference }, compare);
  if (joint !== null) return joint.pValue;
  if (a.kind === 'rate' && b.kind === 'rate') return twoProportionTest(a.rate, b.rate).pValue;
  if (a.kind === 'limits' && b.kind === 'limits' && a.auc && b.auc)
    return delongDifference(a.auc, b.auc, ANY_LEVEL).pValue;
  if (a.kind === 'limits' && b.kind === 'limits' && a.moments && b.moments)
    return welchT(a.moments, b.moments)?.pValue ?? null;
  return null;
}

/**
 * Smallest number of people of each kind at which a score interval keeps its level, by the number of comparisons that it allows for:
 * farther in the tail the approximation needs more people. Measured in docs/explanations/verdicts.md.
 */
const TRUSTED_CELLS = [
  { comparisons: 1, people: 5 },
  { comparisons: 5, people: 20 },
  { comparisons: Number.POSITIVE_INFINITY, people: 40 },
] as const;

export const trustedCells = (comparisons: number): number =>
  TRUSTED_CELLS.find((row) => comparisons <= row.comparisons)!.people;

/** The smallest cell of a pair of rates where it is too small to trust the interval; otherwise null. */
export function smallCellsOf(
  { group, reference }: Pair,
  comparisons: number,
): { smallest: number; trusted: number } | null {
  const trusted = trustedCells(comparisons);
  const smallest = Math.min(...[group.evidence, reference.evidence].map(smallerCell));
  return smallest < trusted ? { smallest, trusted } : null;
}

/**
 * The nearest less extreme pair of rates whose cells are all large enough: the lower side gains successes, the higher one loses them. Null
 * where that does not help, because the rare cell is on the other side.
 */
export function lessExtreme(pair: Pair, comparisons: number): Pair | null {
  const trusted = trustedCells(comparisons);
  const groupIsLower = (pair.group.value ?? 0) <= (pair.reference.value ?? 0);
  const moved = (subject: Subject, lower: boolean): Subject => {
    if (subject.evidence.kind !== 'rate') return subject;
    const { successes, n } = subject.evidence.rate;
    const count = lower ? Math.max(successes, trusted) : Math.min(successes, n - trusted);
    return { ...subject, value: count / n, evidence: { kind: 'rate', rate: { successes: count, n } } };
  };
  const milder = {
    ...pair,
    group: moved(pair.group, groupIsLower),
    reference: moved(pair.reference, !groupIsLower),
  };
  const gap = (one: Pair) => (one.reference.value ?? 0) - (one.group.value ?? 0);
  const turned = Math.sign(gap(milder)) !== Math.sign(gap(pair));
  return turned || smallCellsOf(milder, comparisons) !== null ? null : milder;
}

/** The smaller cell of a rate; with sampling weights in people of the effective size. */
function smallerCell(evidence: Evidence): number {
  if (evidence.kind !== 'rate' || evidence.rate.n === 0) return Number.POSITIVE_INFINITY;
  const { successes, n, nEff = n } = evidence.rate;
  return (Math.min(successes, Math.max(0, n - successes)) * nEff) / n;
}

/** The p-value does not depend on the level, so any level will do. */
const ANY_LEVEL = 0.95;
