import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Content security policy: no inline script or style, nothing from other origins, no frames. */
const CSP = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

const OPTIONS = {
  contentSecurityPolicy: { useDefaults: false, directives: CSP },
  referrerPolicy: { policy: 'no-referrer' },
  frameguard: { action: 'deny' },
} as const;

/** Sets the security headers of every answer. They are always the same, so they are computed once. */
export function securityHeaders(app: FastifyInstance): void {
  const headers = headersOf(helmet(OPTIONS));
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** Gives the headers that helmet sets on an answer; it reads nothing else of the answer, nor of the request. */
function headersOf(set: ReturnType<typeof helmet>): Record<string, string> {
  const headers = new Map<string, string>();
  const answer = {
    setHeader: (name: string, value: string) => headers.set(name.toLowerCase(), value),
    removeHeader: () => undefined,
  };
  set({} as never, answer as unknown as ServerResponse, () => undefined);
  return Object.fromEntries(headers);
}
