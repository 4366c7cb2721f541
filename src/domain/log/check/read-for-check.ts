import { TribuneError } from '../../../core/base/errors.js';
import { changed } from '../publish/faults.js';

/** Reads rows for a check. What a read refuses, as somebody changed it, the check names. Throws `LEDGER_INVALID` then. */
export async function readForCheck<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'STORE_INVALID') throw changed(cause.message);
    throw cause;
  }
}
