/** Who is named in a notice, and where to write to. */
export interface Addressee {
  readonly name: string;
  readonly address: string;
}

/** A credit score that was used, as its provider disclosed it. */
export interface CreditScoreUsed {
  readonly value: number;
  /** Lowest and highest score of the scale. */
  readonly range: readonly [number, number];
  /** When it was made. */
  readonly date: string;
  /** Who provided it. */
  readonly source: string;
  /** What adversely affected it, the strongest first, in the words of its provider. */
  readonly factors: readonly string[];
}

/** A report of a consumer reporting agency on which the decision rests, in whole or in part. */
export interface ConsumerReport {
  readonly agency: Addressee & { readonly phone: string };
  /** Null: no credit score was used. */
  readonly score: CreditScoreUsed | null;
}

/** What a letter needs and no model knows. Dates come from the caller: the core has no clock. */
export interface NoticeContext {
  /** `We have turned down your application for a loan.` */
  readonly outcome: string;
  readonly organisation: string;
  /** Where the data came from: `your application of May 3`, `a credit report by ...`. */
  readonly dataSources: readonly string[];
  /** How to have wrong data put right. */
  readonly correction: string;
  readonly appeal: { readonly how: string; readonly by: string };
  readonly contact: string;
  readonly decidedOn: string;
  /** Until when the offered changes are looked at under the same rules; changes are left out without it. */
  readonly changesValidUntil?: string;
  /** Postal address of the organisation. */
  readonly address?: string;
  /** The federal agency that administers the Equal Credit Opportunity Act for this creditor (12 CFR 1002, appendix A). */
  readonly agency?: Addressee;
  /** Null: none was used. */
  readonly consumerReport?: ConsumerReport | null;
}
