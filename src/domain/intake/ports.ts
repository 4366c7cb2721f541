/** One of the two messages of an inference. */
export type Part = 'request' | 'response';

export interface PendingInferenceKey {
  readonly deployment: string;
  readonly event: string;
}

/** A half that waits. `bytes` are what it holds, opened. */
export interface PendingInference extends PendingInferenceKey {
  readonly part: Part;
  readonly receivedAtMs: number;
  readonly bytes: Uint8Array;
}

/** Something that came in and did not become a decision. */
export interface IntakeProblem extends PendingInferenceKey {
  readonly notedAtMs: number;
  /** `orphan`: the other half never came. `unusable`: the mapping does not fit, or records were refused. `repeat`: other content under a known event. */
  readonly kind: 'orphan' | 'unusable' | 'repeat';
  /** Names and numbers, never values. */
  readonly detail: string;
}

/** Halves of inferences until the other half comes; durable and sealed. One contract suite runs over every implementation. */
export interface PendingInferenceStore {
  /** Durable on return; false when this part of the event waits already. */
  insert(half: PendingInference): Promise<boolean>;
  find(key: PendingInferenceKey, part: Part): Promise<PendingInference | null>;
  /** Both parts of an event. */
  remove(key: PendingInferenceKey): Promise<void>;
  count(): Promise<number>;
  /** Received before a time, oldest first, without their bytes. */
  waitingSince(receivedAtMs: number, limit: number): Promise<Omit<PendingInference, 'bytes'>[]>;
  /** Seals everything under this key-encryption key anew, before that key is destroyed. */
  leaveEpoch(epoch: number): Promise<void>;
  note(problem: IntakeProblem): Promise<void>;
  /** Newest first. */
  problems(limit: number): Promise<IntakeProblem[]>;
}
