import { Administration, type AdministrationDeps } from '../../../domain/administration/index.js';
import type { MadeServices, ServiceContext } from '../../rooms/define/index.js';
import { openGates } from '../gates/services.js';
import { planDemand } from '../incidents/plan-demand.js';

/** Makes the registry, as it was read last and as an administrator changes it. */
export function registryServices(context: ServiceContext): MadeServices<'registry'> {
  const { decisions, acts, settings, seenRegistry, runtime } = context;
  const administration = new Administration({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: acts as unknown as AdministrationDeps['acts'],
    settings,
    registry: seenRegistry,
    nowMs: () => runtime.nowMs(),
    demandPlans: planDemand(context),
    registryChanged: () => decisions.reloadRegistry(),
    async settleGates(deployments) {
      await openGates(context).gates.settling.settleAll(new Set(deployments));
    },
  });
  return {
    services: {
      registry: {
        view: () => decisions.registry(),
        snapshot: () => administration.snapshot(),
        apply: (wanted, by, ownedBy) => administration.apply(wanted, by, ownedBy),
      },
    },
  };
}
