import { TribuneError } from '../../../core/base/errors.js';

const MAX_KEPT = 10_000;
const MS_PER_S = 1000;

/** Counts failed attempts by address or name in memory, and slows down whoever fails often. None of this is logged. */
export class Attempts {
  readonly #nowMs: () => number;
  readonly #limit: { readonly most: number; readonly windowMs: number };
  readonly #byWhom = new Map<string, { sinceMs: number; n: number }>();

  constructor(nowMs: () => number, limit: { readonly most: number; readonly windowMs: number }) {
    this.#nowMs = nowMs;
    this.#limit = limit;
  }

  failed(whom: string): void {
    const nowMs = this.#nowMs();
    const known = this.#byWhom.get(whom);
    if (known !== undefined && nowMs - known.sinceMs < this.#limit.windowMs) {
      known.n++;
      return;
    }
    if (this.#byWhom.size >= MAX_KEPT) this.#byWhom.delete(this.#byWhom.keys().next().value!);
    this.#byWhom.set(whom, { sinceMs: nowMs, n: 1 });
  }

  /** Takes back an attempt that was counted before its outcome was known, and was no failure. */
  succeeded(whom: string): void {
    const known = this.#byWhom.get(whom);
    if (known !== undefined && known.n > 0) known.n--;
  }

  /** Throws `RATE_LIMITED` after too many failed attempts. */
  demandFew(whom: string): void {
    const known = this.#byWhom.get(whom);
    if (known === undefined || known.n < this.#limit.most) return;
    const leftMs = known.sinceMs + this.#limit.windowMs - this.#nowMs();
    if (leftMs <= 0) {
      this.#byWhom.delete(whom);
      return;
    }
    const retryAfterS = Math.ceil(leftMs / MS_PER_S);
    throw new TribuneError('RATE_LIMITED', 'too many wrong keys or passwords', {
      remedy: `Try again in ${retryAfterS} s.`,
      retryAfterS,
    });
  }
}
