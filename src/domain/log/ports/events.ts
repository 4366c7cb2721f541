import type { LogName } from './log-name.js';

declare const declared: unique symbol;

/**
 * An act or a fact that becomes an entry of a log. Only its declaration makes one (`defineEvent` in `log/events`), so its type is known
 * and its payload has the declared shape.
 */
export interface LogEvent<Type extends string = string> {
  readonly type: Type;
  /** Committed to, sealed, never in the clear. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** No value has it: a free object of the same members is no event. */
  readonly [declared]: true;
}

/** What must become an entry of a log, kept until it is one. */
export interface PendingEvent extends LogEvent {
  /** UUID that the entry gets: by it an entry that was written before a crash is known again. */
  readonly id: string;
  readonly log: LogName;
}

/** An event that waits, with the sequence number of the first batch that can hold its entry. */
export interface WaitingEvent extends PendingEvent {
  readonly afterSeq: number;
}

/** Events that wait, in order. Stores add them in the transaction of what they tell of. */
export interface EventOutbox {
  add(event: PendingEvent): Promise<void>;
  /** Those that the service kept. */
  pending(): Promise<WaitingEvent[]>;
  /** Ids of those that somebody else wrote or changed: they never become entries. */
  foreign(): Promise<string[]>;
  /** The event is an entry now. */
  done(id: string): Promise<void>;
}
