/** What a command may touch of the outside world; tests pass their own. */
export interface CliContext {
  /** The result. Nothing else is printed here. */
  readonly out: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Is standard error a terminal (one updating line) or not (plain lines)? */
  readonly errIsTerminal: boolean;
  /** May standard output carry colours? */
  readonly outColour: boolean;
  readonly columns: number;
  /** Today, `YYYY-MM-DD` in UTC: waivers expire by it. */
  readonly today: string;
  readonly version: string;
}
