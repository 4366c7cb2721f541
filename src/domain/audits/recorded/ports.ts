import type { Tally } from '../../../core/fairness/tally/index.js';
import type { AuditPart, FilterUse } from '../source/index.js';
import type { AuditJob } from './audit-job.js';

/** A tally as far as the caller may see it. */
export interface ShownTally {
  /** By all attributes; for a caller who may see no person, of everybody. */
  readonly tally: Tally;
  /** In place of the tally by all attributes, for a caller who may see no person, with what became of the filter. */
  readonly parts?: readonly AuditPart[];
  readonly filter?: FilterUse;
}

export interface RecordedTally {
  readonly shown: ShownTally;
  /** Decisions that it was made from, and those that were erased since. */
  readonly rows: number;
  readonly erased: number;
  /** From where: sealed segments opened, batches of the log opened. */
  readonly read: { readonly segments: number; readonly batches: number };
}

/** Makes tallies of recorded decisions out of sealed segments and the log. */
export interface RecordedTallySource {
  /** @throws TribuneError POLICY_INVALID, DATA_EMPTY, DATA_VALUE_INVALID, DATA_TOO_LARGE */
  tally(job: AuditJob): Promise<RecordedTally>;
  /** Seals everything up to the signed checkpoint into segments. */
  seal(): Promise<{ segments: number; entries: number }>;
}
