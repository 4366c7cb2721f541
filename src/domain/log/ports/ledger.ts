import type { LogEdge, TreeHead } from '../../../core/ledger/index.js';
import type { PendingEvent } from './events.js';
import type { LogName } from './log-name.js';
import type { RotationRecord } from './publishing.js';

/** A signed head of a log, kept before anyone sees it. */
export interface SignedCheckpoint {
  readonly log: LogName;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, verbatim. */
  readonly note: string;
}

/** Heads are rows, tiles are files that can be derived from the leaves again. */
export interface LedgerStore {
  lastCheckpoint(log: LogName): Promise<SignedCheckpoint | null>;
  /** Durable on return. Refuses a smaller size, and another root at the same size; the same head with another note replaces the note. */
  keepHead(head: SignedCheckpoint): Promise<void>;
  /** The last head, from a place apart from the database; never older than one that was shown. */
  pinnedHead(log: LogName): Promise<SignedCheckpoint | null>;
  /** Durable on return. */
  pinHead(head: SignedCheckpoint): Promise<void>;
  /** What was found that is not what was signed, from a place apart from the database; null while all is well. */
  keptFault(log: LogName): Promise<string | null>;
  /** Durable on return; null takes it back. */
  keepFault(log: LogName, fault: string | null): Promise<void>;
  /** The newest head that witnesses signed, with their signatures. */
  cosignedCheckpoint(log: LogName): Promise<SignedCheckpoint | null>;
  keepCosignedHead(head: SignedCheckpoint): Promise<void>;
  /** Hand-overs of the signing key, oldest first. */
  rotations(log: LogName): Promise<RotationRecord[]>;
  /** Keeps the hand-over and the event that tells of it, both or neither. */
  keepRotation(rotation: RotationRecord, event: PendingEvent): Promise<void>;
  /** A tile, bundle, `checkpoint` or `rotations` by its path below the log. */
  readFile(log: LogName, path: string): Promise<Uint8Array | null>;
  writeFiles(log: LogName, files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<void>;
  /** Grows the tree whose tiles are the files of a log. One at a time for a log. */
  growTree(log: LogName): TreeGrowth;
  /** Deletes tiles and checkpoint, before they are derived anew. */
  clearFiles(log: LogName): Promise<void>;
}

/**
 * Grows the tree of one log and stores its tiles, here or in another thread. After a rejection it may have run ahead of what is
 * stored: begin again.
 */
export interface TreeGrowth {
  /** Goes on at an edge that was checked; without one, with an empty log. */
  begin(edge: LogEdge | null): Promise<void>;
  /** Appends commitments, n x 32 bytes each; tiles that became full are stored when it resolves. */
  append(leaves: readonly Uint8Array[]): Promise<void>;
  /** Stores the tiles of the edge as they stand; size and root of the tree. */
  settle(): Promise<TreeHead>;
}
