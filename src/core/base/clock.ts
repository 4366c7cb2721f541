/** What fires later, until it is cancelled. It does not keep the process alive. */
export interface Timer {
  cancel(): void;
}

/** Time as it is passed in, so that a test decides it. What `run` starts may be returned as a promise: a fake clock waits for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls `run` once, after so many milliseconds; at the next chance where they are none or less. */
  after(ms: number, run: () => unknown): Timer;
  /** Calls `run` every so many milliseconds, the first time after them. */
  every(ms: number, run: () => unknown): Timer;
  /** Resolves when what waits in the event loop has had its turn. */
  turn(): Promise<void>;
}

/** Randomness fit for keys, as it is passed in. */
export interface Random {
  randomBytes(n: number): Uint8Array;
}
