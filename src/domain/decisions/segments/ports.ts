/** Erased decisions of one deployment by hour of receipt; all that is left of them. */
export interface ErasedCount {
  readonly deployment: string;
  readonly receivedHourMs: number;
  readonly n: number;
}

/** What is known of a segment without opening it. A segment is derived from the log: it can be dropped and made again at any time. */
export interface SegmentRecord {
  readonly id: string;
  /** Place of its key. */
  readonly page: number;
  readonly slot: number;
  /** Batches of the main log that it covers, inclusive. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Size of the log after its last batch. */
  readonly size: number;
  /** Changes when a batch that it covers is sealed anew. */
  readonly fingerprint: string;
  readonly rows: number;
  /** Labels and attributes in it that are about decisions of earlier segments. */
  readonly late: number;
  /** Hours of its earliest and latest decision; null without any. */
  readonly fromHourMs: number | null;
  readonly toHourMs: number | null;
  readonly erased: readonly ErasedCount[];
  readonly createdAtMs: number;
}

/** Sealed segments as files, what is known of them as rows. */
export interface SegmentStore {
  /** By first batch. */
  list(): Promise<SegmentRecord[]>;
  /** The file first, then the row: a row never lacks its file. */
  insert(record: SegmentRecord, sealed: Uint8Array): Promise<void>;
  /** Null when the file is gone. */
  read(id: string): Promise<Uint8Array | null>;
  remove(ids: readonly string[]): Promise<void>;
  /** Over the key slots of batches `firstSeq` to `lastSeq` of the main log as they are now; as `slotsFingerprint` over batches read. */
  fingerprint(firstSeq: number, lastSeq: number): Promise<string>;
}
