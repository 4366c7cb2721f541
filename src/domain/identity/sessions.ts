import { unauthenticated } from './api-keys.js';
import type { Caller } from './caller.js';
import { sessionUnknown } from './errors.js';
import type { IdentityRuntime, IdentityStore, SessionRecord, SignInMethod } from './ports.js';
import { base64Url, SECRET_BYTES, utf8 } from './secret.js';

/** A session ends after this time without a request, ms. OWASP: 15 to 30 minutes for applications of value. */
export const SESSION_IDLE_MS: number = 30 * 60_000;
/** A session ends after this time in any case, ms: one working day (NIST SP 800-63B, AAL2: 12 hours). */
export const SESSION_ABSOLUTE_MS: number = 12 * 3_600_000;
/** The time of the last request is written at most this often, ms. */
const TOUCH_EVERY_MS = 60_000;

/** Number of bytes of a digest that name a session in a list: enough to tell sessions apart, and useless as a cookie. */
const ID_BYTES = 12;

/** How a session begins. */
export interface Beginning {
  readonly method: SignInMethod;
  /** Browser and system, if known. */
  readonly client?: string;
  /** Time when the person proved who they are; by default now. */
  readonly provedAtMs?: number;
}

/** A session as its owner sees it. */
export interface ListedSession extends Pick<SessionRecord, 'method' | 'client' | 'createdAtMs' | 'seenAtMs'> {
  readonly id: string;
  /** True for the session that asks for the list. */
  readonly current: boolean;
}

/** Manages sessions. The cookie holds 32 random bytes without meaning, the store only their SHA-256. */
export class Sessions {
  readonly #store: IdentityStore;
  readonly #runtime: IdentityRuntime;

  constructor(store: IdentityStore, runtime: IdentityRuntime) {
    this.#store = store;
    this.#runtime = runtime;
  }

  /** Begins a session right after the person proved who they are, and gives the token for the cookie. */
  async begin(account: string, { method, client = '', provedAtMs }: Beginning): Promise<string> {
    const token = base64Url(this.#runtime.randomBytes(SECRET_BYTES));
    const nowMs = this.#runtime.nowMs();
    await this.#store.deleteSessionsBefore({
      createdAtMs: nowMs - SESSION_ABSOLUTE_MS,
      seenAtMs: nowMs - SESSION_IDLE_MS,
    });
    await this.#store.insertSession({
      digest: this.#digest(token),
      account,
      method,
      client,
      createdAtMs: nowMs,
      seenAtMs: nowMs,
      provedAtMs: Math.min(provedAtMs ?? nowMs, nowMs),
    });
    return token;
  }

  /** Gives the caller to whom the cookie's token belongs; throws `UNAUTHENTICATED` for an ended or unknown session. */
  async authenticate(token: string): Promise<Caller> {
    const digest = this.#digest(token);
    const session = await this.#store.session(digest);
    if (session === null) throw ended();
    const nowMs = this.#runtime.nowMs();
    const account = await this.#store.account(session.account);
    const idle = nowMs - session.seenAtMs > SESSION_IDLE_MS;
    const old = nowMs - session.createdAtMs > SESSION_ABSOLUTE_MS;
    if (idle || old || account === null || account.disabledAtMs !== null) {
      await this.#store.deleteSession(digest);
      throw ended();
    }
    if (nowMs - session.seenAtMs > TOUCH_EVERY_MS) await this.#store.touchSession(digest, { seenAtMs: nowMs });
    const { id, name, roles } = account;
    return { kind: 'account', id, name, roles, provedAtMs: session.provedAtMs };
  }

  /** Begins a new session after the person proved again who they are. The token changes, so that a token stolen before gains nothing. */
  async stepUp(token: string, account: string, beginning: Beginning): Promise<string> {
    await this.end(token);
    return this.begin(account, beginning);
  }

  /** Lists the sessions of an account that have not ended. */
  async list(account: string, token: string): Promise<ListedSession[]> {
    const nowMs = this.#runtime.nowMs();
    const own = idOf(this.#digest(token));
    return (await this.#store.sessionsOf(account))
      .filter((s) => nowMs - s.seenAtMs <= SESSION_IDLE_MS && nowMs - s.createdAtMs <= SESSION_ABSOLUTE_MS)
      .map(({ digest, method, client, createdAtMs, seenAtMs }) => {
        const id = idOf(digest);
        return { id, method, client, createdAtMs, seenAtMs, current: id === own };
      });
  }

  /** Ends one session of the account; throws `NOT_FOUND` when it has no such session. */
  async revoke(account: string, id: string): Promise<void> {
    const found = (await this.#store.sessionsOf(account)).find(({ digest }) => idOf(digest) === id);
    if (found !== undefined) return this.#store.deleteSession(found.digest);
    throw sessionUnknown('the account has no such session', { remedy: 'Reload the list of sessions.' });
  }

  /** Ends every session of the account except the one that asks. */
  endOthers(account: string, token: string): Promise<void> {
    return this.#store.deleteSessionsOf(account, this.#digest(token));
  }

  async end(token: string): Promise<void> {
    await this.#store.deleteSession(this.#digest(token));
  }

  #digest(token: string): Uint8Array {
    return this.#runtime.sha256(utf8(token));
  }
}

const idOf = (digest: Uint8Array): string => base64Url(digest.subarray(0, ID_BYTES));

const ended = (): Error => unauthenticated('the session has ended', 'Sign in again.');
