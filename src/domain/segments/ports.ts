/** Number of erased decisions of one deployment by hour of receipt; nothing else is left of them. */
export interface ErasedCount {
  readonly deployment: string;
  readonly receivedHourMs: number;
  readonly n: number;
}

/**
 * Description of a segment that can be read without opening it. A segment is derived from the log: it can be dropped and made again at any
 * time.
 */
export interface SegmentRecord {
  readonly id: string;
  /** Page on which the key of the segment is stored. */
  readonly page: number;
  readonly slot: number;
  /** First batch of the main log that the segment covers; `lastSeq` is inclusive. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Size of the log after its last batch. */
  readonly size: number;
  /** Fingerprint that changes when a batch of the segment is sealed anew. */
  readonly fingerprint: string;
  readonly rows: number;
  /** Number of labels and attributes in it that are about decisions of earlier segments. */
  readonly late: number;
  /** Hour of the earliest decision; like `toHourMs` null without any decision. */
  readonly fromHourMs: number | null;
  readonly toHourMs: number | null;
  readonly erased: readonly ErasedCount[];
  readonly createdAtMs: number;
  /** Keyed hash of all fields above, as audits leave segments closed because of them. Null in rows of programs before schema 11. */
  readonly seal: string | null;
}

/** Store of sealed segments as files and of their descriptions as rows. */
export interface SegmentStore {
  /** All descriptions, in the order of their first batch. */
  list(): Promise<SegmentRecord[]>;
  /** Writes the file first, then the row, so that no row lacks its file. */
  insert(record: SegmentRecord, sealed: Uint8Array): Promise<void>;
  /** The sealed bytes; null when the file is gone. */
  read(id: string): Promise<Uint8Array | null>;
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Fingerprint over the present key slots of batches `firstSeq` to `lastSeq` of the main log; equals `slotsFingerprint` over read batches.
   */
  fingerprint(firstSeq: number, lastSeq: number): Promise<string>;
}
