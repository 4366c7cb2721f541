import type { Estimate } from '../base/estimate.js';

/** An agreement that these answers do not determine; never 0, and never 1. */
export const undefinedAgreement = (known: Pick<Estimate, 'level' | 'method' | 'n'>, reason: string): Estimate => ({
  estimate: null,
  lower: null,
  upper: null,
  ...known,
  status: 'undefined',
  reason,
});
