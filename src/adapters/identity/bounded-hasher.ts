import { TribuneError } from '../../core/base/errors.js';
import type { PasswordHasher } from '../../domain/identity/ports.js';

/**
 * Number of hashes at once. Of the four threads that Node has for such work the others are left to decompression and files, which ingestion
 * needs.
 */
const AT_ONCE = 2;
/** Most hashes that wait. A hash takes some 30 ms, so a further one would wait for a second. */
const WAITING = 32;

/**
 * Limits slow hashes, because strangers can request them: so many run at once, so many wait, and the others are refused (`SERVICE_BUSY`),
 * so that guessing passwords takes neither the threads nor the memory of other work.
 */
export function boundedHasher(
  hasher: PasswordHasher,
  bounds: { atOnce?: number; waiting?: number } = {},
): PasswordHasher {
  const { atOnce = AT_ONCE, waiting = WAITING } = bounds;
  const queue: (() => void)[] = [];
  let running = 0;

  const whenFree = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running++;
    else if (queue.length < waiting) await new Promise<void>((next) => queue.push(next));
    else {
      throw new TribuneError('SERVICE_BUSY', 'too many passwords are being checked', {
        remedy: 'Try again in a moment.',
      });
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place goes to the next in the queue.
      if (next === undefined) running--;
      else next();
    }
  };
  return {
    hash: (password) => whenFree(() => hasher.hash(password)),
    verify: (kept, password) => whenFree(() => hasher.verify(kept, password)),
  };
}
