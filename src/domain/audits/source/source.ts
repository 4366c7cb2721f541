import type { AmountTally } from '../../../core/fairness/outcomes/amount/index.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import type { CountedOutcomeTally } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import type { AuditPart, Protection, WordPart } from '../../disclosure/index.js';
import type { RuleEffect } from './rule-effect.js';

/** A source that was read. The audit shows it, so that anybody can check that they have the same bytes. */
export interface SourceRecord {
  /** Path, `sql`, or address without credentials. */
  readonly path: string;
  /** SHA-256 of the bytes in hexadecimal; null where there are no bytes (a query). */
  readonly sha256: string | null;
  readonly rows: number | null;
  /** For recorded decisions, the log and the place in it. */
  readonly log?: LogEvidence;
}

/** The part of a log that an audit of recorded decisions was made from. */
export interface LogEvidence {
  readonly name: string;
  /** Number of entries under `root`; later entries were not read. */
  readonly size: number;
  /** Merkle root of that size in base64, as in the checkpoint (RFC 6962). */
  readonly root: string;
  /**
   * Index of the first entry read; `last` is that of the last. All entries are read, because labels may be anywhere after their decision.
   */
  readonly first: number;
  readonly last: number;
  readonly deployment: string;
  /** Start in whole hours, inclusive; null for no limit. */
  readonly since: string | null;
  /** End in whole hours, exclusive; null for no limit. */
  readonly until: string | null;
  /** Number of decisions erased since: recorded and provable, but no longer readable. They are dated by receipt, the only time left. */
  readonly erased: number;
  /** Number of all decisions, erased ones included. */
  readonly recorded: number;
  /** Labels that became known in this hour or later did not count; absent or null for every recorded label. */
  readonly knownBefore?: string | null;
  /**
   * Decisions at a stage that their case was decided on again, or about a candidate of a list who was, where the last one counts; for a caller who
   * may see persons.
   */
  readonly decidedAgain?: number;
  /** Recorded lists by whether they are whole; present where decisions are rankings. */
  readonly lists?: ListCounts;
  /** Rules that the deployment decided by, each beside its plan; for a caller who may see persons. */
  readonly rules?: readonly RuleEffect[];
  /** Decisions whose id came again after the first had left the window of exact ids. */
  readonly repeats?: RepeatCounts;
  /** How the data were coarsened; present when the caller may see no person. */
  readonly protection?: Protection;
  /** The comparison of this root with a checkpoint by the caller. */
  readonly checkpoint?: CheckedRoot;
}

/** Recorded lists that were read, and why those that were not counted are not whole. */
export interface ListCounts {
  readonly whole: number;
  /** By the reason under which the tally counts their candidates (`LISTS_NOT_WHOLE`); only those that there are. */
  readonly notWhole: readonly { readonly reason: string; readonly lists: number; readonly candidates: number }[];
}

/** Repetitions that were found and left out: the first record counts, so that each decision counts once. */
export interface RepeatCounts {
  readonly found: number;
  /**
   * Number of those that say the same as the first record; `other` say something else, `unknown` cannot be compared because one of the two
   * was erased.
   */
  readonly same: number;
  readonly other: number;
  readonly unknown: number;
  readonly counted: 'first';
}

export interface CheckedRoot {
  /** Size of the checkpoint that was compared with the audit. */
  readonly size: number;
  readonly origin: string;
  /** Result. `equal`: the sizes are equal. `consistent`: the log grew since and only added entries. */
  readonly status: 'equal' | 'consistent';
  /** Origin of the checkpoint: the ledger that everybody reads, or the answer, when the key may not read the ledger. */
  readonly from: 'ledger' | 'answer';
  /** Whether its signature was verified by a key that the caller gave. */
  readonly signature: 'verified' | 'not checked';
}

export interface TallyPlan {
  readonly policy: Policy;
  readonly policyDigest: string;
  /** Whether scores are needed; false for rates only, so that the engine need not group by score. */
  readonly scores: boolean;
}

export interface SourcedTally {
  readonly tally: Tally;
  readonly sources: readonly SourceRecord[];
  /** The same rows with the amounts at stake as weights, where the policy's `utility.amount` asks for them. */
  readonly stakes?: Tally;
  /** Parts in place of one tally by all attributes, for a caller who may see no person; `tally` is then that of everybody. */
  readonly parts?: readonly AuditPart[];
}

/** A tally of decisions that are not 0 or 1, by the type that `data.outcome` declares. */
export type OutcomeTally = AmountTally | CountedOutcomeTally;

/** Such a tally with its origin. */
export interface SourcedOutcome<Tally = OutcomeTally> {
  readonly tally: Tally;
  readonly sources: readonly SourceRecord[];
  /** Parts in place of one tally by all attributes, for a caller who may see no person; `tally` is then that of everybody. */
  readonly parts?: readonly WordPart[];
}

/** The port through which an audit gets its tally: files, a database, a stored tally, a service. */
export interface TallySource {
  tally(plan: TallyPlan, progress?: (message: string) => void): Promise<SourcedTally>;
  /** Whether `tally` reads the rows by the policy of its plan, so that another policy gives another tally of the same rows. */
  readonly readsRows?: boolean;
  /** The tally of decisions that are not 0 or 1; absent where the source knows no others. */
  outcome?(plan: Omit<TallyPlan, 'scores'>, progress?: (message: string) => void): Promise<SourcedOutcome>;
}
