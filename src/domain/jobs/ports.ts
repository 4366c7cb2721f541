/** What is kept of a job. */
export interface JobRecord {
  readonly name: string;
  /** Of the last run that ended; null before the first. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** `ok`, or the code of the error, or its class where it has none; null before the first run. */
  readonly result: string | null;
  /** Runs that failed since the last good one. */
  readonly failuresInRow: number;
  readonly nextRunAtMs: number;
}

/** Rows of jobs, by name. */
export interface JobStore {
  load(): Promise<JobRecord[]>;
  /** Puts rows in place of those of the same names. */
  save(records: readonly JobRecord[]): Promise<void>;
}
