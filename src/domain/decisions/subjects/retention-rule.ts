import type { TagPlace } from '../../tag-index/index.js';
import type { ErasureCertificate } from '../api/service-api.js';

/** Kind of source that a time of keeping comes from. */
export type RetentionBasis = 'law' | 'guidance' | 'practice' | 'ours';

/** A time for which decisions are kept, with its source and the days from which and until which it holds. */
export interface RetentionClass {
  readonly id: string;
  /** Calendar time from the receipt of a decision: `25 months`, `3 years`, `90 days`. */
  readonly keep: string;
  readonly basis: RetentionBasis;
  /** Provision, guidance or decision that names the time. */
  readonly source: string;
  /** First day on which the class holds, `YYYY-MM-DD`; null when it held before this data was made. */
  readonly appliesFrom: string | null;
  /** First day on which the class does not hold any more, `YYYY-MM-DD`; null while it holds. */
  readonly repealedAt: string | null;
}

/** Deployments whose decisions are kept equally long. */
export interface RetentionRule {
  readonly keep: string;
  /** Decisions received before this moment are past their time. */
  readonly beforeMs: number;
  /** Class that decides, by deployment. */
  readonly classOf: ReadonlyMap<string, RetentionClass>;
}

/** A decision that is past its time. */
export interface ExpiredDecision extends TagPlace {
  readonly subject: string;
  readonly deployment: string;
}

/** An erasure that was carried out. */
export interface Erased {
  readonly certificate: ErasureCertificate;
  /** Number of results of audits that were destroyed with the decisions. */
  readonly results: number;
}

/** What became of decisions past their time. */
export interface Expiry {
  /** Null where a hold came over all of them, so that nothing was erased and no entry says so. */
  readonly certificate: ErasureCertificate | null;
  /** Decisions that are left because a legal hold is set on them, also one that was set since the caller looked. */
  readonly kept: readonly ExpiredDecision[];
  /** Number of results of audits that were destroyed with the others. */
  readonly results: number;
}
