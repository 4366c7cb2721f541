import { TribuneError } from '../../core/base/errors.js';
import type { Policy } from '../../core/policy/index.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import type { PolicyChoice } from './policy-text.js';
import type { AuditResult } from './result/result.js';
import type { TallySource } from './source/source.js';

export interface AuditOptions extends Omit<JudgeTallyOptions, keyof PolicyChoice> {
  /** The text of the policy, or a parsed one with the digest of its bytes. */
  readonly policy: Policy | string;
  /** `sha256:...`; of a text it is made here. */
  readonly policyDigest?: string;
  readonly policyPath?: string | null;
}

/**
 * Data and a policy in, a verdict with evidence out.
 *
 * @throws TribuneError for data or a policy that cannot be audited; what can be estimated but not decided is a verdict, not an error.
 * @example
 * const result = await runAudit(openFiles(['people.csv']), { policy: text, today: '2026-11-22' });
 * result.verdict; // 'fail'
 */
export async function runAudit(source: TallySource, options: AuditOptions): Promise<AuditResult> {
  const choice = await chosen(options);
  const { policy, policyDigest } = choice;
  const { progress } = options;
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
  return judgeTally(sourced, { ...options, ...choice });
}

async function chosen({ policy, policyDigest, policyPath }: AuditOptions): Promise<PolicyChoice> {
  if (typeof policy === 'string') {
    const { readPolicy } = await import('./policy-text.js');
    const choice = readPolicy(policy, policyPath ?? undefined);
    return { ...choice, policyDigest: policyDigest ?? choice.policyDigest };
  }
  if (policyDigest !== undefined) return { policy, policyDigest, policyPath: policyPath ?? null };
  throw new TribuneError('INVALID_ARGUMENT', 'runAudit: options.policyDigest is missing beside a parsed policy', {
    remedy: 'Pass the text of the policy, or the sha256 digest of its bytes.',
  });
}
