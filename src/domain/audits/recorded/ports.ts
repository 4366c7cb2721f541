import type { ErrorCode } from '../../../core/base/errors.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import type { Verdict } from '../../../core/policy/sections/index.js';
import type { AuditPart, FilterUse, WordPart } from '../../disclosure/index.js';
import type { SealedPart } from '../../log/ports/index.js';
import type { AuditResult } from '../result/result.js';
import type { ListCounts, OutcomeTally, SourcedOutcome, SourcedTally } from '../source/index.js';
import type { AuditJob, AuditQuery } from './audit-job.js';

/** A tally as far as the caller may see it. */
export interface ShownTally {
  /**
   * Tally by all attributes, of decisions of 0 and 1 or of others; for a caller who may see no person, the tally of everybody.
   */
  readonly tally: Tally | OutcomeTally;
  /** Parts in place of the tally by all attributes, for a caller who may see no person; `filter` tells whether the filter was applied. */
  readonly parts?: readonly AuditPart[] | readonly WordPart[];
  readonly filter?: FilterUse;
}

export interface RecordedTally {
  readonly shown: ShownTally;
  /** Number of decisions that the tally was made from; `erased` is the number erased since. */
  readonly rows: number;
  readonly erased: number;
  /** Decisions among `rows` that a later one of the same stage or candidate took the place of; absent without stages and lists. */
  readonly decidedAgain?: number;
  /** Recorded lists by whether they are whole; present where decisions are rankings. */
  readonly lists?: ListCounts;
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

/** What an audit counted, as ISO times widened to whole hours or days; null where there was no limit. */
export interface ReadWindow {
  /** Decisions made at this time or later counted. */
  readonly since: string | null;
  /** Decisions made at this time or later were left out. */
  readonly until: string | null;
  /** Labels that became known at this time or later were left out. */
  readonly knownBefore: string | null;
}

/** An audit that was made, apart from its result. */
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
  /** Who may read the result. `persons`: its cells are as recorded, so only a caller who may see persons. */
  readonly sight: 'persons' | 'groups';
  /** Number of entries of the log that the audit read. */
  readonly size: number;
  /** The decisions and labels that counted; absent of audits from before this was kept. */
  readonly window?: ReadWindow;
  /** How many decisions counted, after exclusions; absent likewise. */
  readonly decisions?: number;
  /** The erasure that destroyed the result, as it may have shown the person; absent while the result is there. */
  readonly erasure?: string;
}

/** The texts that are stored with an audit. */
export interface AuditTexts {
  readonly policy: string;
  /** The result: as text, or sealed where it may show persons; null where it was destroyed. */
  readonly result: string | SealedPart | null;
}

/** Store of the policies that audits used. */
export interface PolicyStore {
  /** Gives the text of a policy by the digest of its bytes; null where no audit used it. */
  policy(digest: string): Promise<string | null>;
}

/** Store of the audits that were made, with their results as text. */
export interface AuditStore extends PolicyStore {
  /**
   * Stores an audit and the texts that its digests name, as part of the act that tells of it. A text that is stored already is written
   * again, in case somebody changed it.
   */
  insert(audit: StoredAudit, texts: AuditTexts): Promise<void>;
  find(id: string): Promise<{ readonly audit: StoredAudit; readonly result: AuditTexts['result'] } | null>;
  /** Lists audits, the newest first; `before` is the id of the last audit of the previous page. */
  list(query: AuditListQuery): Promise<StoredAudit[]>;
}

export interface AuditListQuery {
  /** What the caller may see: audits that show persons are listed to `persons` only. */
  readonly sight: StoredAudit['sight'];
  readonly deployment?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** The data by which an audit is judged. They are plain, so that they can be sent to a thread. */
export interface JudgeRequest {
  readonly sourced: SourcedTally | SourcedOutcome;
  readonly policyText: string;
  /** The present day as `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** Judges outside the event loop, because a large audit takes seconds. */
export type Judge = (request: JudgeRequest) => Promise<AuditResult>;

/** How far an audit has come: it waits for its turn, decisions are counted, the tally is judged. */
export type AuditStage = 'waiting' | 'counting' | 'judging';

/** An audit that somebody began and need not wait for. */
export interface AuditRun {
  readonly id: string;
  readonly deployment: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /**
   * `waiting` for its turn, then `counting` and `judging`; `kept` with a result, `failed`, or `interrupted` by the end of the process that made it.
   */
  readonly state: AuditStage | 'kept' | 'failed' | 'interrupted';
  /** The audit that was kept; null until then. */
  readonly audit: string | null;
  /** Why there is none; null while there may be one. */
  readonly problem: { readonly code: ErrorCode; readonly message: string; readonly remedy: string | null } | null;
  /** The run that was begun in its place; null where there is none. */
  readonly again: string | null;
}

/** A run with whoever began it. */
export interface BegunAudit extends AuditRun {
  readonly actor: string;
}

/** An audit that somebody need not wait for, as whoever makes it sees it. */
export interface FollowedAudit {
  /** Is told how far it has come. */
  readonly onStage: (stage: AuditStage) => void;
  /** Saves that it is kept, in the transaction of its result, so that a run never says less than the list of audits. */
  readonly keep: (stores: FollowingStores, audit: StoredAudit) => Promise<void>;
}

/** Stores of whoever follows an audit. */
export interface FollowingStores {
  readonly begunAudits: Pick<BegunStore, 'save'>;
  readonly dueAudits: Pick<DueAuditStore, 'save'>;
}

/** What was asked, apart from who asked and what they could see. */
export type AskedAudit = Omit<AuditQuery, 'reader' | 'sight'>;

/** Stores audits that were begun. Rows stand under keyed hashes. */
export interface BegunStore {
  add(run: BegunAudit, asked: AskedAudit): Promise<void>;
  /** Saves how far one has come; nothing where it is gone. */
  save(run: BegunAudit): Promise<void>;
  /** All of them, the oldest first, beside what is wrong with rows that are not ours, which are left out. */
  all(): Promise<{ readonly runs: readonly BegunAudit[]; readonly foreign: readonly Error[] }>;
  /** What was asked of one; null for one that is gone. Throws where its row is not ours. */
  asked(id: string): Promise<AskedAudit | null>;
  remove(ids: readonly string[]): Promise<void>;
}

/** An audit that a policy asks for. */
export interface DueAudit {
  /** Id of the reaction that asks for it. */
  readonly cause: string;
  readonly deployment: string;
  /** Digest of the policy that asks for it, and by which is audited. */
  readonly policy: string;
  /** The decisions that it is asked for, as ISO times; widened to whole days (UTC) when it is made. */
  readonly from: string;
  readonly to: string;
  /** `kept` with its result; `failed` where nothing more is tried. One that is `begun` while none is made broke off. */
  readonly state: 'waiting' | 'begun' | 'kept' | 'failed';
  /** How often it was begun. */
  readonly attempts: number;
  /** It is not begun again before, ms since 1970. */
  readonly notBeforeMs: number;
  readonly audit: string | null;
  /** Why nothing more is tried; null until then. */
  readonly problem: AuditRun['problem'];
}

/** What is asked for. */
export type WantedAudit = Pick<DueAudit, 'cause' | 'deployment' | 'policy' | 'from' | 'to'>;

/** Stores audits that policies ask for. Rows stand under keyed hashes. */
export interface DueAuditStore {
  add(due: DueAudit): Promise<void>;
  save(due: DueAudit): Promise<void>;
  /** Those that are neither kept nor failed, the oldest first, beside what is wrong with the first row that is not ours, which is left out. */
  open(limit: number): Promise<{ readonly due: readonly DueAudit[]; readonly foreign: Error | null }>;
  /** Those of some reactions, by their ids. Throws where a row of one is not ours. */
  of(causes: readonly string[]): Promise<ReadonlyMap<string, DueAudit>>;
}
