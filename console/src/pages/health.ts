import type { wire } from 'tribune/client';
import type { Registry, Watched } from '../api/queries.js';

/** How a deployment stands. */
type Health = 'firing' | 'silent' | 'out-of-time' | 'watching' | 'not-watched';

export interface DeploymentHealth {
  readonly id: string;
  readonly health: Health;
  readonly watched: Watched | null;
}

function healthOf(watched: Watched | undefined): Health {
  if (watched === undefined) return 'not-watched';
  if (watched.firing.length > 0) return 'firing';
  if (watched.isSilent) return 'silent';
  return watched.isOutOfTime ? 'out-of-time' : 'watching';
}

/** The deployments of what is registered of a system, and how each of them stands. */
export function deploymentsOf(registry: Registry, monitor: wire.MonitorList | null): DeploymentHealth[] {
  const watched = new Map((monitor?.watched ?? []).map((one) => [one.deployment, one]));
  return registry.deployments.map(({ id }) => {
    const one = watched.get(id);
    return { id, health: healthOf(one), watched: one ?? null };
  });
}
