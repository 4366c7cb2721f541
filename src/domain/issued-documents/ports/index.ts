import type { AsOf, DocumentOptions, DocumentView, RecordRef } from '../../record-documents/index.js';

/** A document that left the house. It is never changed. */
export interface IssuedDocument {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly subject: string;
  readonly view: DocumentView;
  readonly format: string;
  readonly options: DocumentOptions;
  /** SHA-256 of its bytes, with their number and what they are. */
  readonly digest: string;
  readonly bytes: number;
  readonly type: string;
  readonly fileName: string;
  /** Whether its bytes are kept; where they may show single persons, their digest alone is. */
  readonly kept: boolean;
  readonly isComplete: boolean;
  readonly asOf: AsOf | null;
  /** Version of the product that made it. */
  readonly tool: string;
  /** What it was made from. */
  readonly records: readonly RecordRef[];
  /** Who gets it, in words. */
  readonly to: string;
  readonly by: string;
  readonly atMs: number;
}

export interface IssuedQuery {
  readonly subject: string | null;
  /** Those that were issued before the one of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Documents that left the house. Rows stand under a keyed hash; one that is not ours is STORE_INVALID. */
export interface IssuedStore {
  insertIssued(document: IssuedDocument, text: string | null): Promise<void>;
  issued(id: string): Promise<{ readonly document: IssuedDocument; readonly text: string | null } | null>;
  /** The newest first. */
  listIssued(query: IssuedQuery): Promise<IssuedDocument[]>;
}
