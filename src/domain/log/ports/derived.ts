/** What is made of single records, such as explanations of decisions. It is sealed under keys that an erasure destroys with the record. */
export interface DerivedStore {
  /** Removes what was made of the records of these ids; again changes nothing. */
  forget(ids: readonly Uint8Array[]): Promise<void>;
}
