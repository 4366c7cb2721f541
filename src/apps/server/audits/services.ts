import { openJudge } from '../../../adapters/judging/index.js';
import { auditTables } from '../../../adapters/postgres/audits/index.js';
import { deploymentRuleTables } from '../../../adapters/postgres/deployment-rules/index.js';
import { auditsAtOnce, SegmentTallies } from '../../../adapters/segments/index.js';
import { AuditRuns, RecordedAudits, StoredAudits } from '../../../domain/audits/recorded/index.js';
import { ruleEffects } from '../../../domain/rule-records/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';

/** Makes the audits of recorded decisions, which are judged in a thread of their own, and their stored results. */
export function auditServices({
  store,
  decisions,
  acts,
  runtime,
  scratch,
  onProblem,
}: ServiceContext): MadeServices<'audits' | 'auditRuns' | 'auditResults'> {
  const { history } = decisions;
  const { results, noteRead } = history;
  const auditResults = new StoredAudits({ store: store.audits, acts, runtime, results, noteRead });
  const judging = openJudge();
  const audits = new RecordedAudits({
    history,
    source: new SegmentTallies(history, { scratch }),
    judge: judging.judge,
    ruleEffects: async (job) =>
      ruleEffects(history, await store.of(deploymentRuleTables).deploymentRules.rules(), {
        ...job,
        size: job.proven.size,
      }),
    results: auditResults,
    nowMs: () => runtime.nowMs(),
    atOnce: auditsAtOnce(),
  });
  const auditRuns = new AuditRuns({
    request: (query, followed) => audits.request(query, followed),
    store: store.of(auditTables).begunAudits,
    newId: () => acts.newId(),
    nowMs: () => runtime.nowMs(),
    onProblem,
  });
  return {
    services: { audits, auditRuns, auditResults },
    jobs: [audits.sealingJob()],
    closers: [() => auditRuns.close(), () => audits.close(), () => judging.close()],
  };
}
