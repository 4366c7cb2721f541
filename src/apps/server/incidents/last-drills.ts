import { type IncidentScope, systemOf } from '../../../domain/incidents/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import type { StopStore } from '../../../domain/stops/model/ports.js';

/** The newest stops that are looked through for a drill. */
const LOOKED_AT = 500;

/** The last drill of the stop switch that ended and held for a scope, among the newest stops; null where there is none among them. */
export async function lastDrill(
  stops: Pick<StopStore, 'list'>,
  registry: Pick<RegistryStore, 'load'>,
  scope: IncidentScope,
): Promise<{ readonly atMs: number } | null> {
  const snapshot = await registry.load();
  const system = systemOf(scope, snapshot);
  const drills = (await stops.list({ ended: true, before: null, limit: LOOKED_AT })).filter(
    ({ drill, end }) => drill && end !== null,
  );
  const found = drills.find(({ scope: of }) => {
    if (of.kind === 'all') return true;
    if (of.kind === 'system') return of.system === system;
    if (of.kind === 'version') return false;
    if (scope.kind === 'deployment') return of.deployment === scope.deployment;
    return systemOf({ kind: 'deployment', deployment: of.deployment }, snapshot) === system;
  });
  return found === undefined ? null : { atMs: found.end!.atMs };
}
