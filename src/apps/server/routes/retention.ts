import type { FastifyInstance } from 'fastify';
import type { RetentionReport } from '../../../domain/decisions/retention/index.js';
import type { ServerDeps } from '../base/deps.js';
import { byLabel, family, type HttpMetrics } from '../http/metrics.js';

/** How long decisions are kept: what would go now, and the act itself. */
export function retentionRoutes(app: FastifyInstance, { retention }: ServerDeps, metrics: HttpMetrics): void {
  app.get('/v1/retention', { config: { action: 'erasure.read' } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await retention.plan()),
  );
  app.post('/v1/retention', { config: { action: 'subject.erase' } }, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await retention.run()),
  );
  metrics.more.push(() => (retention.report === null ? '' : printReport(retention.report)));
}

function printReport({ erased, rules, warnings }: RetentionReport): string {
  const due = new Map<string, number>();
  for (const one of rules) for (const [deployment, n] of Object.entries(one.due)) due.set(deployment, n);
  const held = rules.reduce((sum, one) => sum + one.held, 0);
  const what = erased ? 'Decisions that the last run erased' : 'Decisions past their time';
  return [
    family('tribune_retention_due', 'gauge', `${what}, by deployment.`, byLabel('deployment', due)),
    family('tribune_retention_held', 'gauge', 'Past their time, kept by a legal hold.', [['', held]]),
    family('tribune_retention_warnings', 'gauge', 'Deployments of which nothing is ever erased.', [
      ['', warnings.length],
    ]),
  ].join('');
}
