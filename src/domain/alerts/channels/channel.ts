import type { Notice } from '../messages/index.js';

/** What became of an attempt to send. A problem names no address and no secret: it is stored and shown. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly problem: string;
      /** Whether the receiver will refuse the same message however often it is sent. */
      readonly isFinal: boolean;
      /** How long the receiver wants to be left alone; null where it says nothing. */
      readonly retryAfterMs: number | null;
    };

/** A way to people, or to programs that lead to people. */
export interface Channel {
  readonly name: string;
  readonly kind: string;
  /** Programs are told every alert, in parts; people the first ones, and how many more there are. */
  readonly reads: 'programs' | 'people';
  /** Whether it is told numbers, in which a person of a small group could be seen. */
  readonly numbers: boolean;
  /** Time after which its receiver must be told again what still fires, or forgets it; null where it forgets nothing. */
  readonly refreshMs: number | null;
  /** Least time between two messages. */
  readonly paceMs: number;
  /** Sends a message once; never rejects, and ends within a stated time whatever the receiver does. */
  send(notice: Notice): Promise<Sent>;
  close(): void;
}
