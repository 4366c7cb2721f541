import { type IncidentScope, systemOf } from '../../../domain/incidents/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import type { StopStore } from '../../../domain/stops/model/ports.js';

/** The newest stops that are looked through for a drill. */
const LOOKED_AT = 500;

/** Finds the last drill of the stop switch that ended and held for a scope, among the newest stops; null where there is none among them. */
export async function lastDrills(
  stops: Pick<StopStore, 'list'>,
  registry: Pick<RegistryStore, 'load'>,
): Promise<(scope: IncidentScope) => { readonly id: string; readonly atMs: number } | null> {
  const snapshot = await registry.load();
  const drills = (await stops.list({ ended: true, before: null, limit: LOOKED_AT })).filter(
    ({ drill, end }) => drill && end !== null,
  );
  return (scope) => {
    const system = systemOf(scope, snapshot);
    const found = drills.find(({ scope: of }) => {
      if (of.kind === 'all') return true;
      if (of.kind === 'system') return of.system === system;
      if (of.kind === 'version') return false;
      if (scope.kind === 'deployment') return of.deployment === scope.deployment;
      return systemOf({ kind: 'deployment', deployment: of.deployment }, snapshot) === system;
    });
    return found === undefined ? null : { id: found.id, atMs: found.end!.atMs };
  };
}
