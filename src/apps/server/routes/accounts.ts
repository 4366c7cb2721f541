import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unauthenticated } from '../../../domain/identity/api-keys.js';
import type { Caller } from '../../../domain/identity/caller.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../deps.js';
import { clearSession, SESSION_COOKIE, setSession } from '../http/cookie.js';
import { actor } from '../http/guard.js';
import { readBody } from '../http/validate.js';
import { MAX_SMALL_BODY } from '../limits.js';
import { accountChange, newAccount, passwordChange, setup, signIn, stepUp } from '../openapi/schemas.js';

const bodyLimit = MAX_SMALL_BODY;

/** Signing in and out, the first administrator, accounts of people. */
export function accountRoutes(app: FastifyInstance, deps: ServerDeps): void {
  sessionRoutes(app, deps);
  peopleRoutes(app, deps);
}

function sessionRoutes(app: FastifyInstance, { identity, service }: ServerDeps): void {
  const begin = async (reply: FastifyReply, account: Account): Promise<FastifyReply> => {
    setSession(reply, await identity.sessions.begin(account.id));
    return reply.header('cache-control', 'no-store').send(printAccount(account));
  };

  app.post('/v1/setup', { bodyLimit, config: { action: 'setup.complete' } }, async (request, reply) => {
    const { token, name, password } = await readBody(request, setup);
    const account = await identity.links.complete(token, { name, password }, identity.accounts);
    await service.record({ type: 'role.granted', payload: { account: account.id, roles: account.roles, by: 'setup' } });
    return begin(reply.code(201), account);
  });

  app.post('/v1/session', { bodyLimit, config: { action: 'session.create' } }, async (request, reply) => {
    const { name, password } = await readBody(request, signIn);
    return begin(reply, await identity.accounts.verify(name, password));
  });

  app.get('/v1/session', { config: { action: 'session.read' } }, async (request, reply) => {
    const { id, name, roles } = accountOf(request.caller);
    return reply.header('cache-control', 'no-store').send({ id, name, roles });
  });

  app.delete('/v1/session', { config: { action: 'session.end' } }, async (request, reply) => {
    await identity.sessions.end(request.cookies[SESSION_COOKIE] ?? '');
    clearSession(reply);
    return reply.code(204).send();
  });

  app.post('/v1/session/step-up', { bodyLimit, config: { action: 'session.step-up' } }, async (request, reply) => {
    const { password } = await readBody(request, stepUp);
    const { id, name } = accountOf(request.caller);
    await identity.accounts.verify(name, password);
    setSession(reply, await identity.sessions.stepUp(request.cookies[SESSION_COOKIE] ?? '', id));
    return reply.code(204).send();
  });

  app.post('/v1/password', { bodyLimit, config: { action: 'password.change' } }, async (request, reply) => {
    const { password } = await readBody(request, passwordChange);
    await identity.accounts.changePassword(accountOf(request.caller).id, password);
    clearSession(reply);
    return reply.code(204).send();
  });
}

function peopleRoutes(app: FastifyInstance, { identity, service }: ServerDeps): void {
  app.get('/v1/accounts', { config: { action: 'account.list' } }, async () => ({
    accounts: (await identity.accounts.list()).map(printAccount),
  }));

  app.post('/v1/accounts', { bodyLimit, config: { action: 'account.create' } }, async (request, reply) => {
    const account = await identity.accounts.create(await readBody(request, newAccount));
    await logRoles(request, account);
    return reply.code(201).send(printAccount(account));
  });

  app.patch('/v1/accounts/:id', { bodyLimit, config: { action: 'account.change' } }, async (request, reply) => {
    const { roles, disabled } = await readBody(request, accountChange);
    const { id } = request.params as { id: string };
    const change = { ...(roles === undefined ? {} : { roles }), ...(disabled === undefined ? {} : { disabled }) };
    const account = await identity.accounts.change(id, change);
    await logRoles(request, account);
    return reply.send(printAccount(account));
  });

  const logRoles = (request: FastifyRequest, { id, roles, disabledAtMs }: Account): Promise<unknown> =>
    service.record({
      type: 'role.granted',
      payload: { account: id, roles, disabled: disabledAtMs !== null, by: actor(request) },
    });
}

function accountOf(caller: Caller): Extract<Caller, { kind: 'account' }> {
  if (caller.kind === 'account') return caller;
  throw unauthenticated('this needs a session', 'Sign in: POST /v1/session.');
}

const printAccount = ({ id, name, roles, disabledAtMs }: Account): Record<string, unknown> => ({
  id,
  name,
  roles,
  disabled: disabledAtMs !== null,
});
