import type { PendingEvent, WaitingEvent } from '../log/ports/index.js';

/** An act that one person proposed and another one must confirm. Times are milliseconds since 1970. */
export interface Proposal {
  readonly id: string;
  /** Name of the act. */
  readonly act: string;
  /** The request of the act, as JSON. */
  readonly request: unknown;
  /** Actor who proposed the act, as entries name them. */
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  /** Time from which nobody can confirm the proposal. */
  readonly expiresAtMs: number;
}

/** Proposals that wait for a second person. One contract suite runs over every implementation. */
export interface ProposalStore {
  insertProposal(proposal: Proposal): Promise<void>;
  /** The proposal of this id. Null for an unknown one, and for one that somebody other than the service wrote or changed. */
  proposal(id: string): Promise<Proposal | null>;
  /** All proposals, oldest first, without those that somebody other than the service wrote or changed. */
  proposals(): Promise<Proposal[]>;
  /** Deletes a proposal; false when it is gone already. */
  deleteProposal(id: string): Promise<boolean>;
  /** Deletes the proposals that expired at this time or before. */
  deleteExpired(nowMs: number): Promise<void>;
}

/** One transaction of the database. */
export interface Transaction<Stores> {
  /** Stores whose writes belong to the transaction. */
  readonly stores: Stores;
  /** Saves an event in the transaction; after the commit it becomes an entry of the log. */
  saveEvent(event: PendingEvent): Promise<WaitingEvent>;
  /** Saves many events in their order. */
  saveEvents(events: readonly PendingEvent[]): Promise<WaitingEvent[]>;
}

/** Transactions over the stores of several rooms. */
export interface Transactions<Stores> {
  /** Commits all that `work` writes, or nothing when it throws. */
  run<T>(work: (transaction: Transaction<Stores>) => Promise<T>): Promise<T>;
}
