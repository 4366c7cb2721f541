import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { ACCOUNT_HTML, PEOPLE_HTML, SIGN_IN_HTML } from '../pages/account-html.js';
import { SETUP_HTML, VERIFY_HTML } from '../pages/html.js';
import { PAGE_STYLE } from '../pages/style.js';

const config = { action: 'page.read' } as const;
/** Compiled modules that pages may load: the ledger room as servers and auditors run it on its ground floor, and the scripts of the pages. */
const MODULE =
  /^(core\/base\/[a-z0-9-]+|core\/ledger\/(?:[a-z0-9-]+\/)?[a-z0-9-]+|apps\/server\/pages\/[a-z0-9-]+)\.js$/;
const compiled = new URL('../../../', import.meta.url);

/** Pages for people: checking a receipt, making the first administrator, signing in, the own account. */
export function pageRoutes(app: FastifyInstance, moduleRoot: URL = compiled): void {
  const html = (text: string) => async (_request: unknown, reply: FastifyReply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(text);
  app.get('/verify', { config }, html(VERIFY_HTML));
  app.get('/setup', { config }, html(SETUP_HTML));
  app.get('/sign-in', { config }, html(SIGN_IN_HTML));
  app.get('/account', { config }, html(ACCOUNT_HTML));
  app.get('/account/people', { config }, html(PEOPLE_HTML));
  app.get('/assets/style.css', { config }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(PAGE_STYLE),
  );
  app.get('/modules/*', { config }, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    const text = MODULE.test(path) ? await readFile(new URL(path, moduleRoot), 'utf8').catch(() => null) : null;
    if (text === null) {
      throw new TribuneError('ROUTE_UNKNOWN', 'there is no such module', { remedy: 'Reload the page.' });
    }
    return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(text);
  });
}
