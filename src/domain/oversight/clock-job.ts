import { MINUTE_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Oversight } from './oversight.js';

/** Makes cases of what policies drew, from time to time. */
export const caseDrawJob = (oversight: Pick<Oversight, 'openDraws'>): Job =>
  defineJob({ name: 'case-draws', everyMs: MINUTE_MS, run: () => oversight.openDraws() });

/** Looks from time to time whether decisions were changed for one reason again and again. */
export const casePatternJob = (oversight: { readonly patterns: Pick<Oversight['patterns'], 'look'> }): Job =>
  defineJob({ name: 'case-patterns', everyMs: MINUTE_MS, run: () => oversight.patterns.look() });

/** Looks at the clocks of all cases from time to time; what ran out is entered with an incident, and what nobody is left to read is escalated. */
export const caseClockJob = (oversight: Pick<Oversight, 'lookAtClocks'>): Job =>
  defineJob({ name: 'case-clocks', everyMs: MINUTE_MS, run: () => oversight.lookAtClocks() });
