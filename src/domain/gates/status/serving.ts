import type { Settled } from '../acts/index.js';
import { whyOf } from '../judging/index.js';
import type { JudgedVersion } from './read-status.js';

/** What serves, of everything that was judged. */
export function servingIn(judged: readonly Pick<JudgedVersion, 'as' | 'subject' | 'verdict'>[]): Settled['serving'] {
  const found = judged.find(({ as }) => as === 'serving');
  if (found === undefined) return null;
  const { subject, verdict } = found;
  return { subject, closedBecause: verdict.state === 'open' ? null : whyOf(verdict) };
}
