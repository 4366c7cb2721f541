import { type GateSubject, subjectKey } from '../../../core/gates/index.js';
import { activeAt, type Deployment } from '../../registry/index.js';

/** What may decide on a deployment, and why its gate is judged. */
export interface JudgedSubject {
  readonly subject: GateSubject;
  /** `serving` now, `next` by an activation that is to come, `before` the one that serves, or `canary`, tried out beside it. */
  readonly as: 'serving' | 'next' | 'before' | 'canary';
}

/** Most subjects of a deployment that are judged: more do not serve at once. */
const MOST_SUBJECTS = 8;

/**
 * Everything of a deployment that may decide soon: the version that serves, those that activations name for later, the one before, to which
 * one goes back, and those that are tried out. The latter two decide with the cutoff and policy of what serves, unless their records say otherwise.
 */
export function subjectsOf(deployment: Deployment, canaries: readonly string[], nowMs: number): JudgedSubject[] {
  const { activations } = deployment;
  const active = activeAt(deployment, nowMs);
  const found: JudgedSubject[] = [];
  if (active !== undefined) found.push({ subject: subjectOf(active), as: 'serving' });
  for (const one of activations) if (one.fromMs > nowMs) found.push({ subject: subjectOf(one), as: 'next' });
  if (active !== undefined) {
    const { cutoff, policyDigest } = active;
    for (const version of canaries) found.push({ subject: { version, cutoff, policyDigest }, as: 'canary' });
    const before = activations.findLast((one) => one.fromMs < active.fromMs && one.version !== active.version);
    if (before !== undefined) found.push({ subject: { version: before.version, cutoff, policyDigest }, as: 'before' });
  }
  const seen = new Set<string>();
  return found
    .filter(({ subject }) => {
      const key = subjectKey(subject);
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .slice(0, MOST_SUBJECTS);
}

const subjectOf = ({ version, cutoff, policyDigest }: GateSubject): GateSubject => ({ version, cutoff, policyDigest });
