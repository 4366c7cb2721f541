import type { LinkPurpose } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_STRANGER_BODY } from '../base/limits.js';
import { openSession, printAccount } from '../http/open-session.js';
import { jsonBody, optionalBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { setup, setupLink } from './schemas.js';

type SetupDeps = Pick<ServerDeps, 'identity'>;
const route = routesOver<SetupDeps>();

/**
 * Routes of one-time links, which make an administrator or another first account, or set a new password. Only the machine of the service
 * itself may make them.
 */
export const setupRoutes: readonly Route<SetupDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/setup',
    action: 'setup.complete',
    summary: 'Make an administrator by the one-time link',
    body: jsonBody(setup, { limit: MAX_STRANGER_BODY }),
    status: 201,
    noStore: true,
    async handle(call, { identity }) {
      const { token, name, password } = call.body;
      const account = await identity.links.complete(token, { name, password });
      await openSession(call, identity, account.id, { method: 'setup' });
      return printAccount(account);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/setup/link',
    action: 'setup.link',
    summary: 'Make the one-time link; for the command line on the machine of the service alone',
    // A link that is asked for without a body makes an administrator.
    body: optionalBody(setupLink),
    status: 201,
    noStore: true,
    errors: ['NOT_FOUND'],
    async handle({ body: { roles, account } }, { identity }) {
      const purpose: LinkPurpose =
        account === undefined
          ? { roles: roles ?? ['admin'] }
          : { account: (await identity.accounts.named(account)).id };
      const token = await identity.links.make(purpose, 'command line');
      return { token };
    },
  }),
];
