import { TribuneError } from '../../../core/errors.js';
import { ATTEMPTS_PER_MINUTE } from '../limits.js';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

/** Counts failed attempts by address in memory and slows an address down that fails often. Nothing of it is logged. */
export class Attempts {
  readonly #nowMs: () => number;
  readonly #byAddress = new Map<string, { sinceMs: number; n: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  failed(address: string): void {
    const nowMs = this.#nowMs();
    const known = this.#byAddress.get(address);
    if (known !== undefined && nowMs - known.sinceMs < WINDOW_MS) {
      known.n++;
      return;
    }
    if (this.#byAddress.size >= MAX_ADDRESSES) this.#byAddress.delete(this.#byAddress.keys().next().value!);
    this.#byAddress.set(address, { sinceMs: nowMs, n: 1 });
  }

  demandFew(address: string): void {
    const known = this.#byAddress.get(address);
    if (known === undefined || known.n < ATTEMPTS_PER_MINUTE) return;
    if (this.#nowMs() - known.sinceMs >= WINDOW_MS) {
      this.#byAddress.delete(address);
      return;
    }
    throw new TribuneError('RATE_LIMITED', 'too many wrong keys or passwords from this address', {
      remedy: 'Wait a minute.',
    });
  }
}
