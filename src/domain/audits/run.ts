import type { AuditOptions } from './judge-tally.js';
import type { AuditResult } from './result/result.js';
import type { TallySource } from './source/source.js';

/**
 * Data and a policy in, a verdict with evidence out.
 *
 * @throws TribuneError for data or a policy that cannot be audited; what can be estimated but not decided is a verdict, not an error.
 * @example
 * const result = await runAudit(openFiles(['people.csv']), { policy, policyDigest, policyPath: null, today: '2026-11-22', toolVersion: '0.1.0' });
 * result.verdict; // 'fail'
 */
export async function runAudit(source: TallySource, options: AuditOptions): Promise<AuditResult> {
  const { policy, policyDigest, progress } = options;
  // The statistics load while the source reads: its first word says that from now on it waits.
  let loading: Promise<typeof import('./judge-tally.js')> | undefined;
  const load = () => {
    loading ??= import('./judge-tally.js');
    return loading;
  };
  const sourced = await source.tally({ policy, policyDigest, scores: policy.data.score !== null }, (message) => {
    void load();
    progress?.(message);
  });
  const { judgeTally } = await load();
  return judgeTally(sourced, options);
}
