/** The parts of the outside world that a command may use; tests pass their own. */
export interface CliContext {
  /** Prints the result and nothing else. */
  readonly out: (text: string) => void;
  /** Prints progress, warnings and errors. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal (one updating line) or not (plain lines). */
  readonly errIsTerminal: boolean;
  /** Whether standard output may carry colours. */
  readonly outColour: boolean;
  readonly columns: number;
  /** Today as `YYYY-MM-DD` in UTC, by which waivers expire. */
  readonly today: string;
  readonly version: string;
}
