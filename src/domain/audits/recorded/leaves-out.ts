import type { StoredAudit } from './ports.js';

/** A moment that an audit has to reach, such as the one when a stop was thrown. */
interface Moment {
  readonly atMs: number;
  /** Entries that the log had then; absent of moments from before this was kept. */
  readonly logSize?: number | undefined;
}

/**
 * Says what an audit leaves out of what stood at a moment: entries of the log, decisions, or labels. An audit that was made after the moment may
 * still have been asked for an older state of the log, or for decisions of last year.
 *
 * @returns the end of a sentence that begins with the audit; null where it leaves out nothing that is known to it
 *
 * @example
 * leavesOut(audit, { atMs: stop.sinceMs, logSize: stop.logSize }); // 'reads 100 entries of the log, which had 120 then'
 */
export function leavesOut(
  { size, window }: Pick<StoredAudit, 'size' | 'window'>,
  { atMs, logSize }: Moment,
): string | null {
  if (logSize !== undefined && size < logSize) return `reads ${size} entries of the log, which had ${logSize} then`;
  if (window === undefined) return null;
  const { until, knownBefore } = window;
  if (endsBefore(until, atMs)) return `leaves out the decisions from ${until} on, which is before that`;
  if (endsBefore(knownBefore, atMs)) return `leaves out what became known from ${knownBefore} on, which is before that`;
  return null;
}

/** The end of a window is no part of it. */
const endsBefore = (end: string | null, atMs: number): boolean => end !== null && Date.parse(end) <= atMs;
