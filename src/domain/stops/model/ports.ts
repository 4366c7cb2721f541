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

/** A change of the switch: its number, and when it was made, ms since 1970. */
export interface SwitchChange {
  readonly revision: number;
  readonly atMs: number;
  /** Number of stops in force before the change. */
  readonly nInForce: number;
}

/** Stores stops. Rows stand under a keyed hash: nobody with the database alone ends a stop or makes one up unnoticed. */
export interface StopStore {
  /** Number of the last change of the switch; 0 before the first. */
  revision(): Promise<number>;
  /** Counts a change of the switch in the transaction of its act, and tells every process at its commit. Changes wait for each other here. */
  beginChange(): Promise<SwitchChange>;
  insert(stop: Stop): Promise<void>;
  /** Saves how a stop ended. */
  end(stop: Stop): Promise<void>;
  find(id: string): Promise<Stop | null>;
  inForce(): Promise<Stop[]>;
  /** The newest first. */
  list(query: StopQuery): Promise<Stop[]>;
  watch(watcher: StopWatcher): () => void;
}
