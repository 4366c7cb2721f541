import type { KeyPart } from './batches.js';

/** A page of 256 batch keys, wrapped under the key-encryption key of an epoch. */
export interface WrappedPage {
  readonly part: KeyPart;
  readonly page: number;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

export interface KeyStore {
  /** Number of the next page of a part. */
  nextPage(part: KeyPart): Promise<number>;
  insertPage(page: WrappedPage): Promise<void>;
  readPage(part: KeyPart, page: number): Promise<WrappedPage | null>;
  replacePage(page: WrappedPage): Promise<void>;
  /** Pages of a part that are not yet wrapped under this epoch. */
  pagesOutside(part: KeyPart, epoch: number, limit: number): Promise<WrappedPage[]>;
}

/** Key-encryption keys by epoch, stored outside every database backup. */
export interface Keyring {
  /** Epoch under which new pages are wrapped. */
  currentEpoch(): number;
  /** Start of the current epoch. */
  epochStartedAtMs(): number;
  /** Key of an epoch, 32 bytes; throws `KEY_MISSING` for an epoch that was destroyed. */
  key(epoch: number): Uint8Array;
  /** Epochs that are not destroyed. */
  epochs(): number[];
  /** Key of the subject index and of digests, 32 bytes. */
  indexKey(): Uint8Array;
  /** Makes the key of the next epoch; it is durable on return. */
  begin(epoch: number, nowMs: number): Promise<void>;
  /** Destroys the key of an epoch; it no longer exists anywhere on return. */
  destroy(epoch: number): Promise<void>;
}
