import type { FastifyInstance } from 'fastify';
import { HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type ListedSession, STEP_UP_MS } from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/deps.js';
import { ATTEMPTS_PER_MINUTE, MAX_STRANGER_BODY, WRONG_PASSWORDS_PER_HOUR } from '../base/limits.js';
import { networkOf } from '../http/address.js';
import { Attempts } from '../http/attempts.js';
import { clearSession } from '../http/cookie.js';
import { accountOf, noStore, openSession, printAccount, sessionToken } from '../http/open-session.js';
import type { PublicAddress } from '../http/public-address.js';
import { readBody } from '../http/validate.js';
import { signIn, stepUp } from '../openapi/schemas.js';

const bodyLimit = MAX_STRANGER_BODY;

export interface SignInWays {
  readonly address: PublicAddress;
  readonly openId: boolean;
}

/** Signing in with a password, proving it again, signing out, and the list of sessions. */
export function sessionRoutes(app: FastifyInstance, deps: ServerDeps, ways: SignInWays): void {
  passwordRoutes(app, deps);
  const { identity } = deps;

  app.get('/v1/session/ways', { config: { action: 'session.create' } }, async (_request, reply) =>
    noStore(reply).send({
      password: true,
      passkey: ways.address.party()?.origin ?? null,
      identityProvider: ways.openId,
    }),
  );

  app.get('/v1/session', { config: { action: 'session.read' } }, async (request, reply) => {
    const { id, name, roles, provedAtMs } = accountOf(request);
    const { passwordHash } = await identity.accounts.demand(id);
    const provedUntil = new Date(provedAtMs + STEP_UP_MS).toISOString();
    return noStore(reply).send({ id, name, roles, hasPassword: passwordHash !== null, provedUntil });
  });

  app.delete('/v1/session', { config: { action: 'session.end' } }, async (request, reply) => {
    await identity.sessions.end(sessionToken(request));
    clearSession(reply);
    return reply.code(204).send();
  });

  app.get('/v1/sessions', { config: { action: 'session.list' } }, async (request, reply) => {
    const sessions = await identity.sessions.list(accountOf(request).id, sessionToken(request));
    return noStore(reply).send({ sessions: sessions.map(printSession) });
  });

  app.delete('/v1/sessions', { config: { action: 'session.revoke' } }, async (request, reply) => {
    await identity.sessions.endOthers(accountOf(request).id, sessionToken(request));
    return reply.code(204).send();
  });

  app.delete('/v1/sessions/:id', { config: { action: 'session.revoke' } }, async (request, reply) => {
    await identity.sessions.revoke(accountOf(request).id, (request.params as { id: string }).id);
    return reply.code(204).send();
  });
}

function passwordRoutes(app: FastifyInstance, { identity, nowMs }: ServerDeps): void {
  const byAddress = new Attempts(nowMs, { most: ATTEMPTS_PER_MINUTE, windowMs: MINUTE_MS });
  const byName = new Attempts(nowMs, { most: WRONG_PASSWORDS_PER_HOUR, windowMs: HOUR_MS });
  /**
   * The account, after few enough wrong tries from this address and for this name. A try counts before it is judged, which takes as
   * long as a hash: a thousand at once would all pass a count of those that have failed.
   */
  const verify = async (ip: string, name: string, password: string) => {
    const folded = name.normalize('NFKC').toLowerCase();
    const from = networkOf(ip);
    byAddress.demandFew(from);
    byName.demandFew(folded);
    byAddress.failed(from);
    byName.failed(folded);
    const forgive = (): void => {
      byAddress.succeeded(from);
      byName.succeeded(folded);
    };
    const account = await identity.accounts.verify(name, password).catch((cause: unknown) => {
      // Not judged at all, such as without a database: no guess.
      if (!(cause instanceof TribuneError && cause.code === 'UNAUTHENTICATED')) forgive();
      throw cause;
    });
    forgive();
    return account;
  };

  app.post('/v1/session', { bodyLimit, config: { action: 'session.create' } }, async (request, reply) => {
    const { name, password } = await readBody(request, signIn);
    const account = await verify(request.ip, name, password);
    await openSession({ request, reply, identity }, account.id, { method: 'password' });
    return noStore(reply).send(printAccount(account));
  });

  app.post('/v1/session/step-up', { bodyLimit, config: { action: 'session.step-up' } }, async (request, reply) => {
    const { password } = await readBody(request, stepUp);
    const { id, name } = accountOf(request);
    await verify(request.ip, name, password);
    await openSession({ request, reply, identity }, id, { method: 'password' });
    return reply.code(204).send();
  });
}

const printSession = ({ createdAtMs, seenAtMs, ...rest }: ListedSession): Record<string, unknown> => ({
  ...rest,
  createdAt: new Date(createdAtMs).toISOString(),
  seenAt: new Date(seenAtMs).toISOString(),
});
