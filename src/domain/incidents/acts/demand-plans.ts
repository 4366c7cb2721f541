import type { RegistryStore } from '../../registry/ports.js';
import type { IncidentScope } from '../model/index.js';
import { demandReadiness, type PlanDemand, planDemandOf, type RecordedDrill, readinessOf } from '../plan/index.js';
import type { IncidentStore } from '../store/ports.js';
import { planFor } from './open.js';

export interface PlanDemandDeps {
  /** Digest of the policy by which a deployment is watched; null where it is not. */
  readonly watchedBy: (deployment: string) => Promise<string | null>;
  /** Policy by which something was watched or audited, by its digest; null for one that the service never saw. */
  readonly policyOf: (digest: string) => Promise<Parameters<typeof planDemandOf>[0] | null>;
  readonly lastDrills: () => Promise<(scope: IncidentScope) => RecordedDrill | null>;
  readonly nowMs: () => number;
}

interface DemandStores {
  readonly incidents: Pick<IncidentStore, 'plan'>;
  readonly registry: Pick<RegistryStore, 'load'>;
}

/** Refuses, in the transaction that has these deployments serve other versions, those without the incident plan that their policies ask for. */
export type DemandPlans = (tx: DemandStores, deployments: readonly string[]) => Promise<void>;

/**
 * Asks the policy by which each deployment is watched, and the one that the registry names for it, for the plan that they demand. A policy of
 * which the service knows only the digest demands nothing that could be known.
 *
 * @throws TribuneError CONFLICT with the reason `incident.plan-wanted`; whatever the reading of a policy throws
 */
export function demandPlansBy({ watchedBy, policyOf, lastDrills, nowMs }: PlanDemandDeps): DemandPlans {
  const known = new Map<string, PlanDemand | null>();
  const demandOf = async (digest: string | null): Promise<PlanDemand | null> => {
    if (digest === null) return null;
    const before = known.get(digest);
    if (before !== undefined) return before;
    const policy = await policyOf(digest);
    // One that nobody watched or audited by may become known later.
    if (policy === null) return null;
    const demand = planDemandOf(policy);
    known.set(digest, demand);
    return demand;
  };
  return async (tx, deployments) => {
    if (deployments.length === 0) return;
    const registry = await tx.registry.load();
    for (const id of deployments) {
      const named = registry.deployments.find((one) => one.id === id)?.activations.at(-1)?.policyDigest ?? null;
      const demands = [await demandOf(named), await demandOf(await watchedBy(id))];
      const demand = demands.includes('ready') ? 'ready' : demands.includes('complete') ? 'complete' : null;
      if (demand === null) continue;
      const scope = { kind: 'deployment', deployment: id } as const;
      const plan = await planFor(tx.incidents, scope, registry);
      const drill = plan === null ? null : (await lastDrills())(scope);
      demandReadiness(id, demand, readinessOf(plan, nowMs(), drill));
    }
  };
}
