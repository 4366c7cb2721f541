import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { clashOf, giversOf, mayGiveRole, type Role, seesPersons } from '../../../domain/identity/index.js';
import type { Identity, ServerDeps } from '../base/deps.js';
import { MAX_SMALL_BODY } from '../base/limits.js';
import { actor } from '../http/guard.js';
import { accountOf, openSession, printAccount } from '../http/open-session.js';
import { readBody } from '../http/validate.js';
import { accountChange, newAccount, passwordChange } from '../openapi/schemas.js';

const bodyLimit = MAX_SMALL_BODY;

/** The own password, and accounts of people. */
export function accountRoutes(app: FastifyInstance, deps: ServerDeps): void {
  passwordRoutes(app, deps);
  peopleRoutes(app, deps);
}

function passwordRoutes(app: FastifyInstance, { identity }: ServerDeps): void {
  app.post('/v1/password', { bodyLimit, config: { action: 'password.change' } }, async (request, reply) => {
    const { password } = await readBody(request, passwordChange);
    const { id } = accountOf(request);
    await identity.accounts.changePassword(id, password);
    await openSession({ request, reply, identity }, id, { method: 'password' });
    return reply.code(204).send();
  });

  app.delete('/v1/password', { config: { action: 'password.remove' } }, async (request, reply) => {
    const { id } = accountOf(request);
    await identity.accounts.removePassword(id);
    return reply.code(204).send();
  });
}

function peopleRoutes(app: FastifyInstance, { identity }: ServerDeps): void {
  app.get('/v1/accounts', { config: { action: 'account.list' } }, async () => ({
    accounts: (await identity.accounts.list()).map(printAccount),
  }));

  app.post('/v1/accounts', { bodyLimit, config: { action: 'account.create' } }, async (request, reply) => {
    const wanted = await readBody(request, newAccount);
    // Roles that never come together are refused as such.
    if (clashOf(wanted.roles) === null) demandGives(request, wanted.roles);
    const account = await identity.accounts.create(wanted, actor(request));
    return reply.code(201).send(printAccount(account));
  });

  app.patch('/v1/accounts/:id', { bodyLimit, config: { action: 'account.change' } }, async (request, reply) => {
    const { roles, disabled, password } = await readBody(request, accountChange);
    const { id } = request.params as { id: string };
    await demandMayChange(request, id, { roles, password, disabled }, identity);
    const account = await identity.accounts.change(id, defined({ roles, disabled, password }), actor(request));
    return reply.send(printAccount(account));
  });
}

/** Throws `FORBIDDEN` for a role that the caller does not give. */
function demandGives(request: FastifyRequest, roles: readonly Role[]): void {
  const lost = roles.find((role) => !mayGiveRole(accountOf(request).roles, role));
  if (lost === undefined) return;
  throw new TribuneError('FORBIDDEN', `the role ${lost} is not given by this account`, {
    remedy: `It is given by ${giversOf(lost)}.`,
  });
}

interface WantedChange {
  readonly roles: readonly Role[] | undefined;
  readonly password: string | undefined;
  readonly disabled: boolean | undefined;
}

/**
 * Nobody gives roles to the own account, opens an account that may do more than they could give, or lets an account see persons to which
 * others hold a way in: who chose its password would see them, too.
 */
async function demandMayChange(
  request: FastifyRequest,
  id: string,
  { roles, password, disabled }: WantedChange,
  identity: Identity,
): Promise<void> {
  const caller = accountOf(request);
  const { roles: held } = await identity.accounts.demand(id);
  const gained = (roles ?? []).filter((role) => !held.includes(role));
  const taken = roles === undefined ? [] : held.filter((role) => !roles.includes(role));
  if (gained.length > 0 && caller.id === id) {
    throw new TribuneError('FORBIDDEN', `nobody gives the role ${gained[0]} to the own account`, {
      remedy: 'Ask another administrator.',
    });
  }
  if (clashOf(roles ?? []) === null) demandGives(request, gained);
  const personal = gained.find((role) => seesPersons(role) && !held.some(seesPersons));
  if (personal !== undefined) {
    throw new TribuneError(
      'FORBIDDEN',
      `the role ${personal} sees persons, and this account was made without such a role`,
      {
        remedy: 'Make an account of its own for it: whoever chose the password of this one would come in with it.',
      },
    );
  }
  // An administrator takes any role and lets nobody in: both only lessen what an account may do.
  if (!caller.roles.includes('admin')) demandGives(request, disabled === undefined ? taken : [...taken, ...held]);
  if (password !== undefined) demandOpens(request, held);
}

/** Throws `FORBIDDEN` for a new password of an account that may do what the caller may not give. */
function demandOpens(request: FastifyRequest, held: readonly Role[]): void {
  const more = held.find((role) => !mayGiveRole(accountOf(request).roles, role));
  if (more === undefined) return;
  throw new TribuneError('FORBIDDEN', `an account with the role ${more} is not opened by this account`, {
    remedy: `A new password is set by ${giversOf(more).replace(/--role \S+/, '--account NAME')}.`,
  });
}
