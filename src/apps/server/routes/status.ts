import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceMetrics } from '../../../domain/decisions/api/index.js';
import {
  type ShownDeployment,
  type ShownEvent,
  type ShownJob,
  type Status,
  statusPage,
  WELCOME,
} from '../../../domain/documents/service/index.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { IntegrityEvent } from '../../../domain/log/ports/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import type { Guard } from '../http/guard.js';
import { printPage } from '../pages/print-page.js';
import { uuidText } from './reading.js';

const MAX_EVENTS = 10;

/** The first page: what the service does, as far as who is signed in may see it. */
export function statusRoutes(app: FastifyInstance, deps: ServerDeps, guard: Guard): void {
  const startedAtMs = deps.nowMs();
  const status = async (request: FastifyRequest, name: string): Promise<Status> => {
    const { reading, log, registry, version } = deps;
    const head = log.head('main');
    const metrics = deps.metrics();
    const mayJobs = await guard.may(request, 'metrics.read');
    const mayEvents = await guard.may(request, 'integrity.read');
    return {
      name,
      version,
      deployments: shownDeployments(await registry.snapshot(), deps.nowMs()),
      records: { startedAtMs, ...records(metrics) },
      ledger: {
        entries: metrics.logSize.main,
        head: head === null ? null : { size: head.size, root: Buffer.from(head.root).toString('hex') },
        isPublic: guard.ledgerPublic(),
      },
      jobs: mayJobs ? deps.jobs().map(shownJob) : null,
      events: mayEvents ? (await reading.integrityEvents(MAX_EVENTS)).map(shownEvent) : null,
    };
  };

  app.get('/', { config: { action: 'page.read' } }, async (request, reply) => {
    const { caller } = request;
    const signedIn = caller.kind === 'account' && (await guard.may(request, 'registry.read'));
    const page = signedIn ? statusPage(await status(request, caller.name)) : WELCOME;
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(printPage(page));
  });
}

const records = (metrics: ServiceMetrics): Omit<Status['records'], 'startedAtMs'> => ({
  accepted: metrics.accepted,
  duplicates: metrics.duplicates,
  conflicts: metrics.conflicts,
  rejected: Object.values(metrics.rejectedByCode).reduce((sum, n) => sum + n, 0),
  waiting: metrics.queuedRecords,
});

function shownDeployments(
  { systems, models, versions, deployments }: RegistrySnapshot,
  nowMs: number,
): ShownDeployment[] {
  const systemOf = new Map(models.map(({ id, system }) => [id, systems.find((one) => one.id === system)]));
  const labelOf = new Map(versions.map(({ digest, label }) => [digest, label]));
  return deployments.map(({ id, model, activations }) => {
    const now = activations.findLast(({ fromMs }) => fromMs <= nowMs);
    return {
      id,
      purpose: systemOf.get(model)?.purpose ?? '',
      owner: systemOf.get(model)?.owner ?? '',
      version: labelOf.get(now?.version ?? '') ?? 'none',
      cutoff: now?.cutoff ?? null,
      sinceMs: now?.fromMs ?? 0,
    };
  });
}

const shownJob = ({ name, isRunning, endedAtMs, result, nextRunAtMs }: JobStatus): ShownJob => ({
  name,
  isRunning,
  endedAtMs,
  result,
  nextRunAtMs,
});

const shownEvent = ({ type, decision, detectedAtMs }: IntegrityEvent): ShownEvent => ({
  type,
  decision: uuidText(decision),
  detectedAtMs,
});
