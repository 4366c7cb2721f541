import { useQuery } from '@tanstack/react-query';
import { type Registry, sessionQuery } from '../../api/queries.js';
import { useMay } from '../../parts/may.js';
import type { Stop } from './words.js';

/** Says whether the reader may stop something: by role anything, as the owner what belongs to their systems. */
export function useMayStop(registry: Registry | undefined): (scope: Stop['scope']) => boolean {
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  return (scope) => {
    const system = systemOf(scope, registry);
    const owner = registry?.systems.find(({ id }) => id === system)?.owner;
    return may('stops.throw', owner !== undefined && owner === session?.name);
  };
}

function systemOf(scope: Stop['scope'], registry: Registry | undefined): string | undefined {
  if (scope.kind === 'all') return undefined;
  if (scope.kind === 'system') return scope.system;
  const model =
    scope.kind === 'version' ? scope.model : registry?.deployments.find(({ id }) => id === scope.deployment)?.model;
  return registry?.models.find(({ id }) => id === model)?.system;
}
