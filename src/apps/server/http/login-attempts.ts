import type { LoginAttempt } from '../../../domain/identity/federated-login.js';

/** A sign-in at the provider must be done within this time, ms. */
export const LOGIN_TTL_MS: number = 10 * 60_000;
const MAX_ATTEMPTS = 10_000;

/** Sign-ins under way, in memory: each can be finished once, by the browser that began it. */
export class LoginAttempts {
  readonly #nowMs: () => number;
  readonly #byToken = new Map<string, { attempt: LoginAttempt; untilMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The token for the browser's cookie. The oldest attempt gives way over the bound. */
  keep(attempt: LoginAttempt): string {
    const token = globalThis.crypto.randomUUID();
    if (this.#byToken.size >= MAX_ATTEMPTS) this.#byToken.delete(this.#byToken.keys().next().value!);
    this.#byToken.set(token, { attempt, untilMs: this.#nowMs() + LOGIN_TTL_MS });
    return token;
  }

  take(token: string): LoginAttempt | null {
    const kept = this.#byToken.get(token);
    this.#byToken.delete(token);
    return kept === undefined || this.#nowMs() > kept.untilMs ? null : kept.attempt;
  }
}
