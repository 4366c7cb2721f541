/** Stored state of a job. */
export interface JobRecord {
  readonly name: string;
  /** Start of the last run that ended; null before the first run. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Result of the last run: `ok`, or the code of the error, or its class where it has none; null before the first run. */
  readonly result: string | null;
  /** Number of runs that failed since the last successful one. */
  readonly failuresInRow: number;
  readonly nextRunAtMs: number;
}

/** Rows of jobs, by name. */
export interface JobStore {
  load(): Promise<JobRecord[]>;
  /** Replaces the rows of the same names. */
  save(records: readonly JobRecord[]): Promise<void>;
}
