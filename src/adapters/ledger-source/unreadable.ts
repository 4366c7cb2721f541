import type { TribuneError } from '../../core/base/errors.js';

/**
 * The log could not be read, because a disk or network failed or access was refused. This is no `TribuneError` on purpose: verification
 * takes those for findings about the log, and a broken cable must not be reported as tampering.
 */
export class LogUnreadable extends Error {
  /** The error that the user is shown. */
  readonly userError: TribuneError;

  constructor(userError: TribuneError) {
    super(userError.message, { cause: userError });
    this.name = 'LogUnreadable';
    this.userError = userError;
  }
}

/** Runs `work`, and throws the `TribuneError` to be shown when the log could not be read. */
export async function reportUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof LogUnreadable ? error.userError : error;
  }
}
