import { randomFillSync } from 'node:crypto';
import type { Clock, Random } from '../../core/base/clock.js';

/** The clock of the system and the timers of Node. */
export const nodeClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return { cancel: () => clearInterval(timer) };
  },
  turn: () => new Promise((done) => void setImmediate(done)),
};

/** The randomness of the operating system. */
export const nodeRandom: Random = { randomBytes: (n) => randomFillSync(new Uint8Array(n)) };
