import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from '../deps.js';
import { family, type HttpMetrics } from '../http/metrics.js';
import { MIN_FREE_BYTES, UNREADY_AFTER_FAILURE_MS } from '../limits.js';
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
  metrics.more.push(() =>
    family('tribune_disk_free_bytes', 'gauge', 'Bytes left on the disk of the data folder.', [['', deps.freeBytes()]]),
  );

  app.get('/healthz', { config: { action: 'health.read' } }, async () => ({ status: 'ok', version: deps.version }));

  app.get('/readyz', { config: { action: 'ready.read' } }, async (_request, reply) => {
    const status = await state(deps, metrics, readiness);
    return reply
      .code(status === 'ready' ? 200 : 503)
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

/** The reason alone: which entries are wrong stands in the log. */
async function state(
  { ping, freeBytes, service }: ServerDeps,
  { unavailableAtMs }: HttpMetrics,
  { stopping }: Readiness,
): Promise<'ready' | 'stopping' | 'no database' | 'disk full' | 'store failed' | 'ledger not as signed'> {
  if (stopping) return 'stopping';
  if (service.ledger.fault !== null) return 'ledger not as signed';
  if (freeBytes() < MIN_FREE_BYTES) return 'disk full';
  try {
    await ping();
  } catch {
    return 'no database';
  }
  const isRecent = unavailableAtMs !== null && performance.now() - unavailableAtMs < UNREADY_AFTER_FAILURE_MS;
  return isRecent ? 'store failed' : 'ready';
}
