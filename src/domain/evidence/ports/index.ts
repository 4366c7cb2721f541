import type { StoredEvidence } from '../model/index.js';

/** Files that people handed in. Rows stand under a keyed hash. */
export interface EvidenceStore {
  insert(stored: StoredEvidence, content: Uint8Array): Promise<void>;
  save(stored: StoredEvidence): Promise<void>;
  remove(id: string): Promise<void>;
  find(id: string): Promise<StoredEvidence | null>;
  /** The sealed content of a file. */
  content(id: string): Promise<Uint8Array | null>;
  /** Files about a decision, the oldest first. */
  ofDecision(decision: string): Promise<StoredEvidence[]>;
  /** Decisions with files, by their ids. */
  decisions(after: string | null, limit: number): Promise<string[]>;
  /** Those of some decisions about which there is something. */
  among(decisions: readonly string[]): Promise<string[]>;
  removeOf(decision: string): Promise<number>;
}
