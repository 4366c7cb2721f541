import { HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type ListedSession, STEP_UP_MS } from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { ATTEMPTS_PER_MINUTE, MAX_STRANGER_BODY, WRONG_PASSWORDS_PER_HOUR } from '../base/limits.js';
import { networkOf } from '../http/address.js';
import { Attempts } from '../http/attempts.js';
import { clearSession } from '../http/cookie.js';
import { accountOf, openSession, printAccount, sessionToken } from '../http/open-session.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { session, signIn, stepUp } from './schemas.js';

type SessionDeps = Pick<ServerDeps, 'identity' | 'access'> & { readonly passwords: PasswordTries };
const route = routesOver<SessionDeps>();

/** Routes that sign in with a password, ask for it again, sign out, and list sessions. */
export const sessionRoutes: readonly Route<SessionDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/session/ways',
    action: 'session.create',
    summary: 'How people sign in here',
    noStore: true,
    handle: ({ server }) => ({
      password: true,
      passkey: server.address.party()?.origin ?? null,
      identityProvider: server.openId !== undefined,
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/session',
    action: 'session.create',
    summary: 'Sign in',
    body: jsonBody(signIn, { limit: MAX_STRANGER_BODY }),
    noStore: true,
    async handle(call, { identity, passwords }) {
      const { name, password } = call.body;
      const account = await passwords.verify(call.request.ip, name, password);
      await openSession(call, identity, account.id, { method: 'password' });
      return printAccount(account);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/session',
    action: 'session.read',
    summary: 'Who is signed in, and what their roles allow',
    answer: session,
    noStore: true,
    async handle(call, { identity, access }) {
      const { id, name, roles, provedAtMs } = accountOf(call);
      const { passwordHash } = await identity.accounts.demand(id);
      const provedUntil = new Date(provedAtMs + STEP_UP_MS).toISOString();
      const { any: may, related: mayWithOwn } = access.actionsOf(roles);
      return { id, name, roles, hasPassword: passwordHash !== null, provedUntil, may, mayWithOwn };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/session',
    action: 'session.end',
    summary: 'Sign out',
    status: 204,
    async handle({ request, reply }, { identity }) {
      await identity.sessions.end(sessionToken(request));
      clearSession(reply);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/session/step-up',
    action: 'session.step-up',
    summary: 'Give the password again before a sensitive act',
    body: jsonBody(stepUp, { limit: MAX_STRANGER_BODY }),
    status: 204,
    async handle(call, { identity, passwords }) {
      const { id, name } = accountOf(call);
      await passwords.verify(call.request.ip, name, call.body.password);
      await openSession(call, identity, id, { method: 'password' });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/sessions',
    action: 'session.list',
    summary: 'The own sessions',
    noStore: true,
    async handle(call, { identity }) {
      const sessions = await identity.sessions.list(accountOf(call).id, sessionToken(call.request));
      return { sessions: sessions.map(printSession) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/sessions',
    action: 'session.revoke',
    summary: 'End every own session but this one',
    status: 204,
    async handle(call, { identity }) {
      await identity.sessions.endOthers(accountOf(call).id, sessionToken(call.request));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/sessions/:id',
    action: 'session.revoke',
    summary: 'End one of the own sessions',
    status: 204,
    errors: ['NOT_FOUND'],
    async handle(call, { identity }) {
      await identity.sessions.revoke(accountOf(call).id, call.params.id!);
    },
  }),
];

/** Verifies passwords, and counts wrong tries by address and by name. */
export class PasswordTries {
  readonly #identity: ServerDeps['identity'];
  readonly #byAddress: Attempts;
  readonly #byName: Attempts;

  constructor({ identity, nowMs }: Pick<ServerDeps, 'identity' | 'nowMs'>) {
    this.#identity = identity;
    this.#byAddress = new Attempts(nowMs, { most: ATTEMPTS_PER_MINUTE, windowMs: MINUTE_MS });
    this.#byName = new Attempts(nowMs, { most: WRONG_PASSWORDS_PER_HOUR, windowMs: HOUR_MS });
  }

  /**
   * Gives the account for name and password, unless there were too many wrong tries from this address or for this name. A try is counted
   * before it is verified, because that takes as long as a hash: a thousand simultaneous tries would all pass if only failed ones counted.
   */
  async verify(ip: string, name: string, password: string): Promise<Account> {
    const folded = name.normalize('NFKC').toLowerCase();
    const from = networkOf(ip);
    this.#byAddress.demandFew(from);
    this.#byName.demandFew(folded);
    this.#byAddress.failed(from);
    this.#byName.failed(folded);
    const forgive = (): void => {
      this.#byAddress.succeeded(from);
      this.#byName.succeeded(folded);
    };
    const account = await this.#identity.accounts.verify(name, password).catch((cause: unknown) => {
      // The password was not judged, for example without a database, so the try does not count as a guess.
      if (!(cause instanceof TribuneError && cause.code === 'UNAUTHENTICATED')) forgive();
      throw cause;
    });
    forgive();
    return account;
  }
}

const printSession = ({ createdAtMs, seenAtMs, ...rest }: ListedSession): Record<string, unknown> => ({
  ...rest,
  createdAt: new Date(createdAtMs).toISOString(),
  seenAt: new Date(seenAtMs).toISOString(),
});
