import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { followsPattern } from './other-methods.js';

const SENT = 'authorization, content-type, content-encoding, idempotency-key, tribune-sequence, if-none-match';
const SHOWN = 'retry-after, idempotent-replayed, etag';
/** Time for which a browser remembers the answer, s. */
const MAX_AGE_S = 600;

/**
 * Lets pages of other origins send records and follow the stop switch with an API key of their own: only the origins that are named, only to
 * routes that say so, and never with cookies (the Fetch standard, "CORS protocol"), so that a session opens none of them. A key in a page is in
 * the hands of whoever opens the page.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[] = []): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins.map(demandOrigin));
  const open: { readonly pattern: string; readonly method: string }[] = [];
  app.addHook('onRoute', ({ url, config }) => {
    const route = config?.route;
    if (route?.fromPages === true) open.push({ pattern: url, method: route.method });
  });
  app.addHook('onRequest', async (request, reply) => {
    const { origin, 'access-control-request-method': asked } = request.headers;
    const path = request.url.split('?')[0]!;
    const methods = open.filter(({ pattern }) => followsPattern(path, pattern)).map(({ method }) => method);
    if (methods.length === 0) return;
    reply.header('vary', 'origin');
    if (origin === undefined || !allowed.has(origin)) return;
    reply.header('access-control-allow-origin', origin);
    if (request.method === 'OPTIONS' && asked !== undefined) {
      reply.headers({
        'access-control-allow-methods': [...new Set(methods)].join(', '),
        'access-control-allow-headers': SENT,
        'access-control-max-age': String(MAX_AGE_S),
      });
      return reply.code(204).send();
    }
    reply.header('access-control-expose-headers', SHOWN);
  });
}

/** Gives an origin as browsers print it. Throws `USAGE`. */
function demandOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')) return url.origin;
  throw new TribuneError('USAGE', `--allow-origin ${text.slice(0, 100)}: not an origin`, {
    remedy: 'Give each by its name, such as https://app.example; "*" is not taken.',
  });
}
