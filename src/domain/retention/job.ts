import { HOUR_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Retention } from './retention.js';

/**
 * Erases decisions past their time every hour. The first run comes an hour after the start, so that a wrong file can be corrected before.
 */
export const retentionJob = (retention: Pick<Retention, 'run'>): Job =>
  defineJob({ name: 'retention', everyMs: HOUR_MS, onStart: 'wait', run: () => retention.run() });
