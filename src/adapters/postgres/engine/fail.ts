import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';

/** Makes an error of this room; it says what failed, where and how to mend it, and carries the cause. */
export function storeError(code: ErrorCode, message: string, remedy: string, cause?: unknown): TribuneError {
  return new TribuneError(code, message, cause === undefined ? { remedy } : { remedy, cause });
}

/** Classes of SQLSTATE that mean "not now": connection lost, out of resources, disk full, shutdown, I/O error. */
const PASSING = /^(08|53|57P|58)/;
/** SQLSTATE of a write to a server that is read-only: a standby, or one that still recovers. */
const READ_ONLY = '25006';

const codeOf = (cause: unknown): string | undefined =>
  typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;

/** True when the server did not answer: the connection broke, or the answer did not come in time. Errors of the server have a severity. */
export function isLost(cause: unknown): boolean {
  if (!(cause instanceof Error) || 'severity' in cause) return false;
  return codeOf(cause) !== undefined || /connection|terminated|timeout|closed/i.test(cause.message);
}

/** True when the database could not be asked; false when it answered with a refusal. */
export function isUnavailable(cause: unknown): boolean {
  if (cause instanceof Error && 'severity' in cause)
    return codeOf(cause) === READ_ONLY || PASSING.test(codeOf(cause) ?? '');
  return isLost(cause);
}

/** Gives a failure of the database as `STORE_UNAVAILABLE`, or as `INTERNAL` when the statement itself was wrong. */
export function databaseError(cause: unknown, doing: string): TribuneError {
  if (cause instanceof TribuneError) return cause;
  const code = codeOf(cause);
  const shown = code === undefined ? '' : ` (${code})`;
  if (!isUnavailable(cause)) {
    return storeError('INTERNAL', `the database refused ${doing}${shown}`, 'Report this with the server log.', cause);
  }
  return storeError(
    'STORE_UNAVAILABLE',
    `the database could not take or give records while ${doing}${shown}`,
    remedyFor(code),
    cause,
  );
}

function remedyFor(code: string | undefined): string {
  if (code === READ_ONLY) return 'It is a standby or still recovers: wait until it takes writes, or promote it.';
  if (code === '53100' || code === 'ENOSPC') {
    return 'The disk of the database is full: free space; nothing acknowledged is lost.';
  }
  return 'Check that PostgreSQL runs and can be reached; the service tries again by itself.';
}
