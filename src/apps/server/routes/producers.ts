import type { FastifyInstance } from 'fastify';
import { missingOf } from '../../../domain/decisions/producers/index.js';
import type { ServerDeps } from '../base/deps.js';

/** Ranges shown for one producer. */
const MAX_SHOWN = 20;

/** Who numbers their requests, and which numbers never came. */
export function producerRoutes(app: FastifyInstance, { producers }: ServerDeps): void {
  app.get('/v1/producers', { config: { action: 'intake.read' } }, async (_request, reply) => {
    const shown = producers().map((state) => ({
      source: state.source,
      last: state.last,
      missing: missingOf(state),
      ranges: state.missing.slice(-MAX_SHOWN),
      seenAt: new Date(state.seenAtMs).toISOString(),
    }));
    return reply.header('cache-control', 'no-store').send({ producers: shown });
  });
}
