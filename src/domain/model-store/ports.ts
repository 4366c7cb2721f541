/** Stores the bytes of models by their digest, and checks them whenever they are read. */
export interface ModelStore {
  /**
   * Stores the bytes of a model and returns their digest. The same bytes again change nothing.
   *
   * @throws TribuneError MODEL_INVALID for no bytes, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * Stores bytes that come in pieces, if they have this digest; otherwise nothing of them is kept. A damaged copy is replaced.
   *
   * @throws TribuneError DIGEST_MISMATCH for bytes with another digest, INVALID_ARGUMENT, MODEL_INVALID, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  receive(digest: string, pieces: AsyncIterable<Uint8Array>): Promise<ReceivedModel>;
  /**
   * Gives the bytes with this digest.
   *
   * @throws TribuneError INVALID_ARGUMENT for a text that is no digest, NOT_FOUND, STORE_INVALID for bytes that are no longer those that
   * were stored, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  get(digest: string): Promise<Uint8Array>;
  /**
   * Gives the bytes in pieces, so that they need not be in memory at once. They are hashed before the first piece is given and again on the
   * way: where they change in between, the pieces end with an error before the last one.
   *
   * @throws TribuneError as `get`
   */
  open(digest: string): Promise<OpenModel>;
  /**
   * Gives the first bytes as they are stored, at most `most` of them: nothing is hashed, so that they say what kind of file it is and no more.
   *
   * @throws TribuneError INVALID_ARGUMENT, NOT_FOUND, STORE_UNAVAILABLE
   */
  head(digest: string, most: number): Promise<Uint8Array>;
  /** Hashes the stored bytes and gives their number. Throws as `get`. */
  check(digest: string): Promise<number>;
  /** Removes the bytes, durably; nothing happens where there are none. */
  remove(digest: string): Promise<void>;
  has(digest: string): Promise<boolean>;
}

/** What became of bytes that were received. */
export interface ReceivedModel {
  /** Number of bytes. */
  readonly size: number;
  /** False where the store held the same bytes, undamaged, already. */
  readonly isNew: boolean;
}

/** Bytes that are read in pieces. */
export interface OpenModel {
  /** Number of bytes. */
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Place that holds the bytes: a folder, an object store. It need not check anything, because `modelStore` does. */
export interface ModelBytes {
  /** Name of the place in messages, without credentials. */
  readonly place: string;
  /** Begins to take bytes, which nobody reads before they are kept. */
  draft(): Promise<ModelDraft>;
  /** Opens the bytes under this digest; null where there are none. Whoever opens them reads the pieces, or ends their iterator. */
  open(digest: string): Promise<AsyncIterable<Uint8Array> | null>;
  has(digest: string): Promise<boolean>;
  /** Removes the bytes under this digest, durably; nothing happens where there are none. */
  remove(digest: string): Promise<void>;
  /** Removes drafts that a process left behind when it was killed. Absent where there can be none. */
  sweep?(): Promise<void>;
}

/** Bytes that are being written. */
export interface ModelDraft {
  write(piece: Uint8Array): Promise<void>;
  /** Makes the draft the bytes under this digest, durably, in place of those that were there. */
  keep(digest: string): Promise<void>;
  /** Removes what was not kept. Safe to call after `keep`, and twice. */
  discard(): Promise<void>;
}

/** A SHA-256 that takes its bytes in pieces. */
export interface RunningSha256 {
  update(bytes: Uint8Array): unknown;
  /** The 32 bytes of the hash; nothing may follow. */
  digest(): Uint8Array;
}
