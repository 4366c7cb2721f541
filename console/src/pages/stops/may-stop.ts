import { useQuery } from '@tanstack/react-query';
import { type OfSystem, type Registry, registeredOfQuery, sessionQuery } from '../../api/queries.js';
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

/** Whether the reader may stop what a stop holds for. */
export function useMayStopScope(scope: Stop['scope']): boolean {
  const of = scopePart(scope);
  const { data: registry } = useQuery({ ...registeredOfQuery(of ?? { system: '' }), enabled: of !== null });
  return useMayStop(registry)(scope);
}

/** Of what is registered, what says who owns it; null for everything, which nobody owns. */
function scopePart(scope: Stop['scope']): OfSystem | null {
  switch (scope.kind) {
    case 'all':
      return null;
    case 'system':
      return { system: scope.system };
    case 'version':
      return { model: scope.model };
    case 'deployment':
      return { deployment: scope.deployment };
  }
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
