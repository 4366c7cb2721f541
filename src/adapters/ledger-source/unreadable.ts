import type { TribuneError } from '../../core/base/errors.js';

/**
 * The log could not be read: a disk or network fails, access is refused. Not a `TribuneError` on purpose: verification takes
 * those for findings about the log, and a broken cable must not be reported as tampering.
 */
export class LogUnreadable extends Error {
  /** What to tell the user. */
  readonly told: TribuneError;

  constructor(told: TribuneError) {
    super(told.message, { cause: told });
    this.name = 'LogUnreadable';
    this.told = told;
  }
}

/** Runs `work`; what the log made impossible comes out as the `TribuneError` to show. */
export async function tellUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof LogUnreadable ? error.told : error;
  }
}
