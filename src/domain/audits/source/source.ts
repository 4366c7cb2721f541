import type { Tally } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import type { AuditPart, Protection } from './disclosure-types.js';

/** What was read: shown in the audit so that anybody can check that they hold the same bytes. */
export interface SourceRecord {
  /** Path, `sql`, or address without credentials. */
  readonly path: string;
  /** Hex SHA-256 of the bytes; null where there are no bytes (a query). */
  readonly sha256: string | null;
  readonly rows: number | null;
  /** For recorded decisions: where in which log they stand. */
  readonly log?: LogEvidence;
}

/** The part of a log that an audit of recorded decisions was made from. */
export interface LogEvidence {
  readonly name: string;
  /** Number of entries under `root`; later entries were not read. */
  readonly size: number;
  /** Base64 of the Merkle root that the signed checkpoint of that size shows (RFC 6962). */
  readonly root: string;
  /** Indexes of the first and the last entry read: all of them, as labels may stand anywhere after their decision. */
  readonly first: number;
  readonly last: number;
  readonly deployment: string;
  /** Whole hours, inclusive; null without limit. */
  readonly since: string | null;
  /** Whole hours, exclusive; null without limit. */
  readonly until: string | null;
  /** Decisions erased since: recorded and provable, no longer readable. Dated by receipt, as nothing else is left. */
  readonly erased: number;
  /** All decisions, erased ones included. */
  readonly recorded: number;
  /** Labels that became known in this hour or later did not count; absent or null: every label recorded. */
  readonly knownBefore?: string | null;
  /** Decisions whose id came again when the first was older than the window of exact ids. */
  readonly repeats?: RepeatCounts;
  /** Present when the caller may see no person: what was coarsened. */
  readonly protection?: Protection;
  /** What the signed checkpoint says to this root, as the caller checked it. */
  readonly checkpoint?: CheckedRoot;
}

/** Repetitions that were found and left out: the record that came first counts, each decision once. */
export interface RepeatCounts {
  readonly found: number;
  /** Of these: saying the same as the first, something else, or not comparable as one of the two was erased. */
  readonly same: number;
  readonly other: number;
  readonly unknown: number;
  readonly counted: 'first';
}

export interface CheckedRoot {
  /** Size of the checkpoint that was held against the audit. */
  readonly size: number;
  readonly origin: string;
  /** `equal`: of the same size. `consistent`: the log grew since and only added. */
  readonly status: 'equal' | 'consistent';
  /** Fetched from the ledger that everybody reads, or as the answer brought it, when the key may not read the ledger. */
  readonly from: 'ledger' | 'answer';
  /** Whether its signature was verified by a key that the caller gave. */
  readonly signature: 'verified' | 'not checked';
}

export interface TallyPlan {
  readonly policy: Policy;
  readonly policyDigest: string;
  /** False: rates only; the engine need not group by score. */
  readonly scores: boolean;
}

export interface SourcedTally {
  readonly tally: Tally;
  readonly sources: readonly SourceRecord[];
  /** In place of one tally by all attributes, for a caller who may see no person; `tally` is then that of everybody. */
  readonly parts?: readonly AuditPart[];
}

/** The port through which an audit gets its tally: files, a database, a stored tally, a service. */
export interface TallySource {
  tally(plan: TallyPlan, progress?: (message: string) => void): Promise<SourcedTally>;
}
