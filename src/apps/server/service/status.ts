import { printUuid } from '../../../core/base/uuid.js';
import type { ArtifactStore } from '../../../domain/artifacts/ports.js';
import type { ServiceMetrics } from '../../../domain/decisions/api/index.js';
import {
  type ShownDeployment,
  type ShownEvent,
  type ShownFollower,
  type ShownJob,
  type Status,
  statusPage,
  WELCOME,
} from '../../../domain/documents/service/index.js';
import type { FollowerStatus } from '../../../domain/followers/index.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { IntegrityEvent } from '../../../domain/log/ports/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printPage } from '../pages/print-page.js';

const MAX_EVENTS = 10;

type StatusDeps = Pick<
  ServerDeps,
  'reading' | 'log' | 'registry' | 'version' | 'metrics' | 'jobs' | 'followers' | 'nowMs'
> & {
  readonly startedAtMs: number;
  /** Which artifacts are held. */
  readonly artifacts: Pick<ArtifactStore, 'artifactsAmong'>;
};

/** Route of the first page: it shows what the service does, as far as the person who is signed in may see it. */
export const statusRoutes: readonly Route<StatusDeps>[] = [
  routesOver<StatusDeps>()({
    method: 'GET',
    path: '/',
    action: 'page.read',
    within: ['registry.read', 'integrity.read'],
    summary: 'The first page',
    isPage: true,
    answer: 'text/html',
    noStore: true,
    async handle(call, deps) {
      const { caller } = call;
      const signedIn = caller.kind === 'account' && (await call.may('registry.read'));
      return printPage(signedIn ? statusPage(await statusOf(call, caller.name, deps)) : WELCOME);
    },
  }),
];

async function statusOf(call: Call, name: string, deps: StatusDeps): Promise<Status> {
  const { reading, log, registry, version, startedAtMs } = deps;
  const checkpoint = log.checkpoint('main');
  const metrics = deps.metrics();
  const mayEvents = await call.may('integrity.read');
  return {
    name,
    version,
    deployments: await shownDeployments(await registry.snapshot(), deps),
    records: { startedAtMs, ...records(metrics) },
    ledger: {
      entries: metrics.logSize.main,
      checkpoint:
        checkpoint === null ? null : { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') },
      isPublic: call.server.ledgerPublic(),
    },
    jobs: deps.jobs().map(shownJob),
    followers: deps.followers().map(shownFollower),
    events: mayEvents ? (await reading.integrityEvents(MAX_EVENTS)).map(shownEvent) : null,
  };
}

const records = (metrics: ServiceMetrics): Omit<Status['records'], 'startedAtMs'> => ({
  accepted: metrics.accepted,
  duplicates: metrics.duplicates,
  conflicts: metrics.conflicts,
  rejected: Object.values(metrics.rejectedByCode).reduce((sum, n) => sum + n, 0),
  waiting: metrics.queuedRecords,
});

async function shownDeployments(
  { systems, models, versions, deployments }: RegistrySnapshot,
  { nowMs, artifacts }: Pick<StatusDeps, 'nowMs' | 'artifacts'>,
): Promise<ShownDeployment[]> {
  const systemOf = new Map(models.map(({ id, system }) => [id, systems.find((one) => one.id === system)]));
  const labelOf = new Map(versions.map(({ digest, label }) => [digest, label]));
  const held = new Set((await artifacts.artifactsAmong([...labelOf.keys()])).map(({ digest }) => digest));
  const momentMs = nowMs();
  return deployments.map(({ id, model, activations }) => {
    const now = activations.findLast(({ fromMs }) => fromMs <= momentMs);
    return {
      id,
      purpose: systemOf.get(model)?.purpose ?? '',
      owner: systemOf.get(model)?.owner ?? '',
      version: labelOf.get(now?.version ?? '') ?? 'none',
      isHeld: held.has(now?.version ?? ''),
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

const shownFollower = ({ name, entries, waitedMs, failuresInRow }: FollowerStatus): ShownFollower => ({
  name,
  entries,
  waitedMs,
  failuresInRow,
});

const shownEvent = ({ type, decision, detectedAtMs }: IntegrityEvent): ShownEvent => ({
  type,
  decision: printUuid(decision),
  detectedAtMs,
});
