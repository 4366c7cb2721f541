import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { type DemandPlans, demandPlansBy } from '../../../domain/incidents/index.js';
import type { ServiceContext } from '../../rooms/define/index.js';
import { lastDrills } from './last-drills.js';

/** What policies ask of incident plans before another version serves, over what the monitor and audits know of policies. */
export function planDemand({ store, seenRegistry, runtime }: ServiceContext): DemandPlans {
  const monitor = () => store.of(monitorTables).monitor;
  return demandPlansBy({
    async watchedBy(deployment) {
      const epoch = await monitor().lastEpoch(deployment);
      return epoch === null || epoch.endedAtMs !== null ? null : epoch.policyDigest;
    },
    textOf: async (digest) => (await monitor().policy(digest)) ?? (await store.audits.policy(digest)),
    lastDrills: () => lastDrills(store.of(stopTables).stops, seenRegistry),
    nowMs: () => runtime.nowMs(),
  });
}
