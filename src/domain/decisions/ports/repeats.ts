/** An id that came again when its first record was older than the window: both are in the log, the first one counts. */
export interface LateRepeat {
  /** Index of the entry of the repetition. */
  readonly index: number;
  /** Index of the entry of the first record. */
  readonly firstIndex: number;
  /** Id of the decision, 16 bytes. */
  readonly decision: Uint8Array;
  /** Whether both records say the same; `unknown` when one of them was erased before they were compared. */
  readonly content: 'same' | 'other' | 'unknown';
  /** Deployment of the repetition. */
  readonly deployment: string;
  /** Hour of the decision of the repetition. */
  readonly hourMs: number;
  readonly detectedAtMs: number;
}

/** Store of the repetitions found in the main log. */
export interface RepeatStore {
  /** Saves repetitions, all or nothing. Saving the same again changes nothing. */
  keep(found: readonly LateRepeat[]): Promise<void>;
  /** Repetitions with entries from `first` to before `end`, in their order. */
  between(first: number, end: number): Promise<LateRepeat[]>;
  /** The latest repetitions, newest first. */
  newest(limit: number): Promise<LateRepeat[]>;
  /** Repetitions of these ids, in the order of their entries. */
  about(decisions: readonly Uint8Array[]): Promise<LateRepeat[]>;
  /** Index of the entry of the first record under an id that came again. */
  firstOf(decision: Uint8Array): Promise<number | null>;
  counts(): Promise<Readonly<Record<LateRepeat['content'], number>>>;
  /** Sets the hour of repetitions of erased decisions to that of their receipt, as nothing else is left of them. */
  forget(decisions: readonly Uint8Array[]): Promise<void>;
}
