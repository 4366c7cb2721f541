import type { UntestedChange } from '../sections/result-types.js';
import type { Requirement } from '../sections/types.js';

/** Whether an audit has a group, and enough people in it. */
export type Standing = 'absent' | 'small' | 'sufficient';

/** Why a group that is not large enough in both audits has no change to test. */
export function whyUntested(now: Standing, before: Standing): UntestedChange['why'] {
  if (before === 'absent') return 'new';
  if (now === 'absent') return 'gone';
  if (now === before) return 'too-small';
  return now === 'small' ? 'too-small-now' : 'too-small-then';
}

/**
 * Whether an untested group keeps the requirement from passing: it does if it was large enough in one audit; one that never was is left to
 * the policy's choice for small groups.
 */
export function hinders(
  { smallGroups, evidence }: Pick<Requirement, 'smallGroups' | 'evidence'>,
  now: Standing,
  before: Standing,
): boolean {
  return now === 'sufficient' || before === 'sufficient' || (smallGroups !== 'report' && evidence !== 'point');
}
