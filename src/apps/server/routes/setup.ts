import type { FastifyInstance } from 'fastify';
import type { LinkPurpose } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_STRANGER_BODY } from '../base/limits.js';
import { noStore, openSession, printAccount } from '../http/open-session.js';
import { readBody } from '../http/validate.js';
import { setup, setupLink } from '../openapi/schemas.js';

/** One-time links: an administrator or another first account, or a new password, from the machine of the service alone. */
export function setupRoutes(app: FastifyInstance, { identity }: ServerDeps): void {
  const bodyLimit = MAX_STRANGER_BODY;
  app.post('/v1/setup', { bodyLimit, config: { action: 'setup.complete' } }, async (request, reply) => {
    const { token, name, password } = await readBody(request, setup);
    const account = await identity.links.complete(token, { name, password });
    await openSession({ request, reply, identity }, account.id, { method: 'setup' });
    return noStore(reply.code(201)).send(printAccount(account));
  });

  app.post('/v1/setup/link', { config: { action: 'setup.link' } }, async (request, reply) => {
    // The body is optional: without one the link makes an administrator.
    const { roles, account } = request.headers['content-type'] === undefined ? {} : await readBody(request, setupLink);
    const purpose: LinkPurpose =
      account === undefined ? { roles: roles ?? ['admin'] } : { account: (await identity.accounts.named(account)).id };
    const token = await identity.links.make(purpose, 'command line');
    return noStore(reply.code(201)).send({ token });
  });
}
