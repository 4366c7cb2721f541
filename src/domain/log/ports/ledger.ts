import type { LogEdge, TreeHead } from '../../../core/ledger/index.js';
import type { PendingEvent } from './events.js';
import type { LogName } from './log-name.js';
import type { RotationRecord } from './publishing.js';

/** A signed checkpoint of a log, stored before anyone sees it. */
export interface SignedCheckpoint {
  readonly log: LogName;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, verbatim. */
  readonly note: string;
}

/** Store of checkpoints, which are rows, and of tiles, which are files that can be derived from the leaves again. */
export interface LedgerStore {
  lastCheckpoint(log: LogName): Promise<SignedCheckpoint | null>;
  /**
   * Stores a checkpoint durably. It refuses a smaller size, and another root at the same size; for the same checkpoint with another note it
   * replaces the note.
   */
  saveCheckpoint(head: SignedCheckpoint): Promise<void>;
  /** The last checkpoint, from a place outside the database; it is never older than one that was shown. */
  pinnedCheckpoint(log: LogName): Promise<SignedCheckpoint | null>;
  /** Stores a checkpoint durably outside the database. */
  pinCheckpoint(head: SignedCheckpoint): Promise<void>;
  /** A fault that was found in the log, from a place outside the database; null while there is none. */
  loadFault(log: LogName): Promise<string | null>;
  /** Stores a fault durably; null removes it. */
  saveFault(log: LogName, fault: string | null): Promise<void>;
  /** The newest checkpoint that witnesses signed, with their signatures. */
  cosignedCheckpoint(log: LogName): Promise<SignedCheckpoint | null>;
  saveCosignedCheckpoint(head: SignedCheckpoint): Promise<void>;
  /** Hand-overs of the signing key, oldest first. */
  rotations(log: LogName): Promise<RotationRecord[]>;
  /** Stores a hand-over and its event, both or neither. */
  saveRotation(rotation: RotationRecord, event: PendingEvent): Promise<void>;
  /** A tile, bundle, `checkpoint` or `rotations` by its path below the log. */
  readFile(log: LogName, path: string): Promise<Uint8Array | null>;
  writeFiles(log: LogName, files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<void>;
  /** Grows the tree whose tiles are the files of a log; a log has one at a time. */
  growTree(log: LogName): TreeGrowth;
  /** Deletes tiles and checkpoint before they are derived again. */
  clearFiles(log: LogName): Promise<void>;
}

/**
 * Grows the tree of one log and stores its tiles, here or in another thread. After a rejection it may be ahead of what is stored, so it
 * must begin again.
 */
export interface TreeGrowth {
  /** Continues at an edge that was checked; without one it begins with an empty log. */
  begin(edge: LogEdge | null): Promise<void>;
  /** Appends commitments, n x 32 bytes each. Tiles that became full are stored when it resolves. */
  append(leaves: readonly Uint8Array[]): Promise<void>;
  /** Stores the current tiles of the edge, and returns size and root of the tree. */
  settle(): Promise<TreeHead>;
}
