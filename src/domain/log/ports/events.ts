import type { LogName } from './log-name.js';

declare const declared: unique symbol;

/**
 * An act or a fact that becomes an entry of a log. Events are made only by their declaration (`defineEvent` in `log/events`), so that the
 * type is known and the payload has the declared shape.
 */
export interface LogEvent<Type extends string = string> {
  readonly type: Type;
  /** Content that the entry commits to; it is sealed and never in plain text. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Brand that no value has, so that an object literal with the same members is no event. */
  readonly [declared]: true;
}

/** An event that must become an entry of a log, stored until it is one. */
export interface PendingEvent extends LogEvent {
  /** UUID that the entry gets, by which an entry that was written before a crash is recognised. */
  readonly id: string;
  readonly log: LogName;
}

/** A waiting event, with the sequence number of the first batch that can hold its entry. */
export interface WaitingEvent extends PendingEvent {
  readonly afterSeq: number;
}

/** Everything that waits. */
export interface AllWaiting {
  /** Events that the service stored, in order. */
  readonly own: readonly WaitingEvent[];
  /** Ids of events that somebody else wrote or changed. */
  readonly foreign: readonly string[];
  /** Ids among `own` of which a log may hold the entry already: no other one does. */
  readonly mayBeEntries: ReadonlySet<string>;
}

/** Waiting events, in order. Stores add them in the transaction of the act that they record. */
export interface EventOutbox {
  add(event: PendingEvent): Promise<WaitingEvent>;
  /** Adds events in their order, as many as one act leaves, in a number of statements that does not grow with each of them. */
  addAll(events: readonly PendingEvent[]): Promise<WaitingEvent[]>;
  /** Whether the event waits, after a transaction that may still keep it has come to its end. */
  waits(event: WaitingEvent): Promise<boolean>;
  /** All that waits, read at once. */
  all(): Promise<AllWaiting>;
  /** Events that the service stored. */
  pending(): Promise<WaitingEvent[]>;
  /** Ids of events that somebody else wrote or changed; they never become entries. */
  foreign(): Promise<string[]>;
  /** Removes events that have become entries. */
  done(...ids: readonly string[]): Promise<void>;
}
