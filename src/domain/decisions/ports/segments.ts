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
  /** Keyed hash of all of the above: by these facts audits leave segments closed. Null in rows of programs before schema 11. */
  readonly seal: string | null;
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

/** An id that came again when its first record was older than the window: both are in the log, the first one counts. */
export interface LateRepeat {
  /** Entry of the repetition. */
  readonly index: number;
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** The id, 16 bytes. */
  readonly decision: Uint8Array;
  /** Whether both say the same; `unknown` when one of them was erased before they were compared. */
  readonly content: 'same' | 'other' | 'unknown';
  /** Of the repetition. */
  readonly deployment: string;
  /** Hour of its decision. */
  readonly hourMs: number;
  readonly detectedAtMs: number;
}

/** Repetitions found in the main log. */
export interface RepeatStore {
  /** All or nothing. Keeping the same again changes nothing. */
  keep(found: readonly LateRepeat[]): Promise<void>;
  /** By entry, from `first` to before `end`. */
  between(first: number, end: number): Promise<LateRepeat[]>;
  /** Newest first. */
  newest(limit: number): Promise<LateRepeat[]>;
  /** Those of some ids, by entry. */
  about(decisions: readonly Uint8Array[]): Promise<LateRepeat[]>;
  /** The entry of the record that came first under an id that came again. */
  firstOf(decision: Uint8Array): Promise<number | null>;
  counts(): Promise<Readonly<Record<LateRepeat['content'], number>>>;
  /** Dates repetitions of erased decisions by their receipt: nothing else is left of them. */
  forget(decisions: readonly Uint8Array[]): Promise<void>;
}
