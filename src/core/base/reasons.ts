import { type ErrorCode, TribuneError } from './errors.js';

/** One cause of an error, told apart from the others of the same code. */
export interface Reason {
  /** Such as `account.name-taken`: what it is about, and what is wrong with it. It never changes. */
  readonly name: string;
  /** The kind of the error, which carries its HTTP status and exit code. */
  readonly code: ErrorCode;
  readonly meaning: string;
}

/** What an error says beside its message. */
export interface ReasonedOptions {
  readonly remedy?: string;
  readonly cause?: unknown;
  /** Time after which the same request may succeed, s. */
  readonly retryAfterS?: number;
}

/** A declared reason, which makes its errors. */
export interface ReasonedError extends Reason {
  (message: string, options?: ReasonedOptions): TribuneError;
}

const NAME = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;

/**
 * Declares a reason of errors; the page of error codes is made from all of them, and answers over HTTP carry its name.
 *
 * @example
 * const nameTaken = defineReason('account.name-taken', 'CONFLICT', 'Another account has this name.');
 * throw nameTaken('the name "anna" is taken', { remedy: 'Choose another name.' });
 */
export function defineReason(name: string, code: ErrorCode, meaning: string): ReasonedError {
  if (!NAME.test(name)) throw new RangeError(`"${name}" is no reason: write THING.WHAT-IS-WRONG in small letters`);
  const make = (message: string, options: ReasonedOptions = {}): TribuneError =>
    new TribuneError(code, message, { ...options, reason: name });
  return Object.defineProperties(make, {
    name: { value: name, enumerable: true },
    code: { value: code, enumerable: true },
    meaning: { value: meaning, enumerable: true },
  }) as unknown as ReasonedError;
}
