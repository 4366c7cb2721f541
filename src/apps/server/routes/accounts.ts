import type { FastifyInstance, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/errors.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { Role } from '../../../domain/identity/roles.js';
import type { Identity, ServerDeps } from '../deps.js';
import { actor } from '../http/guard.js';
import { accountOf, openSession, printAccount } from '../http/open-session.js';
import { readBody } from '../http/validate.js';
import { MAX_SMALL_BODY } from '../limits.js';
import { accountChange, newAccount, passwordChange } from '../openapi/schemas.js';

const bodyLimit = MAX_SMALL_BODY;

/** The own password, and accounts of people. */
export function accountRoutes(app: FastifyInstance, deps: ServerDeps): void {
  passwordRoutes(app, deps);
  peopleRoutes(app, deps);
}

function passwordRoutes(app: FastifyInstance, { identity, service }: ServerDeps): void {
  const log = (account: string, what: 'changed' | 'removed'): Promise<unknown> =>
    service.record({ type: `password.${what}`, payload: { account } });

  app.post('/v1/password', { bodyLimit, config: { action: 'password.change' } }, async (request, reply) => {
    const { password } = await readBody(request, passwordChange);
    const { id } = accountOf(request);
    await identity.accounts.changePassword(id, password);
    await log(id, 'changed');
    await openSession({ request, reply, identity }, id, { method: 'password' });
    return reply.code(204).send();
  });

  app.delete('/v1/password', { config: { action: 'password.remove' } }, async (request, reply) => {
    const { id } = accountOf(request);
    await identity.accounts.removePassword(id);
    await log(id, 'removed');
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
    const { roles, disabled, password } = await readBody(request, accountChange);
    const { id } = request.params as { id: string };
    if (roles !== undefined) await demandNoGain(request, id, roles, identity);
    const account = await identity.accounts.change(id, {
      ...(roles === undefined ? {} : { roles }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { password }),
    });
    if (roles !== undefined || disabled !== undefined) await logRoles(request, account);
    if (password !== undefined) {
      await service.record({ type: 'password.reset', payload: { account: id, by: actor(request) } });
    }
    return reply.send(printAccount(account));
  });

  const logRoles = (request: FastifyRequest, { id, roles, disabledAtMs }: Account): Promise<unknown> =>
    service.record({
      type: 'role.granted',
      payload: { account: id, roles, disabled: disabledAtMs !== null, by: actor(request) },
    });
}

/** Nobody gives roles to the own account. */
async function demandNoGain(
  request: FastifyRequest,
  id: string,
  roles: readonly Role[],
  identity: Identity,
): Promise<void> {
  if (accountOf(request).id !== id) return;
  const { roles: held } = await identity.accounts.demand(id);
  const gained = roles.find((role) => !held.includes(role));
  if (gained === undefined) return;
  throw new TribuneError('FORBIDDEN', `nobody gives the role ${gained} to the own account`, {
    remedy: 'Ask another administrator.',
  });
}
