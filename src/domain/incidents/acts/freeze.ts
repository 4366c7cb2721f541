import { TribuneError } from '../../../core/base/errors.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { type FrozenDeployment, type FrozenState, INCIDENT_LIMITS, type IncidentScope } from '../model/index.js';
import { type IncidentPlan, scopeName } from '../plan/index.js';
import { deploymentsIn } from './scope.js';
import { digestOf } from './timeline.js';

/** What other rooms know of the state of things now. */
export interface Freezer {
  checkpoint(): FrozenState['checkpoint'];
  monitor(deployment: string): Promise<FrozenDeployment['monitor']>;
  stops(): Promise<NonNullable<FrozenState['stops']>>;
}

export interface Freezing {
  readonly scope: IncidentScope;
  readonly registry: RegistrySnapshot;
  readonly plan: IncidentPlan | null;
  readonly atMs: number;
}

/** Digests of what stands now: they bind later evidence to this moment, and hold no numbers of people. */
export async function freeze(freezer: Freezer, { scope, registry, plan, atMs }: Freezing): Promise<FrozenState> {
  const all = deploymentsIn(scope, registry);
  const problems: string[] = [];
  const readable = async <T>(read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (cause) {
      // What somebody changed in the database keeps nobody from opening an incident about it.
      if (!(cause instanceof TribuneError && cause.code === 'STORE_INVALID')) throw cause;
      problems.push(cause.message);
      return null;
    }
  };
  const deployments: FrozenDeployment[] = [];
  for (const deployment of all.slice(0, INCIDENT_LIMITS.frozen)) {
    const active = activeAt(deployment, atMs);
    deployments.push({
      ...{ deployment: deployment.id, version: active?.version ?? null, cutoff: active?.cutoff ?? null },
      ...{ policy: active?.policyDigest ?? null, monitor: await readable(() => freezer.monitor(deployment.id)) },
    });
  }
  const state = {
    ...{ atMs, checkpoint: freezer.checkpoint(), deployments, leftOut: all.length - deployments.length },
    stops: await readable(() => freezer.stops()),
    plan: plan === null ? null : { scope: scopeName(plan.scope), revision: plan.revision, digest: plan.digest },
    problems,
  };
  return { ...state, digest: digestOf(state) };
}
