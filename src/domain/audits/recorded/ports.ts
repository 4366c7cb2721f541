import type { Tally } from '../../../core/fairness/tally/index.js';
import type { AuditPart, FilterUse } from '../source/index.js';
import type { AuditJob } from './audit-job.js';

/** A tally as far as the caller may see it. */
export interface ShownTally {
  /** Tally by all attributes; for a caller who may see no person, of everybody. */
  readonly tally: Tally;
  /** Parts in place of the tally by all attributes, for a caller who may see no person; `filter` tells whether the filter was applied. */
  readonly parts?: readonly AuditPart[];
  readonly filter?: FilterUse;
}

export interface RecordedTally {
  readonly shown: ShownTally;
  /** Number of decisions that the tally was made from; `erased` is the number erased since. */
  readonly rows: number;
  readonly erased: number;
  /** Number of sealed segments and of batches of the log that were opened. */
  readonly read: { readonly segments: number; readonly batches: number };
}

/** Makes tallies of recorded decisions from sealed segments and the log. */
export interface RecordedTallySource {
  /**
   * Makes the tally of a job.
   *
   * @throws TribuneError POLICY_INVALID, DATA_EMPTY, DATA_VALUE_INVALID, DATA_TOO_LARGE
   */
  tally(job: AuditJob): Promise<RecordedTally>;
  /** Seals everything up to the checkpoint into segments. */
  seal(): Promise<{ segments: number; entries: number }>;
}
