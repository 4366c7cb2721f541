import type { FastifyInstance } from 'fastify';
import { SECOND_MS } from '../../../core/base/durations.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { ServerDeps } from '../base/deps.js';
import { MIN_FREE_BYTES, UNPUBLISHED_MS, UNREADY_AFTER_FAILURE_MS } from '../base/limits.js';
import { byLabel, family, type HttpMetrics, type Sample } from '../http/metrics.js';
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

  metrics.more.push(() => jobFamilies(deps.jobs()));

  app.get('/healthz', { config: { action: 'health.read' } }, async () => ({ status: 'ok', version: deps.version }));

  const publication = new Publication(deps);
  app.get('/readyz', { config: { action: 'ready.read' } }, async (_request, reply) => {
    const status = await state(deps, metrics, { ...readiness, isLate: publication.isLate() });
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status });
  });

  app.get('/metrics', { config: { action: 'metrics.read' } }, async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(metrics.print(deps.metrics(), deps.version)),
  );

  app.get('/openapi.json', { config: { action: 'openapi.read' } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(openApiDocument(deps.version)),
  );
}

/** Also of jobs that never ran: what is missing cannot be alarmed on. */
function jobFamilies(jobs: readonly JobStatus[]): string {
  const ofJob = (value: (job: JobStatus) => number): Sample[] =>
    byLabel('job', new Map(jobs.map((job) => [job.name, value(job)])));
  return [
    family(
      'tribune_job_last_run_seconds',
      'gauge',
      'When the last run of a job ended, Unix time; 0 before the first.',
      ofJob(({ endedAtMs }) => (endedAtMs ?? 0) / SECOND_MS),
    ),
    family(
      'tribune_job_next_run_seconds',
      'gauge',
      'When a job runs next, Unix time.',
      ofJob(({ nextRunAtMs }) => nextRunAtMs / SECOND_MS),
    ),
    family(
      'tribune_job_failures_total',
      'counter',
      'Runs of a job that failed.',
      ofJob(({ failures }) => failures),
    ),
  ].join('');
}

type Status =
  | 'ready'
  | 'stopping'
  | 'no database'
  | 'disk full'
  | 'store failed'
  | 'ledger not as signed'
  | 'heads are late';

/** Whether heads come out: what is taken in and never signed is no ledger. Looked at with each question, from the first on. */
class Publication {
  readonly #deps: ServerDeps;
  #signed = -1;
  #movedAtMs = 0;

  constructor(deps: ServerDeps) {
    this.#deps = deps;
  }

  isLate(): boolean {
    const { metrics, nowMs } = this.#deps;
    const { logSize, publishedSize } = metrics();
    const isBehind = publishedSize.main < logSize.main;
    if (!isBehind || publishedSize.main !== this.#signed) {
      this.#signed = publishedSize.main;
      this.#movedAtMs = nowMs();
    }
    return nowMs() - this.#movedAtMs >= UNPUBLISHED_MS;
  }
}

/** The reason alone: which entries are wrong stands in the log. */
async function state(
  { ping, freeBytes, log }: ServerDeps,
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
  return isLate ? 'heads are late' : 'ready';
}
