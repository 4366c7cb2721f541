/** How many candidates of one list an erasure took. Nothing of the persons is in it. */
export interface ErasedCandidates {
  /** Keyed hash of deployment and list. */
  readonly listKey: string;
  /** Entry of the last decision about them that was erased. */
  readonly index: number;
  readonly n: number;
}

/** Store of how many candidates of lists were erased, so that a hole which an erasure left is told from one that a sender left. */
export interface ErasedListStore {
  /** Saves counts, all or nothing. Saving the same again changes nothing. */
  keep(erased: readonly ErasedCandidates[]): Promise<void>;
  /** Number of erased candidates by list, of those erased from the first `size` entries; lists without any are left out. */
  countsOf(listKeys: readonly string[], size: number): Promise<ReadonlyMap<string, number>>;
}
