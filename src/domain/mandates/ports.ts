import type { StoredMandate } from './mandate.js';

/** Mandates of representatives. Rows stand under a keyed hash. */
export interface MandateStore {
  insert(stored: StoredMandate): Promise<void>;
  save(stored: StoredMandate): Promise<void>;
  find(id: string): Promise<StoredMandate | null>;
  /** The same; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<StoredMandate | null>;
  /** Mandates about a decision, the oldest first. */
  ofDecision(decision: string): Promise<StoredMandate[]>;
}
