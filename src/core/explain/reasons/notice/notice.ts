/** A person or office that a notice names, with the address to write to. */
export interface Addressee {
  readonly name: string;
  readonly address: string;
}

/** A credit score that was used, as its provider disclosed it. */
export interface CreditScoreUsed {
  readonly value: number;
  /** Lowest and highest score of the scale. */
  readonly range: readonly [number, number];
  /** Date on which the score was made. */
  readonly date: string;
  /** Provider of the score. */
  readonly source: string;
  /** Factors that adversely affected the score, the strongest first, in the words of its provider. */
  readonly factors: readonly string[];
}

/** A report of a consumer reporting agency on which the decision rests, in whole or in part. */
export interface ConsumerReport {
  readonly agency: Addressee & { readonly phone: string };
  /** The credit score; null when none was used. */
  readonly score: CreditScoreUsed | null;
}

/** Facts that a letter needs and no model knows. Dates come from the caller, because the core has no clock. */
export interface NoticeContext {
  /** The decision as a sentence: `We have turned down your application for a loan.` */
  readonly outcome: string;
  readonly organisation: string;
  /** Sources of the data: `your application of May 3`, `a credit report by ...`. */
  readonly dataSources: readonly string[];
  /** How the person can have wrong data corrected. */
  readonly correction: string;
  readonly appeal: { readonly how: string; readonly by: string };
  readonly contact: string;
  readonly decidedOn: string;
  /** Date until which the offered changes are judged under the same rules; without it the notice offers no changes. */
  readonly changesValidUntil?: string;
  /** Postal address of the organisation. */
  readonly address?: string;
  /** The federal agency that administers the Equal Credit Opportunity Act for this creditor (12 CFR 1002, appendix A). */
  readonly agency?: Addressee;
  /** The consumer report; null when none was used. */
  readonly consumerReport?: ConsumerReport | null;
}
