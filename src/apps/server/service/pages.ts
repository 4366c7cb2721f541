import { readFile } from 'node:fs/promises';
import { TribuneError } from '../../../core/base/errors.js';
import {
  ACCOUNT,
  SERVICE_STYLE,
  SETUP,
  type ServicePage,
  SIGN_IN,
  VERIFY,
} from '../../../domain/documents/service/index.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printPage, STYLE_ADDRESS } from '../pages/print-page.js';

type PageDeps = Record<never, never>;
const route = routesOver<PageDeps>();

/**
 * Paths of the compiled modules that pages may load: the ledger code that servers and auditors run, what it is based on, and the scripts
 * of the pages.
 */
const MODULE =
  /^(core\/base\/[a-z0-9-]+|core\/ledger\/(?:[a-z0-9-]+\/)?[a-z0-9-]+|apps\/server\/pages\/[a-z0-9-]+)\.js$/;

const asset = (path: string, type: string, read: (call: Call) => string | Promise<string>): Route<PageDeps> =>
  route({
    method: 'GET',
    path,
    action: 'page.read',
    summary: 'A page for people',
    isPage: true,
    answer: type,
    async handle(call) {
      const text = await read(call);
      return call.reply.header('cache-control', 'no-cache').send(text);
    },
  });

const show = (path: string, page: ServicePage): Route<PageDeps> => {
  const html = printPage(page);
  return asset(path, 'text/html', () => html);
};

/** Routes of the pages for people, such as checking a receipt, making the first administrator, signing in, and managing one's account. */
export const pageRoutes: readonly Route<PageDeps>[] = [
  show('/verify', VERIFY),
  show('/setup', SETUP),
  show('/sign-in', SIGN_IN),
  show('/account', ACCOUNT),
  asset(STYLE_ADDRESS, 'text/css', () => SERVICE_STYLE),
  asset('/modules/*', 'text/javascript', async ({ params, server }) => {
    const path = params['*'] ?? '';
    const text = MODULE.test(path) ? await readFile(new URL(path, server.moduleRoot), 'utf8').catch(() => null) : null;
    if (text !== null) return text;
    throw new TribuneError('ROUTE_UNKNOWN', 'there is no such module', { remedy: 'Reload the page.' });
  }),
];
