import type { ServerDeps } from '../base/deps.js';
import { MIN_FREE_BYTES, UNREADY_AFTER_FAILURE_MS } from '../base/limits.js';
import type { HttpMetrics } from '../http/metrics.js';
import { type Route, routesOver } from '../http/route.js';
import type { Readiness } from '../http/server-side.js';
import type { Publication } from './publication.js';

type OperationDeps = Pick<ServerDeps, 'ping' | 'freeBytes' | 'log' | 'version'> & { readonly publication: Publication };
const route = routesOver<OperationDeps>();

/** Routes for those who operate the service: health, readiness, metrics, and the OpenAPI description. */
export const operationRoutes: readonly Route<OperationDeps>[] = [
  route({
    method: 'GET',
    path: '/healthz',
    action: 'health.read',
    summary: 'The process lives',
    handle: (_call, { version }) => ({ status: 'ok', version }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    action: 'ready.read',
    summary: 'The service takes work',
    noStore: true,
    async handle({ reply, server }, deps) {
      const isLate = deps.publication.isLate();
      const status = await state(deps, server.metrics, { ...server.readiness, isLate });
      return reply.code(status === 'ready' ? 200 : 503).send({ status });
    },
  }),
  route({
    method: 'GET',
    path: '/metrics',
    action: 'metrics.read',
    summary: 'Prometheus text',
    answer: 'text/plain',
    noStore: true,
    handle: ({ reply, server }) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(server.metrics.print()),
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    action: 'openapi.read',
    summary: 'This document',
    handle: ({ server }) => server.description(),
  }),
];

type Status =
  | 'ready'
  | 'stopping'
  | 'no database'
  | 'disk full'
  | 'store failed'
  | 'ledger not as signed'
  | 'checkpoints are late';

/** Gives only the reason why the service is not ready; the log names the entries that are wrong. */
async function state(
  { ping, freeBytes, log }: OperationDeps,
  { unavailableAtMs }: HttpMetrics,
  { stopping, isLate }: Readiness & { isLate: boolean },
): Promise<Status> {
  if (stopping) return 'stopping';
  if (log.fault !== null) return 'ledger not as signed';
  if (freeBytes() < MIN_FREE_BYTES) return 'disk full';
  try {
    await ping();
  } catch {
    return 'no database';
  }
  const isRecent = unavailableAtMs !== null && performance.now() - unavailableAtMs < UNREADY_AFTER_FAILURE_MS;
  if (isRecent) return 'store failed';
  return isLate ? 'checkpoints are late' : 'ready';
}
