import type { Stop } from './index.js';

/** Listener to changes of the switch by any process. */
export interface StopWatcher {
  /** Something may have changed and has to be read again; also called whenever notices begin to come. */
  changed(): void;
  /** No notices come until `changed` is called. */
  lost(): void;
}

export interface StopQuery {
  /** Also stops that ended; by default those in force. */
  readonly ended: boolean;
  /** Stops that were thrown before the one of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** A change of the switch: the number that it gets, and when it is made, ms since 1970. */
export interface SwitchChange {
  readonly revision: number;
  readonly atMs: number;
  /** Number of stops in force before the change. */
  readonly nInForce: number;
  /** Number of entries of the main log at that time. */
  readonly logSize: number;
}

/** Stores stops. Rows stand under a keyed hash: nobody with the database alone ends a stop or makes one up unnoticed. */
export interface StopStore {
  /** Number of the last change of the switch; 0 before the first. */
  revision(): Promise<number>;
  /** The same, once the changes that are being made have ended: every later one is made after this was asked. */
  settledRevision(): Promise<number>;
  /** Gives the number that the next change gets. Changes wait for each other here, until the transaction of the act ends; nothing is changed yet. */
  beginChange(): Promise<SwitchChange>;
  /** Saves a stop, which is a change: it is counted, and every process is told of it at the commit. */
  insert(stop: Stop): Promise<void>;
  /** Saves how a stop ended, which is a change too. */
  end(stop: Stop): Promise<void>;
  find(id: string): Promise<Stop | null>;
  inForce(): Promise<Stop[]>;
  /** Those that were in force at a time, ms since 1970, whether or not they ended since. */
  inForceAt(atMs: number): Promise<Stop[]>;
  /** The newest first. */
  list(query: StopQuery): Promise<Stop[]>;
  watch(watcher: StopWatcher): () => void;
}
