import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/errors.js';
import { MAX_BODIES_HELD } from '../limits.js';
import type { HttpMetrics } from './metrics.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes that this request holds beside its body, until it is answered. Throws `SERVICE_BUSY` over the bound. */
    hold: (bytes: number) => void;
  }
}

/** Bounds what all bodies together hold in memory: over the bound a request is told to come again before its body is read. */
export function boundBodies(app: FastifyInstance, metrics: HttpMetrics, maxHeld: number = MAX_BODIES_HELD): void {
  const demandRoom = (bytes: number): void => {
    if (metrics.bodiesHeld + bytes <= maxHeld) return;
    const remedy = 'Send again after the time in Retry-After; the client of tribune/client does so by itself.';
    throw new TribuneError('SERVICE_BUSY', 'the service holds as many bodies as it may', { remedy });
  };
  app.decorateRequest('hold', () => undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' && request.method !== 'PUT') return;
    const said = Number(request.headers['content-length'] ?? Number.NaN);
    // Without a length the body may become as large as the route allows.
    const bytes = Number.isFinite(said) && said >= 0 ? said : request.routeOptions.bodyLimit;
    if (bytes > request.routeOptions.bodyLimit) return;
    demandRoom(bytes);
    let held = bytes;
    let isOpen = true;
    metrics.bodiesHeld += bytes;
    metrics.bodyBytes += bytes;
    request.hold = (more) => {
      demandRoom(more);
      // The sender hung up before its body was looked at: nothing would give these bytes back.
      if (!isOpen) return;
      held += more;
      metrics.bodiesHeld += more;
    };
    // `close` comes after the answer and after an abort alike.
    reply.raw.once('close', () => {
      isOpen = false;
      metrics.bodiesHeld -= held;
    });
  });
}
