import { defineReason } from '../../../core/base/reasons.js';
import { leavesOut } from '../../audits/recorded/index.js';
import type { AuditStore, StoredAudit } from '../../audits/recorded/ports.js';
import type { Canary } from './types.js';

/** Audits that a policy asked for itself are by such an actor. */
const POLICY = 'policy:';
/** Audits of a deployment that are read at once while that of its policy is looked for. */
const PAGE = 200;

export const auditWanted = defineReason(
  'canary.audit-wanted',
  'CONFLICT',
  'The policy has a version promoted on an audit that passed, and there is none.',
);

/** What a version is promoted on, where the policy asks for it. */
export interface PromotionGround {
  /** Digest of the policy that asks for an audit; null where none does. */
  readonly policy: string | null;
  /** Why it is promoted without one; null for nothing. */
  readonly waiver: string | null;
}

/**
 * The audit on which a canary is promoted: the newest of its deployment by the policy, made since it was started and of what came since. The newest counts, so that
 * nobody audits until one passes; null where none is asked for, or a reason was given in its place.
 *
 * @throws TribuneError CONFLICT where there is none, or it did not pass
 */
export async function auditForPromotion(
  audits: Pick<AuditStore, 'list'>,
  canary: Canary,
  { policy, waiver }: PromotionGround,
): Promise<string | null> {
  if (policy === null || waiver !== null) return null;
  const { deployment } = canary;
  const found = await newestBy(audits, canary, policy);
  if (found?.verdict === 'pass') return found.id;
  throw auditWanted(
    found === undefined
      ? `${deployment} has no audit by the policy ${policy} that was made since the version is tried out`
      : `the audit ${found.id} of ${deployment}, the newest since the version is tried out, says ${found.verdict}`,
    { remedy: 'Audit it (POST /v1/audits, tribune audit --recorded), or say why there is none as `withoutAudit`.' },
  );
}

/** The newest audit by a policy that was made since a canary was started, however many by others are newer. */
async function newestBy(audits: Pick<AuditStore, 'list'>, { deployment, steps, logSize }: Canary, policy: string) {
  const start = { atMs: steps[0].atMs, logSize };
  for (let before: string | undefined; ; ) {
    const page: readonly StoredAudit[] = await audits.list({ deployment, sight: 'persons', before, limit: PAGE });
    const later = page.filter(({ madeAtMs }) => madeAtMs > start.atMs);
    // What the policy itself had audited is of other days than those of the version, and would let it pass or keep it from that; so would
    // an audit that was asked for what stood before the version was tried out.
    const found = later.find(
      (one) => one.policyDigest === policy && !one.by.startsWith(POLICY) && leavesOut(one, start) === null,
    );
    if (found !== undefined || later.length < PAGE) return found;
    before = page.at(-1)!.id;
  }
}
