import type { CliContext } from '../frame/context.js';

export interface Progress {
  readonly report: (message: string) => void;
  /** Clears the updating line. */
  readonly done: () => void;
}

const ERASE_LINE = '\r\u001b[2K';

/** Reports progress as one updating line on a terminal, as plain lines elsewhere, and not at all with `--quiet`. */
export function progressTo(context: CliContext, quiet: boolean): Progress {
  if (quiet) return { report: () => {}, done: () => {} };
  if (!context.errIsTerminal) {
    let last = '';
    const report = (message: string): void => {
      if (message !== last) context.err(`${message}\n`);
      last = message;
    };
    return { report, done: () => {} };
  }
  return {
    report: (message) => context.err(`${ERASE_LINE}${message.slice(0, context.columns - 1)}`),
    done: () => context.err(ERASE_LINE),
  };
}
