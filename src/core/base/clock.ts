/** A call that is due later, until it is cancelled. It does not keep the process alive. */
export interface Timer {
  cancel(): void;
}

/** The time, passed in so that a test can decide it. `run` may return its work as a promise, for which a fake clock waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls `run` once, after this many milliseconds; as soon as possible where they are 0 or less. */
  after(ms: number, run: () => unknown): Timer;
  /** Calls `run` every so many milliseconds, for the first time after one such period. */
  every(ms: number, run: () => unknown): Timer;
  /** Resolves when everything that waited in the event loop has run. */
  turn(): Promise<void>;
}

/** Randomness fit for keys, passed in. */
export interface Random {
  randomBytes(n: number): Uint8Array;
}
