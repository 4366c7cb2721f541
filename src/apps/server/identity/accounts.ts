import { defined } from '../../../core/base/defined.js';
import { clashOf, mayGiveRole, ROLE_NAMES, ROLES } from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/deps.js';
import { accountOf, openSession, printAccount } from '../http/open-session.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { demandGives, demandMayChange } from './may-change.js';
import { accountAnswer, accountChange, accountList, newAccount, passwordChange } from './schemas.js';

type AccountDeps = Pick<ServerDeps, 'identity' | 'access'>;

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
