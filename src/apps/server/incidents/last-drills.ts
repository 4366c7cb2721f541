import { type IncidentScope, systemOf } from '../../../domain/incidents/index.js';
import type { RegistryStore } from '../../../domain/registry/ports.js';
import type { StopStore } from '../../../domain/stops/model/ports.js';

/** The newest stops that are looked through for a drill. */
const LOOKED_AT = 500;

interface HeldDrill {
  readonly id: string;
  /** When it ended. */
  readonly atMs: number;
}

/** Finds the last drill of the stop switch that ended and held for a scope, among the newest stops; null where there is none among them. */
export async function lastDrills(
  stops: Pick<StopStore, 'list'>,
  registry: Pick<RegistryStore, 'load'>,
): Promise<(scope: IncidentScope) => HeldDrill | null> {
  const { drillsOf } = await drillsThatHeld(stops, registry);
  return (scope) => drillsOf(scope)[0] ?? null;
}

/** Drills that held, as far as they are among the newest stops. */
interface HeldDrills {
  /** Those of a scope, the newest first. */
  readonly drillsOf: (scope: IncidentScope) => HeldDrill[];
  /** Whether there may be stops that were not looked at. */
  readonly isMore: boolean;
}

/** Finds all such drills, among the newest stops. */
export async function drillsThatHeld(
  stops: Pick<StopStore, 'list'>,
  registry: Pick<RegistryStore, 'load'>,
): Promise<HeldDrills> {
  const snapshot = await registry.load();
  const looked = await stops.list({ ended: true, before: null, limit: LOOKED_AT });
  const drills = looked.filter(({ drill, end }) => drill && end !== null);
  const drillsOf = (scope: IncidentScope): HeldDrill[] => {
    const system = systemOf(scope, snapshot);
    const found = drills.filter(({ scope: of }) => {
      if (of.kind === 'all') return true;
      if (of.kind === 'system') return of.system === system;
      if (of.kind === 'version') return false;
      if (scope.kind === 'deployment') return of.deployment === scope.deployment;
      return systemOf({ kind: 'deployment', deployment: of.deployment }, snapshot) === system;
    });
    return found.map(({ id, end }) => ({ id, atMs: end!.atMs }));
  };
  return { drillsOf, isMore: looked.length === LOOKED_AT };
}
