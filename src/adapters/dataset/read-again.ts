import { TribuneError } from '../../core/base/errors.js';
import type { DataFile } from './find-files.js';

/**
 * Reads a refused text once more from its first byte by one thread, whose result counts. Threads that begin in the middle of a text guess
 * whether they are inside a quoted field, and guess wrongly where such fields are long and full of quotes and line ends.
 */
export function readAgain<T>(error: unknown, files: readonly DataFile[], again: () => Promise<T>): Promise<T> {
  const guessed = error instanceof TribuneError && error.code === 'DATA_UNREADABLE';
  if (!guessed || files[0]!.format !== 'csv' || files.every(({ whole }) => whole)) throw error;
  return again();
}
