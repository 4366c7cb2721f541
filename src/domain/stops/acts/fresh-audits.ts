import { TribuneError } from '../../../core/base/errors.js';
import { leavesOut } from '../../audits/recorded/index.js';
import type { AuditStore, StoredAudit } from '../../audits/recorded/ports.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Stop } from '../model/index.js';
import { deploymentsOf } from './wanted.js';

const refused = (message: string, remedy: string): TribuneError => new TribuneError('CONFLICT', message, { remedy });

/**
 * Refuses to resume unless every deployment of the stop has an audit among these that passed, was made after the stop, leaves out nothing of what stood when it began, and was judged by
 * the policy that the registry names for the deployment now. Where it names none, any policy would do, so none does.
 *
 * @throws TribuneError CONFLICT with the deployment that lacks one, and what the named audits lack
 */
export function demandFreshAudits(
  stop: Stop,
  audits: readonly StoredAudit[],
  { registry, nowMs }: { readonly registry: RegistrySnapshot; readonly nowMs: number },
): void {
  for (const id of concernedOf(stop, registry)) {
    const policy = policyOf(id, registry, nowMs);
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

/** An audit that is later than a stop, as whoever would resume on it is told of it. */
export interface OfferedAudit extends Pick<StoredAudit, 'id' | 'madeAtMs' | 'verdict'> {
  /** What it counted; undefined of audits from before this was kept. */
  readonly window: StoredAudit['window'] | undefined;
  /** Why it does not let the deployment be resumed; null where it does. */
  readonly lack: string | null;
}

/** The audits of one deployment on which a stop may be resumed. */
export interface OfferedAudits {
  readonly deployment: string;
  /** Digest of the policy that the registry names for it now; null where it names none, so that only a waiver resumes it. */
  readonly policy: string | null;
  /** The newest first. */
  readonly audits: readonly OfferedAudit[];
  /** Whether there are later ones than the stop beyond those that are listed: an older one may be named all the same. */
  readonly isMore: boolean;
}

/** Deployments of a stop, and audits of each, that are looked at. */
const MOST_OFFERED = { deployments: 100, audits: 20 } as const;

/** What each deployment of a stop has to be resumed on, and how many deployments are left out of the list. */
export async function offeredAudits(
  stop: Stop,
  audits: Pick<AuditStore, 'list'>,
  { registry, nowMs }: { readonly registry: RegistrySnapshot; readonly nowMs: number },
): Promise<{ readonly deployments: readonly OfferedAudits[]; readonly leftOut: number }> {
  const ids = concernedOf(stop, registry);
  const deployments: OfferedAudits[] = [];
  for (const deployment of ids.slice(0, MOST_OFFERED.deployments)) {
    const policy = policyOf(deployment, registry, nowMs);
    // Of an audit only its verdict is told, as a refusal to resume on it does; its result stays with those who may read it.
    const newest = await audits.list({ deployment, sight: 'persons', limit: MOST_OFFERED.audits + 1 });
    const later = newest.filter(({ madeAtMs }) => madeAtMs > stop.sinceMs);
    deployments.push({
      ...{ deployment, policy, isMore: later.length > MOST_OFFERED.audits },
      audits: later.slice(0, MOST_OFFERED.audits).map((audit) => ({
        ...{ id: audit.id, madeAtMs: audit.madeAtMs, verdict: audit.verdict, window: audit.window },
        lack: policy === null ? 'the registry names no policy for the deployment' : lackOf(audit, stop, policy),
      })),
    });
  }
  return { deployments, leftOut: ids.length - deployments.length };
}

function concernedOf(stop: Stop, registry: RegistrySnapshot): readonly string[] {
  const concerned = deploymentsOf(stop, registry);
  return concerned === 'all' ? registry.deployments.map(({ id }) => id) : concerned;
}

function policyOf(id: string, { deployments }: RegistrySnapshot, nowMs: number): string | null {
  const deployment = deployments.find((one) => one.id === id);
  return deployment === undefined ? null : (activeAt(deployment, nowMs)?.policyDigest ?? null);
}

/** What an audit lacks to show that decisions may go on; null where it lacks nothing. */
function lackOf(audit: StoredAudit, stop: Stop, policy: string): string | null {
  const { id, madeAtMs, verdict, policyDigest } = audit;
  if (madeAtMs <= stop.sinceMs) return `audit ${id} is older than the stop`;
  const leftOut = leavesOut(audit, { atMs: stop.sinceMs, logSize: stop.logSize });
  if (leftOut !== null) return `audit ${id} ${leftOut}`;
  if (verdict !== 'pass') return `audit ${id} says ${verdict}`;
  if (policyDigest !== policy) return `audit ${id} was judged by another policy than the one in force`;
  return null;
}
