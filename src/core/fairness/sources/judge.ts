import type { AllowedRange, Finding, Judged, Measured } from './types.js';

export interface JudgeMeasuredOptions {
  readonly allowed: AllowedRange;
  /** Confidence level of plain intervals, 0..1. */
  readonly level: number;
  /** What groups with too few people do: keep the test from passing, or be listed only. */
  readonly smallGroups: 'inconclusive' | 'report';
}

/**
 * Holds measures against a bound. A test fails when the interval of some measure lies wholly beyond the bound, at the level that is shared
 * among all measures; it passes when every plain interval lies wholly within; everything else is inconclusive, and no measure at all is not
 * applicable. The rule is that of `evidence: violation` of requirements.
 *
 * @example
 * judgeMeasured(rateGaps({ ... }), { allowed: { min: -0.1, max: 0.1 }, level: 0.95, smallGroups: 'report' }).verdict; // 'fail'
 */
export function judgeMeasured(measures: readonly Measured[], options: JudgeMeasuredOptions): Judged {
  const { allowed, level, smallGroups } = options;
  const comparisons = measures.filter((one) => one.sufficient && one.estimate !== null).length;
  const shared = 1 - (1 - level) / Math.max(1, comparisons);
  const findings = measures.map((one) => findingOf(one, { allowed, level, shared }));
  const counted = smallGroups === 'report' ? findings.filter(({ status }) => status !== 'insufficient') : findings;
  return {
    verdict: verdictOf(counted, comparisons),
    allowed,
    findings,
    comparisons,
    decisive: decisiveOf(findings, allowed),
  };
}

function verdictOf(counted: readonly Finding[], comparisons: number): Judged['verdict'] {
  if (counted.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (counted.length === 0) return 'not_applicable';
  return comparisons > 0 && counted.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'inconclusive';
}

interface Levels {
  readonly allowed: AllowedRange;
  readonly level: number;
  readonly shared: number;
}

function findingOf({ interval, sufficient, ...measured }: Measured, { allowed, level, shared }: Levels): Finding {
  const defined = measured.estimate !== null;
  const plain = defined ? interval(level) : null;
  const wide = defined && sufficient ? interval(shared) : null;
  const status = !defined ? 'undefined' : sufficient ? 'ok' : 'insufficient';
  const verdict =
    status !== 'ok' || plain === null || wide === null
      ? 'inconclusive'
      : isBeyond(wide, allowed)
        ? 'fail'
        : isWithin(plain, allowed)
          ? 'pass'
          : 'inconclusive';
  return {
    ...measured,
    lower: plain?.lower ?? null,
    upper: plain?.upper ?? null,
    level,
    simultaneous: wide === null ? null : { lower: wide.lower, upper: wide.upper, level: shared },
    status,
    verdict,
  };
}

type Ends = { readonly lower: number; readonly upper: number };

const isBeyond = ({ lower, upper }: Ends, { min, max }: AllowedRange): boolean =>
  (min !== undefined && upper < min) || (max !== undefined && lower > max);

const isWithin = ({ lower, upper }: Ends, { min, max }: AllowedRange): boolean =>
  (min === undefined || lower >= min) && (max === undefined || upper <= max);

const GRAVITY = { fail: 2, inconclusive: 1, pass: 0 } as const;

/** The gravest finding with an estimate; among equals the one that lies farthest towards or beyond the bound. */
function decisiveOf(findings: readonly Finding[], allowed: AllowedRange): Finding | null {
  let best: Finding | null = null;
  for (const finding of findings) {
    if (finding.estimate === null) continue;
    if (best === null || isGraver(finding, best, allowed)) best = finding;
  }
  return best;
}

function isGraver(one: Finding, other: Finding, allowed: AllowedRange): boolean {
  const rank = (finding: Finding): number => (finding.status === 'ok' ? 1 : 0) * 3 + GRAVITY[finding.verdict];
  if (rank(one) !== rank(other)) return rank(one) > rank(other);
  return excess(one.estimate!, allowed) > excess(other.estimate!, allowed);
}

/** How far a value lies beyond the nearer end of a range; negative inside. */
function excess(value: number, { min, max }: AllowedRange): number {
  const below = min === undefined ? Number.NEGATIVE_INFINITY : min - value;
  const above = max === undefined ? Number.NEGATIVE_INFINITY : value - max;
  return Math.max(below, above);
}
