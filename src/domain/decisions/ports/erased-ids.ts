/** Ids of erased decisions, kept until what other rooms hold about them has ended as well, so that none of them is looked for among all. */
export interface ErasedIds {
  /** Adds ids; again changes nothing. */
  add(ids: readonly Uint8Array[]): Promise<void>;
}
