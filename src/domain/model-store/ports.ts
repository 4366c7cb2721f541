/** Stores the bytes of models by their digest, and checks them whenever they are read. */
export interface ModelStore {
  /**
   * Stores the bytes of a model and returns their digest. The same bytes again change nothing.
   *
   * @throws TribuneError MODEL_INVALID for no bytes, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * Gives the bytes with this digest.
   *
   * @throws TribuneError INVALID_ARGUMENT for a text that is no digest, NOT_FOUND, STORE_INVALID for bytes that are no longer those that
   * were stored, DATA_TOO_LARGE, STORE_UNAVAILABLE
   */
  get(digest: string): Promise<Uint8Array>;
  has(digest: string): Promise<boolean>;
}

/** Place that holds the bytes: a folder, an object store. It need not check anything, because `modelStore` does. */
export interface ModelBytes {
  /** Name of the place in messages, without credentials. */
  readonly place: string;
  /** Writes the bytes as a whole or not at all, and replaces those under this digest, if there are any. */
  write(digest: string, bytes: Uint8Array): Promise<void>;
  /** Reads the bytes; null where there are none. It never holds more than `maxBytes`. */
  read(digest: string, maxBytes: number): Promise<Uint8Array | 'too large' | null>;
  has(digest: string): Promise<boolean>;
}
