import type { wire } from 'tribune/client';
import type { Registry, Watched } from '../api/queries.js';

/** How a deployment stands, the worst first. */
export type Health = 'firing' | 'silent' | 'watching' | 'not-watched';
const ORDER: readonly Health[] = ['firing', 'silent', 'watching', 'not-watched'];

export interface DeploymentHealth {
  readonly id: string;
  readonly system: string;
  readonly health: Health;
  readonly watched: Watched | null;
}

export interface SystemHealth {
  readonly id: string;
  readonly purpose: string;
  readonly owner: string;
  readonly deployments: readonly DeploymentHealth[];
  readonly health: Health;
}

function healthOf(watched: Watched | undefined): Health {
  if (watched === undefined) return 'not-watched';
  if (watched.firing.length > 0) return 'firing';
  return watched.isSilent ? 'silent' : 'watching';
}

/** Systems with the health of their deployments: a system stands as the worst of them. */
export function systemsOf(registry: Registry, monitor: wire.MonitorList | null): SystemHealth[] {
  const watched = new Map((monitor?.watched ?? []).map((one) => [one.deployment, one]));
  const systemOf = new Map(registry.models.map(({ id, system }) => [id, system]));
  const bySystem = new Map<string, DeploymentHealth[]>(registry.systems.map(({ id }) => [id, []]));
  for (const { id, model } of registry.deployments) {
    const system = systemOf.get(model) ?? '';
    const one = watched.get(id);
    bySystem.get(system)?.push({ id, system, health: healthOf(one), watched: one ?? null });
  }
  return registry.systems.map(({ id, purpose, owner }) => {
    const deployments = bySystem.get(id) ?? [];
    const health = ORDER.find((each) => deployments.some((one) => one.health === each)) ?? 'not-watched';
    return { id, purpose, owner, deployments, health };
  });
}

export const rankOf = (health: Health): number => ORDER.indexOf(health);
