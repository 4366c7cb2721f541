import type { KeyPart } from './batches.js';

/** A page of 256 batch keys, wrapped under the key-encryption key of an epoch. */
export interface WrappedPage {
  readonly part: KeyPart;
  readonly page: number;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

export interface KeyStore {
  /** Number that the next page of a part gets. */
  nextPage(part: KeyPart): Promise<number>;
  insertPage(page: WrappedPage): Promise<void>;
  readPage(part: KeyPart, page: number): Promise<WrappedPage | null>;
  replacePage(page: WrappedPage): Promise<void>;
  /** Pages of a part not yet under this epoch. */
  pagesOutside(part: KeyPart, epoch: number, limit: number): Promise<WrappedPage[]>;
}

/** Key-encryption keys by epoch, outside every database backup. */
export interface Keyring {
  /** Epoch that new pages are wrapped under. */
  currentEpoch(): number;
  /** When the current epoch began. */
  epochStartedAtMs(): number;
  /** 32 bytes; throws `KEY_MISSING` for an epoch that was destroyed. */
  key(epoch: number): Uint8Array;
  /** Epochs that are not destroyed. */
  epochs(): number[];
  /** Key of the subject index and of digests, 32 bytes. */
  indexKey(): Uint8Array;
  /** Makes the key of the next epoch and makes it durable. */
  begin(epoch: number, nowMs: number): Promise<void>;
  /** Durable on return: the key is nowhere any more. */
  destroy(epoch: number): Promise<void>;
}
