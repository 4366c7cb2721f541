/** What a person said of the explanation of their decision, sealed under a key that the erasure of the decision destroys. */
export interface SealedAnswer {
  readonly decision: string;
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

export interface AnswerStore {
  /** Keeps what was said of a decision; what is said later takes its place. */
  saveAnswer(answer: SealedAnswer): Promise<void>;
  /** What was said of these decisions. Throws STORE_INVALID for a row that the service did not write. */
  answersOf(decisions: readonly string[]): Promise<SealedAnswer[]>;
}
