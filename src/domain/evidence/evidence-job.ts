import { DAY_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Evidence } from './evidence.js';

/** Removes files of erased decisions from the database. They are closed for good from the moment of the erasure; this gives their room back. */
export const erasedEvidenceJob = (evidence: Evidence, isErased: (decision: string) => Promise<boolean>): Job =>
  defineJob({ name: 'erased-evidence', everyMs: DAY_MS, run: () => evidence.removeErased(isErased) });
