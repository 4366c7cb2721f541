import type { EntryFact } from '../../controls/index.js';
import type { StoredKind } from '../kinds/index.js';

/** A record that somebody keeps about a system; it is never changed. */
export interface KeptRecord {
  readonly id: string;
  readonly system: string;
  readonly kind: StoredKind;
  /** Digest of kind, system and body as canonical JSON. */
  readonly digest: string;
  readonly by: string;
  readonly atMs: number;
  readonly body: unknown;
}

export interface RecordQuery {
  readonly system: string;
  readonly kind?: StoredKind | undefined;
  /** Those that were kept before the record of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Records about systems. Rows stand under a keyed hash. */
export interface ControlRecordStore {
  insert(record: KeptRecord): Promise<void>;
  find(id: string): Promise<KeptRecord | null>;
  /** The newest first. Throws STORE_INVALID for a row that is not ours. */
  list(query: RecordQuery): Promise<KeptRecord[]>;
  /**
   * What stands of a system at a time (ms since 1970), the newest first: the newest record of each kind, the newest statement to each control, and
   * the newest profile that says something of each question, and no import, which decides nothing. However many were kept, it is bounded by kinds, controls and questions. Throws
   * STORE_INVALID for a row that is not ours.
   */
  standing(system: string, atMs: number): Promise<KeptRecord[]>;
}

/** Places of entries in the main log, by their type and what they are about. Rows stand under a keyed hash. */
export interface EntryIndexStore {
  /** Adds entries to those that are known: the newest of each type and thing stays, and all are counted. */
  add(entries: readonly EntryFact[]): Promise<void>;
  /** Entries about some things, without rows that the service did not write. */
  about(things: readonly string[]): Promise<EntryFact[]>;
}

/** Stores of the room. */
export interface ControlStores {
  readonly controlRecords: ControlRecordStore;
  readonly entryIndex: EntryIndexStore;
}
