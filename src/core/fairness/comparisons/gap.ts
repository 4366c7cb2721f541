import type { Estimate } from '../../stats/base/index.js';

/** An estimate of a gap with the test beside it, before it is named. */
export interface Gap extends Estimate {
  readonly test: string | null;
  readonly pValue: number | null;
}

/** A gap without a test. */
export const untested = (estimate: Estimate): Gap => ({ ...estimate, test: null, pValue: null });
