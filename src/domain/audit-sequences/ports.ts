import type { Verdict } from '../../core/policy/sections/index.js';
import type { StoredAudit } from '../audits/recorded/ports.js';

/** A decision of a sequence that the service keeps: an audit, with its evidence and what that needed, as natural logarithms. */
export interface KeptDecision {
  readonly sequence: string;
  /** Its place among the decisions of the sequence, from 1. */
  readonly place: number;
  /** What was audited by which policy (`auditedOf`). */
  readonly of: string;
  readonly audit: string;
  readonly deployment: string;
  readonly verdict: Verdict;
  readonly logEvidence: number;
  readonly logNeeded: number;
  readonly isFinding: boolean;
  /** Findings so far, this one among them. */
  readonly findings: number;
  /** Share of false findings that the sequence allows among all, in expectation. */
  readonly level: number;
  /** Requirements that its evidence was made of. */
  readonly requirements: readonly string[];
  /** Who may see it, and all that came after it: `persons` once an audit of the sequence shows every cell. */
  readonly sight: StoredAudit['sight'];
  readonly by: string;
  readonly madeAtMs: number;
}

/** Stores decisions of sequences. Rows stand under keyed hashes; reading one that is not ours throws. */
export interface SequenceStore {
  /** The last decision of a sequence; null for one that has none. */
  last(sequence: string): Promise<KeptDecision | null>;
  /** The decision about something that was audited; null where there is none. */
  about(sequence: string, of: string): Promise<KeptDecision | null>;
  /** Adds one; false where its place is taken, or something is there about the same audit. */
  add(decision: KeptDecision): Promise<boolean>;
  /** Decisions of a sequence before a place, the newest first. */
  list(query: {
    readonly sequence: string;
    readonly before: number | null;
    readonly limit: number;
  }): Promise<KeptDecision[]>;
  /** The last decision of each sequence, by the names of the sequences after one. */
  sequences(query: { readonly after: string | null; readonly limit: number }): Promise<KeptDecision[]>;
}
