/** Bytes of models by their digest, checked whenever they are read. */
export interface ModelStore {
  /**
   * Keeps the bytes of a model and returns their digest. The same bytes again change nothing.
   *
   * @throws TribuneError MODEL_INVALID for no bytes, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of a digest.
   *
   * @throws TribuneError INVALID_ARGUMENT for what is no digest, NOT_FOUND, STORE_INVALID for bytes that are no longer those that were
   * kept, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  get(digest: string): Promise<Uint8Array>;
  has(digest: string): Promise<boolean>;
}

/** Where the bytes lie: a folder, an object store. It need not check anything: `modelStore` does. */
export interface ModelBytes {
  /** Names the place in messages, without credentials. */
  readonly place: string;
  /** Writes whole or not at all; over what stands there under this digest, if anything does. */
  write(digest: string, bytes: Uint8Array): Promise<void>;
  /** Null where nothing stands. Never holds more than `maxBytes`. */
  read(digest: string, maxBytes: number): Promise<Uint8Array | 'too large' | null>;
  has(digest: string): Promise<boolean>;
}
