/** Where a time of keeping comes from. */
export type RetentionBasis = 'law' | 'guidance' | 'practice' | 'ours';

/** A time that decisions are kept, with where it comes from and from when to when that holds. */
export interface RetentionClass {
  readonly id: string;
  /** Calendar time from the receipt of a decision on: `25 months`, `3 years`, `90 days`. */
  readonly keep: string;
  readonly basis: RetentionBasis;
  /** Provision, guidance or decision that says so. */
  readonly source: string;
  /** `YYYY-MM-DD`; null: before this data was made. */
  readonly appliesFrom: string | null;
  /** First day on which it does not hold any more, `YYYY-MM-DD`; null while it does. */
  readonly repealedAt: string | null;
}

/** Deployments that are kept equally long. */
export interface RetentionRule {
  readonly keep: string;
  /** Decisions received before this moment are past their time. */
  readonly beforeMs: number;
  /** Class that decides, by deployment. */
  readonly classOf: ReadonlyMap<string, RetentionClass>;
}
