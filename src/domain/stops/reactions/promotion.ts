import type { Epoch, MonitorStore } from '../../live-monitor/ports.js';
import { ReactionTables } from './tables.js';

/** Asks of the policy by which a deployment is watched now whether a version is promoted on an audit alone; gives its digest where it is. */
export function promotionPolicies(
  store: Pick<MonitorStore, 'lastEpoch' | 'policy'>,
): (deployment: string) => Promise<string | null> {
  const tables = new ReactionTables((digest) => store.policy(digest));
  return async (deployment) => {
    const epoch: Epoch | null = await store.lastEpoch(deployment);
    if (epoch === null || epoch.endedAtMs !== null) return null;
    const { promotion } = await tables.of(epoch.policyDigest);
    return promotion.needs === 'audit' ? epoch.policyDigest : null;
  };
}
