/** One of the two messages of an inference. */
export type Part = 'request' | 'response';

export interface PendingInferenceKey {
  readonly deployment: string;
  readonly event: string;
}

/** A message that waits for its counterpart. `bytes` are its content, opened. */
export interface PendingInference extends PendingInferenceKey {
  readonly part: Part;
  readonly receivedAtMs: number;
  readonly bytes: Uint8Array;
}

/** An event that was received and did not become a decision. */
export interface IntakeProblem extends PendingInferenceKey {
  readonly notedAtMs: number;
  /**
   * Kind of the problem. `orphan`: the counterpart never came. `unusable`: the mapping does not fit, or records were refused. `repeat`:
   * other content under a known event.
   */
  readonly kind: 'orphan' | 'unusable' | 'repeat';
  /** Description with names and numbers, never values. */
  readonly detail: string;
}

/** Messages of inferences that wait for their counterpart, durable and sealed. One contract suite covers every implementation. */
export interface PendingInferenceStore {
  /** Stores a message durably; false when this part of the event is waiting already. */
  insert(half: PendingInference): Promise<boolean>;
  find(key: PendingInferenceKey, part: Part): Promise<PendingInference | null>;
  /** Removes both parts of an event. */
  remove(key: PendingInferenceKey): Promise<void>;
  count(): Promise<number>;
  /** Messages received before a time, oldest first, without their bytes. */
  waitingSince(receivedAtMs: number, limit: number): Promise<Omit<PendingInference, 'bytes'>[]>;
  /** Re-seals everything under this key-encryption key, before that key is destroyed. */
  leaveEpoch(epoch: number): Promise<void>;
  note(problem: IntakeProblem): Promise<void>;
  /** Problems, newest first. */
  problems(limit: number): Promise<IntakeProblem[]>;
}
