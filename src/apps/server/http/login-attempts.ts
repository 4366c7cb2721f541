import type { LoginAttempt } from '../../../domain/identity/index.js';
import { DEPARTURES_PER_ADDRESS } from '../base/limits.js';

/** Time within which a sign-in at the provider must be done, ms. */
export const LOGIN_TTL_MS: number = 10 * 60_000;
const MAX_ATTEMPTS = 10_000;

/** A visit of a browser to the provider, from which it comes back. */
export interface Departure {
  readonly attempt: LoginAttempt;
  /** Session of a step-up: its account, and the token of its cookie, which the browser withholds on the way back. */
  readonly session: { readonly account: string; readonly token: string } | null;
  /** Page of this service that the browser opens afterwards. */
  readonly next: string;
}

/** Sign-ins under way, in memory. Each can be finished once, by the browser that began it. */
export class LoginAttempts {
  readonly #nowMs: () => number;
  readonly #byToken = new Map<string, { departure: Departure; untilMs: number; from: string }>();
  readonly #byAddress = new Map<string, Set<string>>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Stores a sign-in and gives the token for the browser's cookie. Over a bound it replaces the oldest one: first of the same address, then
   * of all.
   */
  keep(departure: Departure, from: string): string {
    const token = globalThis.crypto.randomUUID();
    const same = this.#byAddress.get(from);
    if (same !== undefined && same.size >= DEPARTURES_PER_ADDRESS) this.#forget(same.values().next().value!);
    if (this.#byToken.size >= MAX_ATTEMPTS) this.#forget(this.#byToken.keys().next().value!);
    this.#byToken.set(token, { departure, untilMs: this.#nowMs() + LOGIN_TTL_MS, from });
    this.#byAddress.set(from, (this.#byAddress.get(from) ?? new Set()).add(token));
    return token;
  }

  take(token: string): Departure | null {
    const kept = this.#byToken.get(token);
    this.#forget(token);
    return kept === undefined || this.#nowMs() > kept.untilMs ? null : kept.departure;
  }

  #forget(token: string): void {
    const from = this.#byToken.get(token)?.from;
    this.#byToken.delete(token);
    if (from === undefined) return;
    const same = this.#byAddress.get(from);
    same?.delete(token);
    if (same?.size === 0) this.#byAddress.delete(from);
  }
}
