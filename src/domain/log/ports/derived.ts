/** Payload of an entry that tells of something that was made of a record. */
export interface MakingEntry extends Readonly<Record<string, unknown>> {
  /** Id of the record. */
  readonly of: string;
}

/** What is made of single records, such as explanations of decisions. It is sealed under keys that an erasure destroys with the record. */
export interface DerivedStore {
  /** Type of the entries that tell of what was made. */
  readonly entryType: string;
  /** Removes what was made of the records of these ids; again changes nothing. */
  forget(ids: readonly Uint8Array[]): Promise<void>;
  /** Lists the entries whose row is not there. */
  missing(entries: readonly MakingEntry[]): Promise<MakingEntry[]>;
  /** Demands that every row is one that the service wrote, and lacks no other. Throws STORE_INVALID with the first that is or does not. */
  demandOwn(): Promise<void>;
}
