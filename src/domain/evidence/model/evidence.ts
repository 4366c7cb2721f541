import type { EvidenceKind } from '../kinds/index.js';

/** A file that a person handed in about the decision about them, without anything of what it holds. Times are ms since 1970. */
export interface EvidenceRecord {
  readonly id: string;
  readonly decision: string;
  readonly notice: string;
  readonly kind: EvidenceKind;
  /** Size as it is kept, bytes. */
  readonly bytes: number;
  /** Digest of the sealed file: it commits to what was handed in, and tells nothing of it. */
  readonly digest: string;
  readonly addedAtMs: number;
  readonly by: string;
  /** Who opened it to read a case, each once. */
  readonly openedBy: readonly string[];
}

/** A file with the name that its sender gave it, for those who may see it. */
export interface NamedEvidence extends EvidenceRecord {
  readonly name: string;
}

/** The same as it is stored: name and content, each sealed under a key that the erasure of the decision destroys. */
export interface StoredEvidence {
  readonly record: EvidenceRecord;
  readonly name: Uint8Array;
}
