import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import {
  account,
  type Choice,
  people,
  SERVICE_STYLE,
  SETUP,
  type ServicePage,
  SIGN_IN,
  VERIFY,
} from '../../../domain/documents/service/index.js';
import { giverOf, ROLE_NAMES, ROLES, SCOPE_NAMES, SCOPES, seesPersons } from '../../../domain/identity/index.js';
import { printPage, STYLE_ADDRESS } from '../pages/print-page.js';

const config = { action: 'page.read' } as const;
/** Compiled modules that pages may load: the ledger room as servers and auditors run it on its ground floor, and the scripts of the pages. */
const MODULE =
  /^(core\/base\/[a-z0-9-]+|core\/ledger\/(?:[a-z0-9-]+\/)?[a-z0-9-]+|apps\/server\/pages\/[a-z0-9-]+)\.js$/;
const compiled = new URL('../../../', import.meta.url);

const scopeChoices: readonly Choice[] = SCOPE_NAMES.map((scope) => ({
  value: scope,
  means: SCOPES[scope],
  attrs: { 'data-giver': giverOf(scope) },
}));

/** A role that sees persons is offered to those alone who may give it: its item waits for the script. */
const roleChoices: readonly Choice[] = ROLE_NAMES.filter((role) => role !== 'subject').map((role) => ({
  value: role,
  means: ROLES[role],
  attrs: seesPersons(role) ? { 'data-sees-persons': role, hidden: '' } : {},
}));

/** Pages for people: checking a receipt, making the first administrator, signing in, the own account. */
export function pageRoutes(app: FastifyInstance, moduleRoot: URL = compiled): void {
  const show = (address: string, page: ServicePage): void => {
    const html = printPage(page);
    app.get(address, { config }, async (_request, reply: FastifyReply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html),
    );
  };
  show('/verify', VERIFY);
  show('/setup', SETUP);
  show('/sign-in', SIGN_IN);
  show('/account', account(scopeChoices));
  show('/account/people', people(roleChoices));
  app.get(STYLE_ADDRESS, { config }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(SERVICE_STYLE),
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
