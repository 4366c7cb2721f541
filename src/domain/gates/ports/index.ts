import type { GateFact, Opening, StoredGate } from '../model/index.js';

/** Receives notices that gates changed, whoever changed them. */
export interface GateWatcher {
  changed(): void;
  /** No notices come until `changed` is called. */
  lost(): void;
}

/** Gates, what people did about them, and when they were open. Rows stand under a keyed hash; another's row is STORE_INVALID. */
export interface GateStore {
  /** Begins a change at this time, ms: nobody else changes a gate until the transaction ends. */
  lock(): Promise<{ readonly atMs: number }>;
  gates(): Promise<StoredGate[]>;
  gate(deployment: string): Promise<StoredGate | null>;
  /** Saves a gate in place of the one of its deployment. */
  saveGate(gate: StoredGate): Promise<void>;
  /** What people did about the gate of a deployment, the newest first. */
  facts(deployment: string, limit: number): Promise<GateFact[]>;
  fact(id: string): Promise<GateFact | null>;
  addFact(fact: GateFact): Promise<void>;
  /** Saves a fact that ended in its own place. */
  saveFact(fact: GateFact): Promise<void>;
  /** Times in which gates were open that end after a time, ms, the oldest first; of one deployment or of all. */
  openings(endingAfterMs: number, deployment?: string): Promise<Opening[]>;
  /** The newest times of a deployment, the newest first. */
  history(deployment: string, limit: number): Promise<Opening[]>;
  saveOpening(opening: Opening): Promise<void>;
  watch(watcher: GateWatcher): () => void;
}
