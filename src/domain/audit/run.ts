import type { Policy } from '../../core/policy/types.js';
import type { AuditResult } from './result.js';
import type { TallySource } from './source.js';

export interface AuditOptions {
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly policyPath: string | null;
  /** `YYYY-MM-DD`, UTC: waivers expire by it. */
  readonly today: string;
  readonly toolVersion: string;
  /** A parsed audit.json that the new audit must not be worse than. */
  readonly baseline?: unknown;
  /** The command that makes this audit again. */
  readonly replay?: string;
  readonly progress?: (message: string) => void;
}

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
