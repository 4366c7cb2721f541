/** Where tables of ids go that are no longer added to: a cache for the life of the process, never the only copy of anything. */
export interface IdSpill {
  /**
   * Puts these bytes away, one part after the other. They are not copied, so they must not change until it resolves; from
   * then on they can be read back.
   */
  keep(parts: readonly Uint8Array[]): Promise<SpilledBytes>;
}

/** Bytes that were put away. */
export interface SpilledBytes {
  /** Fills `into` with the bytes from `offset` on; throws `STORE_INVALID` or `STORE_UNAVAILABLE` when it cannot, all or nothing. */
  read(offset: number, into: Uint8Array): void;
  /** Forgets them, soon. */
  remove(): void;
}
