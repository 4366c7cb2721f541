import { defined } from '../../core/base/defined.js';
import { TribuneError } from '../../core/base/errors.js';
import { addPasskey, type IdentityActs, removePasskey } from './acts.js';
import { unauthenticated } from './api-keys.js';
import {
  lastWayIn,
  passkeyKnown,
  passkeyMissing,
  passkeyNameUnusable,
  passkeysMost,
  passkeyUnknown,
} from './errors.js';
import { passkeyAdded, passkeyRemoved } from './events/index.js';
import { MAX_PASSKEY_NAME } from './limits.js';
import type {
  ChallengeRecord,
  Expectation,
  PasskeyAnswer,
  PasskeyCeremony,
  PasskeyRecord,
  PasskeyVerifier,
  RelyingParty,
} from './passkey-ports.js';
import type { Account, IdentityRuntime, IdentityStore } from './ports.js';
import { base64Url, SECRET_BYTES, utf8 } from './secret.js';

/** A ceremony must be done within this time, ms. WebAuthn level 3, section 15.1: 5 minutes where the user is verified. */
export const CHALLENGE_MS: number = 5 * 60_000;
/** Greatest number of passkeys of one account. Ours: a person has a handful of devices. */
export const MAX_PASSKEYS = 20;
const NAME = new RegExp(`^[^\\p{Cc}]{1,${MAX_PASSKEY_NAME}}$`, 'u');

/** A ceremony that has begun: the options go to the script of the page, the token into a cookie that no script reads. */
export interface Begun {
  readonly token: string;
  readonly challenge: Uint8Array;
  /**
   * Passkeys of the account: at a registration those that must not be registered twice, at a step-up those that may prove it; empty for a
   * sign-in.
   */
  readonly passkeys: readonly PasskeyRecord[];
}

/** An answer of the browser, with the token from its cookie and the relying party that it should be signed for. */
export interface Answered {
  readonly token: string;
  readonly party: RelyingParty;
  readonly answer: PasskeyAnswer;
}

export interface PasskeyDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
  readonly verifier: PasskeyVerifier;
}

/** Number of letters of a credential id that name a passkey in addresses and in the log. */
const PUBLIC_ID_LETTERS = 22;

export const publicIdOf = ({ id }: Pick<PasskeyRecord, 'id'>): string => id.slice(0, PUBLIC_ID_LETTERS);

/** Passkeys of local accounts: WebAuthn with verification of the user, and challenges that work once. */
export class Passkeys {
  readonly #deps: PasskeyDeps;

  constructor(deps: PasskeyDeps) {
    this.#deps = deps;
  }

  /**
   * Begins to register a passkey. Throws `FORBIDDEN` for an account of the identity provider, as that alone decides who may sign in to it.
   */
  async beginRegistration(account: Account): Promise<Begun> {
    const passkeys = await this.#deps.store.passkeysOf(account.id);
    if (account.passwordHash === null && passkeys.length === 0) {
      throw new TribuneError('FORBIDDEN', 'this account signs in with the identity provider', {
        remedy: 'Set up a passkey there.',
      });
    }
    if (passkeys.length >= MAX_PASSKEYS) {
      throw passkeysMost(`the account has ${MAX_PASSKEYS} passkeys, which is the most`, {
        remedy: 'Remove one that is no longer used.',
      });
    }
    return this.#begin('register', account.id, passkeys);
  }

  async finishRegistration(account: string, name: string, answered: Answered): Promise<PasskeyRecord> {
    demandName(name);
    const credential = await this.#deps.verifier.registered(
      answered.answer,
      await this.#take('register', account, answered),
    );
    const createdAtMs = this.#deps.runtime.nowMs();
    const passkey: PasskeyRecord = { ...credential, account, name, createdAtMs, lastUsedAtMs: null };
    return this.#deps.acts.run(addPasskey, async (tx) => {
      if (!(await tx.identity.insertPasskey(passkey))) {
        throw passkeyKnown('this passkey is registered already', {
          remedy: 'Use another device or key.',
        });
      }
      tx.enter(passkeyAdded({ account, passkey: publicIdOf(passkey) }));
      return passkey;
    });
  }

  /** Begins a sign-in of an unknown person: the answer names the passkey, and the passkey its account. */
  beginSignIn(): Promise<Begun> {
    return this.#begin('sign-in', null, []);
  }

  /** Gives the account whose passkey signed the answer. Throws `UNAUTHENTICATED`, with the same message for every reason. */
  async finishSignIn(answered: Answered): Promise<Account> {
    const expected = await this.#take('sign-in', null, answered);
    const passkey = await this.#deps.store.passkey(answered.answer.id);
    if (passkey === null || !sameUser(answered.answer, passkey.account)) throw passkeyRefused();
    const account = await this.#deps.store.account(passkey.account);
    if (account === null || account.disabledAtMs !== null) throw passkeyRefused();
    await this.#prove(passkey, answered, expected);
    return account;
  }

  async beginStepUp(account: string): Promise<Begun> {
    const passkeys = await this.#deps.store.passkeysOf(account);
    if (passkeys.length > 0) return this.#begin('step-up', account, passkeys);
    throw passkeyMissing('the account has no passkey', { remedy: 'Give the password.' });
  }

  /** Checks that a passkey of this account signed the answer; throws `UNAUTHENTICATED` otherwise. */
  async finishStepUp(account: string, answered: Answered): Promise<void> {
    const expected = await this.#take('step-up', account, answered);
    const passkey = await this.#deps.store.passkey(answered.answer.id);
    if (passkey === null || passkey.account !== account) throw passkeyRefused();
    await this.#prove(passkey, answered, expected);
  }

  list(account: string): Promise<PasskeyRecord[]> {
    return this.#deps.store.passkeysOf(account);
  }

  async rename(account: string, id: string, name: string): Promise<void> {
    demandName(name);
    if (!(await this.#deps.store.renamePasskey(account, id, name))) throw unknown();
  }

  /** Removes a passkey; throws `CONFLICT` when it is the last way into the account. */
  remove(account: string, id: string): Promise<void> {
    return this.#deps.acts.run(removePasskey, async (tx) => {
      const passkey = await tx.identity.passkey(id);
      if (passkey?.account !== account) throw unknown();
      if (!(await tx.identity.deletePasskey(account, id))) {
        throw lastWayIn('this passkey is the last way into the account', {
          remedy: 'Add another passkey or set a password first.',
        });
      }
      tx.enter(passkeyRemoved({ account, passkey: publicIdOf(passkey) }));
    });
  }

  async #begin(ceremony: PasskeyCeremony, account: string | null, passkeys: readonly PasskeyRecord[]): Promise<Begun> {
    const token = base64Url(this.#deps.runtime.randomBytes(SECRET_BYTES));
    const challenge = this.#deps.runtime.randomBytes(SECRET_BYTES);
    const nowMs = this.#deps.runtime.nowMs();
    const kept = { digest: this.#digest(token), challenge, ceremony, account, expiresAtMs: nowMs + CHALLENGE_MS };
    await this.#deps.store.insertChallenge(kept, nowMs);
    return { token, challenge, passkeys };
  }

  /** Takes the challenge of a token out of the store, so that it cannot be used again whatever the answer is. */
  async #take(ceremony: PasskeyCeremony, account: string | null, { token, party }: Answered): Promise<Expectation> {
    const kept: ChallengeRecord | null = await this.#deps.store.takeChallenge(
      this.#digest(token),
      this.#deps.runtime.nowMs(),
    );
    if (kept !== null && kept.ceremony === ceremony && kept.account === account) {
      return { party, challenge: kept.challenge };
    }
    throw unauthenticated('the passkey came too late, twice or for something else', 'Start again.');
  }

  async #prove(passkey: PasskeyRecord, { answer }: Answered, expected: Expectation): Promise<void> {
    const from = passkey.counter;
    const to = await this.#deps.verifier.asserted(answer, passkey, expected);
    if (!(await this.#deps.store.usePasskey(passkey.id, { from, to, usedAtMs: this.#deps.runtime.nowMs() })))
      throw passkeyRefused();
  }

  #digest(token: string): Uint8Array {
    return this.#deps.runtime.sha256(utf8(token));
  }
}

/** Whether the authenticator names the account for which its passkey was registered. */
function sameUser({ response }: PasskeyAnswer, account: string): boolean {
  return response.userHandle === base64Url(utf8(account));
}

function demandName(name: string): void {
  if (NAME.test(name) && name.trim() !== '') return;
  throw passkeyNameUnusable('the name of the passkey is not usable', {
    remedy: `Use 1 to ${MAX_PASSKEY_NAME} characters.`,
  });
}

/**
 * Makes the same error for every reason, so that nobody learns which passkeys exist. The reason stays in `cause`, which no answer shows.
 */
export const passkeyRefused = (cause?: unknown): TribuneError =>
  new TribuneError('UNAUTHENTICATED', 'the passkey was not accepted', {
    remedy: 'Use another one, or sign in with your password.',
    ...defined({ cause }),
  });

const unknown = (): TribuneError =>
  passkeyUnknown('the account has no such passkey', { remedy: 'Reload the list of passkeys.' });
