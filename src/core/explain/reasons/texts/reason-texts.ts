/** Sentences of one reason. The variant depends on how the person's value compares with those of the people compared with. */
export interface ReasonText {
  /** Subject of the reason in two to six words, printed as its heading. */
  readonly topic: string;
  /** Sentence for a direction that does not matter, or is not known. */
  readonly any: string;
  /**
   * Sentence for a high value: more than half of the people compared with have a lower value, and lower values would have raised the score.
   */
  readonly high?: string;
  /**
   * Sentence for a low value: more than half of the people compared with have a higher value, and higher values would have raised the
   * score.
   */
  readonly low?: string;
  /** Sentence for a missing value, which is a reason of its own. */
  readonly missing?: string;
  /** Sentence for a given value that the model has no rule for; it never says "you did not tell us". Default that of the set. */
  readonly unknown?: string;
}

/** A dated, versioned set of texts for one use, jurisdiction and language. Laws change, but a set never does: a new one replaces it. */
export interface ReasonTexts {
  readonly id: string;
  /** Version, which grows with every change of a word. */
  readonly version: string;
  readonly date: string;
  readonly domain: Domain;
  readonly jurisdiction: string;
  readonly locale: string;
  /** Law that the wording follows. */
  readonly basis: string;
  /** Origin of the wording. */
  readonly origin: string;
  /** Sentence for a value on file that the model has no rule for; it is true of every topic. */
  readonly unknown: string;
  readonly texts: Readonly<Record<string, ReasonText>>;
}

export type Domain = 'credit' | 'hiring' | 'housing' | 'insurance';
export const DOMAINS: readonly Domain[] = ['credit', 'hiring', 'housing', 'insurance'];
