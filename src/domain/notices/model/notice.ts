/** A notice of one decision to the person whom it is about, without anything that the decision says. Times are ms since 1970. */
export interface NoticeRecord {
  readonly id: string;
  readonly decision: string;
  readonly deployment: string;
  /** Language in which its pages are shown at first, a BCP 47 tag. */
  readonly language: string;
  readonly madeAtMs: number;
  readonly madeBy: string;
  /** Whether a panel decides where the person contests. */
  readonly isHighImpact: boolean;
  /** How long the sender said that its links are valid, ms; absent where they did not say, and in notices of earlier versions. */
  readonly linkMs?: number;
  /** Accounts, by name, that decided or confirmed it and must not read the case; null where nobody did. */
  readonly decidedBy: readonly string[] | null;
}

/** A notice as it is stored: with what the person has written and not sent, sealed; null for nothing. */
export interface StoredNotice {
  readonly record: NoticeRecord;
  readonly draft: Uint8Array | null;
}

/** What a person has written and not sent: texts as they typed them, inputs by name. */
export interface Draft {
  /** Number of its last change, from 1; 0 for none. */
  readonly revision: number;
  readonly statement: string;
  readonly corrections: Readonly<Record<string, string>>;
}

export const NO_DRAFT: Draft = { revision: 0, statement: '', corrections: {} };

/** A link to a notice, which opens it once. Its code is nowhere, only the hash of it. */
export interface NoticeLink {
  readonly hash: string;
  readonly notice: string;
  readonly madeAtMs: number;
  readonly expiresAtMs: number;
  readonly by: string;
  /** When it was used or replaced, ms; null while it opens the notice. */
  readonly endedAtMs: number | null;
  /** Mandate by which a representative opens the notice with it; absent for the person themselves. */
  readonly mandate?: string;
}

/** A browser in which a notice is open. */
export interface NoticeSession {
  readonly hash: string;
  readonly notice: string;
  readonly beganAtMs: number;
  readonly seenAtMs: number;
  /** Mandate by which a representative has it open; null for the person themselves. */
  readonly mandate: string | null;
}
