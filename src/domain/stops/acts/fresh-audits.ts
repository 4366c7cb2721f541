import { TribuneError } from '../../../core/base/errors.js';
import type { StoredAudit } from '../../audits/recorded/ports.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Stop } from '../model/index.js';
import { deploymentsOf } from './wanted.js';

const refused = (message: string, remedy: string): TribuneError => new TribuneError('CONFLICT', message, { remedy });

/**
 * Refuses to resume unless every deployment of the stop has an audit among these that passed, was made after the stop, and was judged by
 * the policy that the registry names for the deployment now. Where it names none, any policy would do, so none does.
 *
 * @throws TribuneError CONFLICT with the deployment that lacks one, and what the named audits lack
 */
export function demandFreshAudits(
  stop: Stop,
  audits: readonly StoredAudit[],
  { registry, nowMs }: { readonly registry: RegistrySnapshot; readonly nowMs: number },
): void {
  const concerned = deploymentsOf(stop, registry);
  const ids = concerned === 'all' ? registry.deployments.map(({ id }) => id) : concerned;
  for (const id of ids) {
    const deployment = registry.deployments.find((one) => one.id === id);
    const policy = deployment === undefined ? null : (activeAt(deployment, nowMs)?.policyDigest ?? null);
    if (policy === null)
      throw refused(
        `the registry names no policy for ${id}, so no audit shows that it may be resumed`,
        'Register the policy of the deployment and audit it by that, or give a waiver with its reason.',
      );
    const lacks = audits.filter(({ deployment }) => deployment === id).map((audit) => lackOf(audit, stop, policy));
    if (lacks.includes(null)) continue;
    const why = lacks.length === 0 ? 'none is named' : lacks.join('; ');
    throw refused(
      `${id} has no audit that lets it be resumed: ${why}`,
      'Audit it anew (POST /v1/audits) and name that audit, or give a waiver with its reason.',
    );
  }
}

/** What an audit lacks to show that decisions may go on; null where it lacks nothing. */
function lackOf({ id, madeAtMs, verdict, policyDigest }: StoredAudit, stop: Stop, policy: string): string | null {
  if (madeAtMs <= stop.sinceMs) return `audit ${id} is older than the stop`;
  if (verdict !== 'pass') return `audit ${id} says ${verdict}`;
  if (policyDigest !== policy) return `audit ${id} was judged by another policy than the one in force`;
  return null;
}
