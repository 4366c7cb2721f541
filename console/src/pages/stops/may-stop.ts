import { useQuery } from '@tanstack/react-query';
import { type Registry, sessionQuery } from '../../api/queries.js';
import { useMay } from '../../parts/may.js';
import { ownerOf, systemOf, systemOfModel } from '../../parts/registered.js';
import type { Stop } from './words.js';

/** Says whether the reader may stop something: by role anything, as the owner what belongs to their systems. */
export function useMayStop(registry: Registry | undefined): (scope: Stop['scope']) => boolean {
  const may = useMay();
  const { data: session } = useQuery(sessionQuery);
  return (scope) => {
    const owner = ownerOf(systemOfScope(scope, registry), registry);
    return may('stops.throw', owner !== undefined && owner === session?.name);
  };
}

function systemOfScope(scope: Stop['scope'], registry: Registry | undefined): string | undefined {
  switch (scope.kind) {
    case 'all':
      return undefined;
    case 'system':
      return scope.system;
    case 'version':
      return systemOfModel(scope.model, registry);
    case 'deployment':
      return systemOf(scope.deployment, registry);
  }
}
