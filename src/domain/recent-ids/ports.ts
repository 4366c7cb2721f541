/** Place for tables of ids to which nothing is added any more: a cache for the life of the process, never the only copy of anything. */
export interface IdSpill {
  /**
   * Writes these parts one after the other. They are not copied, so they must not change until it resolves; afterwards they can be read
   * back.
   */
  keep(parts: readonly Uint8Array[]): Promise<SpilledBytes>;
}

/** Bytes that were spilled. */
export interface SpilledBytes {
  /**
   * Fills `into` with the bytes from `offset` on, completely or not at all; throws `STORE_INVALID` or `STORE_UNAVAILABLE` when it cannot.
   */
  read(offset: number, into: Uint8Array): void;
  /** Removes the bytes, soon. */
  remove(): void;
}
