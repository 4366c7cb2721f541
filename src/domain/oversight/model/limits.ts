import { MINUTE_MS } from '../../../core/base/durations.js';

/** Bounds of what a case holds, and times of its handling; texts in characters. */
export const CASE_LIMITS = {
  /** What the person says. */
  statement: 20_000,
  /** Inputs that the person says are others. */
  corrections: 100,
  /** Those corrections as JSON, bytes. */
  correctionBytes: 64 * 1024,
  /** Names of those who decided. */
  deciders: 20,
  name: 200,
  line: 1000,
  /** How often a reader may ask what the model would say of other inputs, about one case and on one day: more of it would copy the model. Ours. */
  whatIfs: 20,
  whatIfsADay: 200,
  /** Trainings that are listed. */
  trainings: 1000,
  /** Cases that one reader holds at once. */
  heldAtOnce: 3,
  /** Cases about one decision, over all time. */
  ofDecision: 50,
  /** Cases that a look at the clocks takes at once. */
  dueAtOnce: 500,
  /** Cases that cannot be read and are set aside; with more of them nothing goes on. */
  setAside: 1000,
} as const;

/** How long a reader has a case before somebody else may take it; each sign of life begins it anew. Ours. */
export const LEASE_MS: number = 30 * MINUTE_MS;

/** Time that reading takes, by which a case is taken before it is due. Ours, until there are measured ones. */
export const HANDLING_MS = { plain: 20 * MINUTE_MS, highImpact: 60 * MINUTE_MS } as const;

/** How often it is looked for cases that nobody is left to read, where the readers are the same as at the last look. */
export const READERLESS_LOOK_MS: number = 15 * MINUTE_MS;
