import { demand, ledgerError } from '../base/fail.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Input from outside: bytes as read, or text that was decoded elsewhere. */
export type TextInput = string | Uint8Array;

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Text of a ledger file, refused when it is longer than `maxBytes` or no valid UTF-8. A byte order mark is kept, so that verification sees
 * exactly what was read.
 */
export function readText(input: TextInput, what: string, maxBytes: number): string {
  const remedy = 'Fetch the file again; it must be unchanged UTF-8 text.';
  const length = input.length;
  demand(length <= maxBytes, `${what} has ${length} bytes, more than ${maxBytes}`, 'Fetch the right file.');
  if (typeof input === 'string') {
    demand(!LONE_SURROGATE.test(input), `${what} is not valid Unicode`, remedy);
    return input;
  }
  try {
    return decoder.decode(input);
  } catch {
    throw ledgerError(`${what} is not valid UTF-8`, remedy);
  }
}
