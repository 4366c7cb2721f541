import { DAY_MS, MINUTE_MS } from '../../core/base/durations.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { PersonMessages } from './person-messages.js';

/** Sends what waits, and removes what is left of messages about erased decisions, which are closed for good from the moment of the erasure. */
export const messageJobs = (
  messages: PersonMessages,
  isErased: (decision: string) => Promise<boolean>,
): readonly Job[] => [
  defineJob({ name: 'person-messages', everyMs: MINUTE_MS, run: () => messages.look() }),
  defineJob({ name: 'erased-messages', everyMs: DAY_MS, run: () => messages.removeErased(isErased) }),
];
