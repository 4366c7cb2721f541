import type { Tally } from '../../../core/fairness/tally/index.js';
import type { Verdict } from '../../../core/policy/sections/index.js';
import type { PendingEvent } from '../../log/ports/index.js';
import type { AuditResult } from '../result/result.js';
import type { AuditPart, FilterUse, SourcedTally } from '../source/index.js';
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

/** An audit that was made, without its result. */
export interface StoredAudit {
  readonly id: string;
  readonly deployment: string;
  readonly madeAtMs: number;
  readonly by: string;
  /** Digest of the policy's bytes. */
  readonly policyDigest: string;
  /** Digest of the canonical JSON (RFC 8785) of the result; the entry `audit.run` names it too. */
  readonly resultDigest: string;
  readonly verdict: Verdict;
  /** Who may read the result: `persons` are cells as recorded. */
  readonly sight: 'persons' | 'groups';
  /** Entries of the log that it read. */
  readonly size: number;
}

/** Policies as they were used. */
export interface PolicyStore {
  /** Text of a policy by the digest of its bytes; null where none was used. */
  policy(digest: string): Promise<string | null>;
}

/** Audits that were made, with their results as text. */
export interface AuditStore extends PolicyStore {
  /** Keeps an audit with the texts that its digests name, and the event that tells of it, all or nothing. A text that stands there is replaced by the same, in case somebody changed it. */
  insert(audit: StoredAudit, texts: { policy: string; result: string }, event: PendingEvent): Promise<void>;
  find(id: string): Promise<{ readonly audit: StoredAudit; readonly result: string } | null>;
  /** The newest first; `before` is the id of the last one of the page before. */
  list(query: AuditListQuery): Promise<StoredAudit[]>;
}

export interface AuditListQuery {
  readonly deployment?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What an audit is judged by: plain data, so that it may be handed to a thread. */
export interface JudgeRequest {
  readonly sourced: SourcedTally;
  readonly policyText: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** Judges beside the event loop: a large audit takes seconds. */
export type Judge = (request: JudgeRequest) => Promise<AuditResult>;
