import type { Compare } from '../../fairness/types.js';
import {
  delongDifference,
  delongInterval,
  koopmanRatio,
  miettinenNurminenDifference,
  twoProportionTest,
} from '../../stats/index.js';
import { type Limits, moverDifference, moverRatio, type Span } from './mover.js';
import type { Evidence, Subject } from './subject.js';

/** Two groups to be held against the bound. */
export interface Pair {
  readonly group: Subject;
  readonly reference: Subject;
  /** False: a group too small to judge; only an interval wholly beyond the bound counts. */
  readonly judged: boolean;
}

/** group - reference, or group / reference (Infinity where only the reference is 0); null where undefined. */
export function estimateOf({ group, reference }: Pair, compare: Compare): number | null {
  if (group.value === null || reference.value === null) return null;
  if (compare === 'difference') return group.value - reference.value;
  if (group.value === 0 && reference.value === 0) return null;
  return group.value / reference.value;
}

/** The interval that judges (contracts, "Intervals that judge"); null where there is none. An upper end of a ratio may be Infinity. */
export function intervalOf({ group, reference }: Pair, compare: Compare, level: number): Span | null {
  const a = group.evidence;
  const b = reference.evidence;
  if (a.kind === 'rate' && b.kind === 'rate')
    return compare === 'difference'
      ? miettinenNurminenDifference(a.rate, b.rate, level)
      : koopmanRatio(a.rate, b.rate, level);
  if (a.kind === 'auc' && b.kind === 'auc' && compare === 'difference')
    return delongDifference(a.auc, b.auc, level).interval;
  const first = limitsOf(a, level);
  const second = limitsOf(b, level);
  if (first === null || second === null) return null;
  return compare === 'difference' ? moverDifference(first, second) : moverRatio(first, second);
}

function limitsOf(evidence: Evidence, level: number): Limits | null {
  if (evidence.kind === 'limits') return evidence.at(level);
  if (evidence.kind === 'rate') return null;
  const { auc, variance } = evidence.auc;
  const interval = auc === null ? null : delongInterval(auc, variance, level);
  return interval === null || auc === null ? null : { estimate: auc, lower: interval.lower, upper: interval.upper };
}

export function methodOf({ group }: Pair, compare: Compare): string {
  const { evidence } = group;
  if (evidence.kind === 'rate') return compare === 'difference' ? 'miettinen-nurminen' : 'koopman';
  if (evidence.kind === 'auc') return compare === 'difference' ? 'delong' : 'mover(delong)';
  return evidence.method;
}

/** Two-sided p-value of "no difference"; null for metrics without a test. */
export function pValueOf({ group, reference }: Pair): number | null {
  const a = group.evidence;
  const b = reference.evidence;
  if (a.kind === 'rate' && b.kind === 'rate') return twoProportionTest(a.rate, b.rate).pValue;
  if (a.kind === 'auc' && b.kind === 'auc') return delongDifference(a.auc, b.auc, ANY_LEVEL).pValue;
  return null;
}

/** Cochran's (1954) rule of thumb. Measured in docs/explanations/verdicts.md: from here on the intervals keep their level. */
const TRUSTED_CELL = 5;

/** Whether some group has fewer than 5 people with, or fewer than 5 without, what a rate counts. */
export function hasSmallCells({ group, reference }: Pair): boolean {
  return [group.evidence, reference.evidence].some((evidence) => {
    if (evidence.kind !== 'rate') return false;
    const { successes, n, nEff = n } = evidence.rate;
    const share = n > 0 ? successes / n : 0;
    return Math.min(share, 1 - share) * nEff < TRUSTED_CELL;
  });
}

/** The p-value does not depend on it. */
const ANY_LEVEL = 0.95;
