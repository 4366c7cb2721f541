import { defineFollower, type Follower } from '../../followers/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { deploymentsIn, type IncidentStores, type Told, withNoted } from '../acts/index.js';
import { INCIDENT_LIMITS, type Incident } from '../model/index.js';
import { type Happening, happeningsOf } from './happenings.js';

/**
 * Follows the main log: what happens to what an incident is about is noted in its timeline while it is open. The entry stands in the log
 * already, so that this writes none.
 */
export const followIncidents = (): Follower<IncidentStores> =>
  defineFollower<IncidentStores>({
    name: 'incidents',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      const happened = batches.flatMap(happeningsOf);
      if (happened.length === 0) return undefined;
      return { write: (stores) => note(stores, happened) };
    },
  });

/** Notes what happened in every incident that it belongs to. */
export async function note({ incidents, registry }: IncidentStores, happened: readonly Happening[]): Promise<void> {
  await incidents.lock();
  const open = await incidents.open();
  if (open.length === 0) return;
  const snapshot = await registry.load();
  for (const incident of open) {
    const own = reachOf(incident, snapshot);
    const noted = happened.filter((one) => belongs(one, own));
    if (noted.length === 0) continue;
    const told = withNoted(incident, noted.map(toldOf));
    await incidents.save(withStops(told.incident, noted));
    await incidents.addItems(told.items);
  }
}

interface Reach {
  readonly system: string | null;
  readonly deployments: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly stops: Set<string>;
}

function reachOf({ scope, system, links }: Incident, registry: RegistrySnapshot): Reach {
  const deployments = deploymentsIn(scope, registry);
  return {
    system,
    deployments: new Set([
      ...deployments.map(({ id }) => id),
      ...(scope.kind === 'deployment' ? [scope.deployment] : []),
    ]),
    models: new Set(deployments.map(({ model }) => model)),
    stops: new Set(links.flatMap(({ kind, id }) => (kind === 'stop' ? [id] : []))),
  };
}

function belongs({ of, stop }: Happening, { system, deployments, models, stops }: Reach): boolean {
  const isOwn =
    of.kind === 'all' ||
    (of.kind === 'system' && of.system === system) ||
    (of.kind === 'deployment' && deployments.has(of.deployment)) ||
    (of.kind === 'model' && models.has(of.model)) ||
    (of.kind === 'stop' && stops.has(of.stop));
  if (isOwn && stop !== undefined) stops.add(stop);
  return isOwn;
}

const toldOf = ({ kind, atMs, by, what }: Happening): Told => ({ kind, atMs, by, what });

/** Links the stops that were thrown meanwhile. */
function withStops(incident: Incident, noted: readonly Happening[]): Incident {
  const known = new Set(incident.links.map(({ kind, id }) => `${kind} ${id}`));
  const links = noted.flatMap(({ stop, atMs }) =>
    stop === undefined || known.has(`stop ${stop}`)
      ? []
      : [{ kind: 'stop' as const, id: stop, by: 'service', atMs, hold: null }],
  );
  if (links.length === 0) return incident;
  return { ...incident, links: [...incident.links, ...links].slice(0, INCIDENT_LIMITS.links) };
}
