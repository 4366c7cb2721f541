import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from '../deps.js';
import type { HttpMetrics } from '../http/metrics.js';
import { openApiDocument } from '../openapi/document.js';

export interface Readiness {
  /** Set when the shutdown begins, so that load balancers turn away first. */
  stopping: boolean;
}

/** For those who run the service: health, readiness, metrics, its own description. */
export function operationRoutes(
  app: FastifyInstance,
  deps: ServerDeps,
  metrics: HttpMetrics,
  readiness: Readiness,
): void {
  app.get('/healthz', { config: { action: 'health.read' } }, async () => ({ status: 'ok', version: deps.version }));

  app.get('/readyz', { config: { action: 'ready.read' } }, async (_request, reply) => {
    const database = await deps.ping().then(
      () => true,
      () => false,
    );
    const ready = database && !readiness.stopping;
    const status = ready ? 'ready' : readiness.stopping ? 'stopping' : 'no database';
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status });
  });

  app.get('/metrics', { config: { action: 'metrics.read' } }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(metrics.print(deps.service.metrics(), deps.version)),
  );

  app.get('/openapi.json', { config: { action: 'openapi.read' } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(openApiDocument(deps.version)),
  );
}
