import { TribuneError } from '../../core/base/errors.js';
import type { PasswordHasher } from '../../domain/identity/ports.js';

/** Of the four threads that Node has for such work the others are left to decompression and files, which ingestion needs. */
const AT_ONCE = 2;
/** A hash takes some 30 ms: who comes behind so many would wait for a second. */
const WAITING = 32;

/**
 * A slow hash is work that a stranger orders: so many at once, so many waiting, and the rest are told to come again
 * (`SERVICE_BUSY`), so that guesses at passwords take neither the threads nor the memory of everything else.
 */
export function boundedHasher(
  hasher: PasswordHasher,
  bounds: { atOnce?: number; waiting?: number } = {},
): PasswordHasher {
  const { atOnce = AT_ONCE, waiting = WAITING } = bounds;
  const queue: (() => void)[] = [];
  let running = 0;

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
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
      // The place goes over to the next in line.
      if (next === undefined) running--;
      else next();
    }
  };
  return {
    hash: (password) => inTurn(() => hasher.hash(password)),
    verify: (kept, password) => inTurn(() => hasher.verify(kept, password)),
  };
}
