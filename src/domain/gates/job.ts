import { MINUTE_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Gates } from './gates.js';

/**
 * The job that judges every gate anew, so that the log tells when one closed because something became too old. That it is closed does not wait
 * for the job: decisions are held against the end of what it stands on.
 */
export const gateJob = (gates: Pick<Gates, 'settleAll'>): Job =>
  defineJob({ name: 'gates', everyMs: MINUTE_MS, run: () => gates.settleAll() });
