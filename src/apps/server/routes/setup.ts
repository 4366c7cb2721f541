import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from '../deps.js';
import { noStore, openSession, printAccount } from '../http/open-session.js';
import { readBody } from '../http/validate.js';
import { MAX_STRANGER_BODY } from '../limits.js';
import { setup } from '../openapi/schemas.js';

/** The one-time link that makes an administrator. */
export function setupRoutes(app: FastifyInstance, { identity, service }: ServerDeps): void {
  const bodyLimit = MAX_STRANGER_BODY;
  app.post('/v1/setup', { bodyLimit, config: { action: 'setup.complete' } }, async (request, reply) => {
    const { token, name, password } = await readBody(request, setup);
    const account = await identity.links.complete(token, { name, password }, identity.accounts);
    await service.record({ type: 'role.granted', payload: { account: account.id, roles: account.roles, by: 'setup' } });
    await openSession({ request, reply, identity }, account.id, { method: 'setup' });
    return noStore(reply.code(201)).send(printAccount(account));
  });

  app.post('/v1/setup/link', { config: { action: 'setup.link' } }, async (_request, reply) => {
    const token = await identity.links.make();
    await service.record({ type: 'setup.link-made', payload: { by: 'command line' } });
    return noStore(reply.code(201)).send({ token });
  });
}
