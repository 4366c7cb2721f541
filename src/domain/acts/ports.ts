import type { PendingEvent, WaitingEvent } from '../log/ports/index.js';

/** An act that one person proposed and another one must confirm. Times are milliseconds since 1970. */
export interface Proposal {
  readonly id: string;
  /** Name of the act. */
  readonly act: string;
  /** What was asked for, as JSON. */
  readonly request: unknown;
  /** Who proposed it, as entries name them. */
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  /** From then on nobody can confirm it. */
  readonly expiresAtMs: number;
}

/** Proposals that wait for a second person. One contract suite runs over every implementation. */
export interface ProposalStore {
  insertProposal(proposal: Proposal): Promise<void>;
  /** Null as well for one that the service did not keep itself: somebody else wrote or changed it. */
  proposal(id: string): Promise<Proposal | null>;
  /** Oldest first, without those that somebody else wrote or changed. */
  proposals(): Promise<Proposal[]>;
  /** False when it is gone already. */
  deleteProposal(id: string): Promise<boolean>;
  /** Forgets those that expired at this time or before. */
  deleteExpired(nowMs: number): Promise<void>;
}

/** One transaction of the database. */
export interface Transaction<Stores> {
  /** Stores whose writes belong to it. */
  readonly stores: Stores;
  /** Keeps an event in it, which becomes an entry of the log after the commit. */
  keep(event: PendingEvent): Promise<WaitingEvent>;
}

/** Transactions over the stores of several rooms. */
export interface Transactions<Stores> {
  /** Commits all that `work` writes, or nothing when it throws. */
  run<T>(work: (transaction: Transaction<Stores>) => Promise<T>): Promise<T>;
}
