import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  clashOf,
  giversOf,
  mayGiveRole,
  ROLE_NAMES,
  ROLES,
  type Role,
  seesPersons,
} from '../../../domain/identity/index.js';
import type { Identity, ServerDeps } from '../base/deps.js';
import { accountOf, openSession, printAccount } from '../http/open-session.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { accountAnswer, accountChange, accountList, newAccount, passwordChange } from './schemas.js';

type AccountDeps = Pick<ServerDeps, 'identity' | 'access'>;

/** The caller, and the table that decides what they may give. */
interface Judging {
  readonly call: Pick<Call, 'caller'>;
  readonly access: ServerDeps['access'];
}

const route = routesOver<AccountDeps>();

/** Routes of the caller's own password, and of the accounts of people. */
export const accountRoutes: readonly Route<AccountDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/password',
    action: 'password.change',
    summary: 'Change the own password; every other session ends',
    body: jsonBody(passwordChange),
    status: 204,
    async handle(call, { identity }) {
      const { id } = accountOf(call);
      await identity.accounts.changePassword(id, call.body.password);
      await openSession(call, identity, id, { method: 'password' });
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/password',
    action: 'password.remove',
    summary: 'Remove the own password, to sign in with passkeys alone',
    status: 204,
    errors: ['CONFLICT'],
    async handle(call, { identity }) {
      const { id } = accountOf(call);
      await identity.accounts.removePassword(id);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/accounts',
    action: 'account.list',
    summary: 'Accounts, and the roles that the caller may give',
    answer: accountList,
    async handle(call, { identity, access }) {
      const held = call.caller.kind === 'account' ? call.caller.roles : [];
      return {
        accounts: (await identity.accounts.list()).map(printAccount),
        roles: ROLE_NAMES.map((role) => ({ role, means: ROLES[role], mayGive: mayGiveRole(access, held, role) })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/accounts',
    action: 'account.create',
    summary: 'Make an account',
    body: jsonBody(newAccount),
    status: 201,
    answer: accountAnswer,
    errors: ['CONFLICT'],
    async handle(call, { identity, access }) {
      const { body: wanted, actor } = call;
      // Roles that never come together are refused as such.
      if (clashOf(wanted.roles) === null) demandGives({ call, access }, wanted.roles);
      const account = await identity.accounts.create(wanted, actor);
      return printAccount(account);
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/accounts/:id',
    action: 'account.change',
    summary: 'Change roles, whether an account may sign in, or set a new password',
    body: jsonBody(accountChange),
    answer: accountAnswer,
    errors: ['NOT_FOUND', 'CONFLICT'],
    async handle(call, { identity, access }) {
      const { roles, disabled, password } = call.body;
      const id = call.params.id!;
      await demandMayChange({ call, access }, id, { roles, password, disabled }, identity);
      const account = await identity.accounts.change(id, defined({ roles, disabled, password }), call.actor);
      return printAccount(account);
    },
  }),
];

/** Throws `FORBIDDEN` for a role that the caller does not give. */
function demandGives({ call, access }: Judging, roles: readonly Role[]): void {
  const lost = roles.find((role) => !mayGiveRole(access, accountOf(call).roles, role));
  if (lost === undefined) return;
  throw new TribuneError('FORBIDDEN', `the role ${lost} is not given by this account`, {
    remedy: `It is given by ${giversOf(access, lost)}.`,
  });
}

interface WantedChange {
  readonly roles: readonly Role[] | undefined;
  readonly password: string | undefined;
  readonly disabled: boolean | undefined;
}

/**
 * Throws `FORBIDDEN` for a change that the caller may not make. Nobody gives roles to the own account, or opens an account that may do
 * more than they could give. An account that was made without a role that sees persons never gets one, because whoever chose its password
 * would see them, too.
 */
async function demandMayChange(
  { call, access }: Judging,
  id: string,
  { roles, password, disabled }: WantedChange,
  identity: Identity,
): Promise<void> {
  const caller = accountOf(call);
  const { roles: held } = await identity.accounts.demand(id);
  const gained = (roles ?? []).filter((role) => !held.includes(role));
  const taken = roles === undefined ? [] : held.filter((role) => !roles.includes(role));
  if (gained.length > 0 && caller.id === id) {
    throw new TribuneError('FORBIDDEN', `nobody gives the role ${gained[0]} to the own account`, {
      remedy: 'Ask another administrator.',
    });
  }
  if (clashOf(roles ?? []) === null) demandGives({ call, access }, gained);
  const sees = (role: Role): boolean => seesPersons(access, role);
  const personal = gained.find((role) => sees(role) && !held.some(sees));
  if (personal !== undefined) {
    throw new TribuneError(
      'FORBIDDEN',
      `the role ${personal} sees persons, and this account was made without such a role`,
      {
        remedy: 'Make an account of its own for it: whoever chose the password of this one would come in with it.',
      },
    );
  }
  // An administrator may take any role and disable any account, because both only lessen what an account may do.
  if (!caller.roles.includes('admin'))
    demandGives({ call, access }, disabled === undefined ? taken : [...taken, ...held]);
  if (password !== undefined) demandOpens({ call, access }, held);
}

/** Throws `FORBIDDEN` for a new password of an account that may do what the caller may not give. */
function demandOpens({ call, access }: Judging, held: readonly Role[]): void {
  const more = held.find((role) => !mayGiveRole(access, accountOf(call).roles, role));
  if (more === undefined) return;
  throw new TribuneError('FORBIDDEN', `an account with the role ${more} is not opened by this account`, {
    remedy: `A new password is set by ${giversOf(access, more).replace(/--role \S+/, '--account NAME')}.`,
  });
}
