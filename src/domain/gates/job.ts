import { MINUTE_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Settling } from './settling/index.js';

/**
 * The job that judges the gates anew that may have changed by the clock alone, so that the log tells when one closed because something became too
 * old. That it is closed does not wait for the job: decisions are held against the end of what it stands on.
 */
export const gateJob = (settling: Pick<Settling, 'settleDue'>): Job =>
  defineJob({ name: 'gates', everyMs: MINUTE_MS, run: () => settling.settleDue() });
