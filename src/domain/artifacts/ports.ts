import type { ArtifactClass } from './classes/index.js';

export { ARTIFACT_CLASSES, type ArtifactClass } from './classes/index.js';

/** Bytes that were stored, by their digest. */
export interface Artifact {
  /** Digest: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Number of bytes. */
  readonly size: number;
  readonly storedAtMs: number;
  /** Actor who stored it first, as entries name them. */
  readonly by: string;
  readonly class: ArtifactClass;
  /** When its bytes were erased; null while they have to be there. */
  readonly erasedAtMs: number | null;
}

/** A row by its digest; `artifact` is null where somebody other than the service wrote or changed it. */
export interface StoredRow {
  readonly digest: string;
  readonly artifact: Artifact | null;
}

export interface ArtifactQuery {
  /** Only artifacts whose digests come after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Rows of what is stored; the bytes lie in the model store. A row says that bytes have to be there, so that missing ones are noticed. A row
 * that somebody other than the service wrote or changed is `STORE_INVALID`.
 */
export interface ArtifactStore {
  /** Adds a row. */
  insertArtifact(artifact: Artifact): Promise<void>;
  /** Replaces the row of the same digest. */
  updateArtifact(artifact: Artifact): Promise<void>;
  artifact(digest: string): Promise<Artifact | null>;
  /** Rows in the order of their digests; those that somebody else changed stop nobody who goes through all of them. */
  storedRows(query: ArtifactQuery): Promise<StoredRow[]>;
  /** Those of these artifacts that are stored and not erased; rows that somebody else changed are left out, as `artifact` names them. */
  artifactsAmong(digests: readonly string[]): Promise<Artifact[]>;
  totals(): Promise<ArtifactTotals>;
}

/** Everything that is stored. */
export interface ArtifactTotals {
  readonly artifacts: number;
  readonly bytes: number;
}
