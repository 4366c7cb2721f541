/** Sentences of one reason. The variant is chosen by how the person's value stands against the people compared with. */
export interface ReasonText {
  /** What the reason is about, in two to six words; printed as its heading. */
  readonly topic: string;
  /** When the direction does not matter, or is not known. */
  readonly any: string;
  /** More than half of the people compared with have a lower value, and lower values would have raised the score. */
  readonly high?: string;
  /** More than half of the people compared with have a higher value, and higher values would have raised the score. */
  readonly low?: string;
  /** The value was missing: a reason of its own. */
  readonly missing?: string;
  /** A value was given, and the model has no rule for it: never "you did not tell us". Default: that of the set. */
  readonly unknown?: string;
}

/** A dated, versioned set of texts for one use, jurisdiction and language. Law changes; a set never does: a new one replaces it. */
export interface ReasonTexts {
  readonly id: string;
  /** Grows with every change of a word. */
  readonly version: string;
  readonly date: string;
  readonly domain: Domain;
  readonly jurisdiction: string;
  readonly locale: string;
  /** What the wording answers to. */
  readonly basis: string;
  /** Where the wording comes from. */
  readonly origin: string;
  /** Said where a value is on file and the model has no rule for it; true of every topic. */
  readonly unknown: string;
  readonly texts: Readonly<Record<string, ReasonText>>;
}

export type Domain = 'credit' | 'hiring' | 'housing' | 'insurance';
export const DOMAINS: readonly Domain[] = ['credit', 'hiring', 'housing', 'insurance'];
