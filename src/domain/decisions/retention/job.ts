import { HOUR_MS } from '../../../core/base/durations.js';
import { defineJob, type Job } from '../../jobs/index.js';
import type { Retention } from './retention.js';

/** Erases what is past its time every hour, the first time an hour after the start: a wrong file can be mended before. */
export const retentionJob = (retention: Pick<Retention, 'run'>): Job =>
  defineJob({ name: 'retention', everyMs: HOUR_MS, onStart: 'wait', run: () => retention.run() });
