import { TribuneError } from '../../core/base/errors.js';

/** Form of a name, because names are used in metrics and as keys of rows. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** Longest interval: a timer of the runtime counts milliseconds in 31 bits, hence 24 days. */
const LONGEST_MS = 0x7fffffff;

/** Work that is repeated at intervals without anybody asking. */
export interface Job {
  readonly name: string;
  /** Time from the end of one run to the next, ms. */
  readonly everyMs: number;
  /**
   * Time of the first run after a start of the service. `wait`: a whole interval later, for work that a person may want to prevent.
   * `resume` (default): when it was due before the stop, at once if that is over.
   */
  readonly onStart?: 'wait' | 'resume';
  readonly run: () => Promise<unknown>;
}

/**
 * Declares a job; refuses an invalid name or interval.
 *
 * @throws TribuneError INVALID_ARGUMENT
 * @example
 * const sealing = defineJob({ name: 'segments', everyMs: 3_600_000, run: () => audits.seal() });
 */
export function defineJob(job: Job): Job {
  const { name, everyMs, onStart = 'resume' } = job;
  if (!NAME.test(name))
    throw refused(`the job "${name}" has a name that cannot be`, 'Use a to z, digits and hyphens, at most 63.');
  if (!Number.isInteger(everyMs) || everyMs < 1 || everyMs > LONGEST_MS)
    throw refused(
      `job ${name} runs every ${everyMs} ms`,
      `Give whole milliseconds from 1 to ${LONGEST_MS} (24 days) as everyMs.`,
    );
  if (onStart !== 'wait' && onStart !== 'resume')
    throw refused(`job ${name} has onStart "${onStart}"`, 'Say "wait" or "resume".');
  return job;
}

export const refused = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
