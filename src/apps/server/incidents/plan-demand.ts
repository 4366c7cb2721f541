import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readPolicy } from '../../../domain/audits/recorded/index.js';
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
    async policyOf(digest) {
      const text = (await monitor().policy(digest)) ?? (await store.audits.policy(digest));
      if (text === null) return null;
      const read = readByThisVersion(text);
      if (read === null) return null;
      if (read.policyDigest === digest) return read.policy;
      throw new TribuneError('STORE_INVALID', `the policy ${digest} is another one than its digest says`, {
        remedy: 'Restore the newest backup, and find out who wrote to the database.',
      });
    },
    lastDrills: () => lastDrills(store.of(stopTables).stops, seenRegistry),
    nowMs: () => runtime.nowMs(),
  });
}

/** A policy that another version took and this one refuses watches nothing either, which the monitor tells: what it would ask of a plan is not known. */
function readByThisVersion(text: string): ReturnType<typeof readPolicy> | null {
  try {
    return readPolicy(text, 'policy');
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'POLICY_INVALID') return null;
    throw cause;
  }
}
