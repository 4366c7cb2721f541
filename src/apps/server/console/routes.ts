import { DAY_MS, SECOND_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import type { ConsoleFile, ConsoleFiles } from './files.js';

interface ConsoleDeps {
  readonly files: Pick<ConsoleFiles, 'file'>;
}

const route = routesOver<ConsoleDeps>();

/** The page that every address of the console opens; its script reads the address. */
const PAGE = 'index.html';
/** A year, the longest time that caches heed (RFC 9111 says nothing of it, RFC 2616 section 14.21 did), s. */
const FOR_EVER_S = (365 * DAY_MS) / SECOND_MS;
/** A path whose last part has an ending names a file; all others are addresses within the console. */
const NAMES_A_FILE = /\.[a-z0-9]+$/;

const page = (path: string, handle: (call: Call, deps: ConsoleDeps) => unknown): Route<ConsoleDeps> =>
  route({ method: 'GET', path, action: 'page.read', summary: 'The console', isPage: true, handle });

/** Routes of the console: its page at every address below `/console/`, and the files that the page loads. */
export const consoleRoutes: readonly Route<ConsoleDeps>[] = [
  page('/console', ({ reply }) => reply.redirect('/console/', 308)),
  page('/console/*', (call, { files }) => {
    const path = call.params['*'] ?? '';
    const named = files.file(path);
    if (named !== undefined && path !== PAGE) return send(call, named);
    if (path.startsWith('assets/') || (named === undefined && NAMES_A_FILE.test(path) && path.split('/').length === 1))
      throw noFile();
    const found = files.file(PAGE);
    if (found === undefined) throw notBuilt();
    return send(call, found);
  }),
];

function send({ request, reply }: Call, { type, isHashed, bytes, packed }: ConsoleFile): unknown {
  const accepted = acceptedOf(request.headers['accept-encoding']);
  const small = packed.find(({ encoding }) => accepted.has(encoding));
  reply
    .type(type)
    .header('vary', 'accept-encoding')
    .header('cache-control', isHashed ? `public, max-age=${FOR_EVER_S}, immutable` : 'no-cache');
  if (small === undefined) return reply.send(bytes);
  return reply.header('content-encoding', small.encoding).send(small.bytes);
}

/** The encodings that a browser takes; one with a quality of 0 is refused (RFC 9110, 12.5.3). */
function acceptedOf(header: string | string[] | undefined): ReadonlySet<string> {
  const parts = [header ?? ''].flat().join(',').split(',');
  const accepted = parts.flatMap((part) => {
    const [name = '', ...more] = part.trim().toLowerCase().split(';');
    return more.some((one) => /^\s*q=0(\.0*)?\s*$/.test(one)) ? [] : [name.trim()];
  });
  return new Set(accepted);
}

const noFile = (): TribuneError =>
  new TribuneError('ROUTE_UNKNOWN', 'the console has no such file', {
    remedy: 'Reload the page: the service was updated.',
  });

const notBuilt = (): TribuneError =>
  new TribuneError('ROUTE_UNKNOWN', 'this service runs without its console, which was not built', {
    remedy: 'Run npm run build in the clone, and start the service again.',
  });
