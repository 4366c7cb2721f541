/** What a person is told: that a decision was made, that their appeal came, or how it ended. */
export const MESSAGE_KINDS = ['notice', 'acknowledgement', 'outcome'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * Ways to a person: by e-mail; by a system of whoever decided, which is told by a signed webhook and sends letters of its own; or into a folder, as files
 * that somebody or a mail system picks up.
 */
export const MESSAGE_WAYS = ['email', 'webhook', 'folder'] as const;
export type MessageWay = (typeof MESSAGE_WAYS)[number];

/** Where messages about a notice go. */
export interface Address {
  readonly by: MessageWay;
  /** Address of the mailbox, or what the other system knows the person by; null where the decision tells it enough. It is only ever stored sealed. */
  readonly to: string | null;
}

/** The address of a notice as it is stored, sealed under a key that the erasure of the decision destroys. */
export interface StoredAddress {
  readonly notice: string;
  readonly decision: string;
  readonly by: MessageWay;
  readonly language: string;
  readonly sealed: Uint8Array;
}

/** A message without anything that it says and without where it goes. Times are ms since 1970. */
export interface MessageRecord {
  /** Follows from what it is about, so that nothing is told twice; receivers know what comes twice by it. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly notice: string;
  readonly decision: string;
  /** The case that it tells of; null for a notice. */
  readonly case: string | null;
  readonly by: MessageWay;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly madeAtMs: number;
  readonly attempts: number;
  readonly nextAtMs: number;
  /** What went wrong last; it names no address. */
  readonly problem: string | null;
  /** When it was sent or given up, ms; null while it waits. */
  readonly endedAtMs: number | null;
}

/** A message as it is stored: what it says is sealed, is written before the first attempt, and is gone once the message was sent or given up. */
export interface StoredMessage {
  readonly record: MessageRecord;
  readonly sealed: Uint8Array | null;
}

/** What is sent to one person. */
export interface WrittenMessage {
  readonly by: MessageWay;
  readonly to: string | null;
  readonly language: string;
  /** Id and version of the texts, as `message-en 1`. */
  readonly texts: string;
  readonly subject: string;
  readonly text: string;
}
