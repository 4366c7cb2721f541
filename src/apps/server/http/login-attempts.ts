import type { LoginAttempt } from '../../../domain/identity/federated-login.js';

/** A sign-in at the provider must be done within this time, ms. */
export const LOGIN_TTL_MS: number = 10 * 60_000;
const MAX_ATTEMPTS = 10_000;

/** A way to the provider and back. */
export interface Departure {
  readonly attempt: LoginAttempt;
  /** Of a step-up: whose session it is, and the token of its cookie, which the browser withholds on the way back. */
  readonly session: { readonly account: string; readonly token: string } | null;
  /** Page of this service to go to afterwards. */
  readonly next: string;
}

/** Sign-ins under way, in memory: each can be finished once, by the browser that began it. */
export class LoginAttempts {
  readonly #nowMs: () => number;
  readonly #byToken = new Map<string, { departure: Departure; untilMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The token for the browser's cookie. The oldest attempt gives way over the bound. */
  keep(departure: Departure): string {
    const token = globalThis.crypto.randomUUID();
    if (this.#byToken.size >= MAX_ATTEMPTS) this.#byToken.delete(this.#byToken.keys().next().value!);
    this.#byToken.set(token, { departure, untilMs: this.#nowMs() + LOGIN_TTL_MS });
    return token;
  }

  take(token: string): Departure | null {
    const kept = this.#byToken.get(token);
    this.#byToken.delete(token);
    return kept === undefined || this.#nowMs() > kept.untilMs ? null : kept.departure;
  }
}
