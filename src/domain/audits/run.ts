import { TribuneError } from '../../core/base/errors.js';
import { unsupportedOutcome } from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/index.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import type { PolicyChoice } from './policy-text.js';
import type { AuditResult } from './result/result.js';
import type { SourcedOutcome, TallySource } from './source/source.js';

export interface AuditOptions extends Omit<JudgeTallyOptions, keyof PolicyChoice> {
  /** The text of the policy, or a parsed policy with the digest of its bytes. */
  readonly policy: Policy | string;
  /** Digest of the policy, `sha256:...`; for a text it is computed here. */
  readonly policyDigest?: string;
  readonly policyPath?: string | null;
}

/**
 * Audits data under a policy, and returns a verdict with its evidence.
 *
 * @throws TribuneError for data or a policy that cannot be audited; numbers that can be estimated but not decided make a verdict, not an
 * error
 * @example
 * const result = await runAudit(openFiles(['people.csv']), { policy: text, today: '2026-11-22' });
 * result.verdict; // 'fail'
 */
export async function runAudit(source: TallySource, options: AuditOptions): Promise<AuditResult> {
  const choice = await chosen(options);
  const { policy, policyDigest } = choice;
  const { progress } = options;
  // The statistics are loaded while the source reads: its first progress report means that it waits from now on.
  let loading: Promise<typeof import('./judge-tally.js')> | undefined;
  const load = () => {
    loading ??= import('./judge-tally.js');
    return loading;
  };
  if (policy.data.outcome !== undefined) {
    if (source.outcome === undefined) throw unsupportedOutcome(policy.data.outcome.type);
    const outcome = await source.outcome({ policy, policyDigest }, progress);
    return judgedOutcome(outcome, { ...options, ...choice });
  }
  const plan = { policy, policyDigest, scores: policy.data.score !== null };
  const sourced = await source.tally(plan, (message) => {
    // The audit that follows waits for the same code and is told a failure.
    load().catch(() => undefined);
    progress?.(message);
  });
  const asksUtility = policy.sections !== undefined && Object.hasOwn(policy.sections, 'utility');
  const stakes = asksUtility ? await import('./stakes.js') : null;
  const whole = (await stakes?.withStakes(source, plan, { sourced, progress })) ?? sourced;
  const { judgeTally } = await load();
  return judgeTally(whole, { ...options, ...choice });
}

/** Amounts are judged without the code of other types, which takes longer to load than a small audit to judge. */
async function judgedOutcome({ tally, ...rest }: SourcedOutcome, options: JudgeTallyOptions): Promise<AuditResult> {
  if (tally.outcome === 'amount' && rest.parts === undefined) {
    const { judgeAmounts } = await import('./judge-amounts.js');
    return judgeAmounts({ tally, ...rest }, options);
  }
  const { judgeOutcome } = await import('./judge-outcome.js');
  return judgeOutcome({ tally, ...rest }, options);
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
