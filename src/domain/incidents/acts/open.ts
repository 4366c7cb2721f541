import { TribuneError } from '../../../core/base/errors.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import type { RegistrySnapshot, RegistryStore } from '../../registry/ports.js';
import { clocksFor } from '../duties/index.js';
import { incidentChanged, incidentOpened } from '../events/index.js';
import {
  type Fact,
  INCIDENT_LIMITS,
  type Incident,
  type IncidentLink,
  type IncidentOrigin,
  type IncidentScope,
  type IncidentSeverity,
} from '../model/index.js';
import { type IncidentPlan, scopeName } from '../plan/index.js';
import type { IncidentStore } from '../store/ports.js';
import { type Freezer, freeze } from './freeze.js';
import { demandScope, jurisdictionsOf, systemOf } from './scope.js';
import { withItem, withNoted } from './timeline.js';

export const openIncident = defineAct('incident.open', { enters: [incidentOpened] });

export interface IncidentStores {
  readonly incidents: IncidentStore;
  readonly registry: Pick<RegistryStore, 'load'>;
}

export type IncidentActs = Pick<Acts<IncidentStores>, 'run' | 'newId'>;

/** What the opening of an incident says of it. Times are milliseconds since 1970. */
export interface WantedIncident {
  /** Id of the incident, so that a request that is sent again opens no second one. */
  readonly id?: string | undefined;
  readonly title: string;
  readonly text?: string | undefined;
  readonly severity: IncidentSeverity;
  readonly scope: IncidentScope;
  readonly occurredAtMs?: number | undefined;
  /** When somebody became aware; now, unless said otherwise. */
  readonly awareAtMs?: number | undefined;
  readonly facts?: readonly Fact[] | undefined;
  /** Alerts that it is about. */
  readonly alerts?: readonly string[] | undefined;
}

export interface OpeningDeps {
  readonly freezer: Freezer;
  readonly nowMs: () => number;
}

/** Opens an incident in the transaction of an act that declares `incident.opened`. The same id again opens nothing more. */
export async function openWithin(
  tx: Tx<IncidentStores>,
  wanted: WantedIncident & { readonly id: string },
  made: { readonly by: string; readonly origin: IncidentOrigin; readonly deps: OpeningDeps },
): Promise<Incident> {
  await tx.incidents.lock();
  const known = await tx.incidents.find(wanted.id);
  if (known !== null) return demandSame(known, wanted, made.by);
  const { open } = await tx.incidents.count();
  if (open >= INCIDENT_LIMITS.open)
    throw new TribuneError('CONFLICT', `${open} incidents are open, which is the most`, {
      remedy: 'Close those that are over: tribune incident list.',
    });
  const nowMs = made.deps.nowMs();
  const registry = await tx.registry.load();
  demandScope(wanted.scope, registry);
  const { atMs, ...times } = timesOf(wanted, nowMs);
  const plan = await planFor(tx.incidents, wanted.scope, registry);
  const frozen = await freeze(made.deps.freezer, { scope: wanted.scope, registry, plan, atMs });
  const facts = wanted.facts ?? [];
  const places = jurisdictionsOf(wanted.scope, registry);
  const links = (wanted.alerts ?? []).map((id): IncidentLink => ({ kind: 'alert', id, by: made.by, atMs, hold: null }));
  const blank: Incident = {
    ...{ id: wanted.id, revision: 1, title: wanted.title, severity: wanted.severity, state: 'detected' },
    ...{ scope: wanted.scope, system: systemOf(wanted.scope, registry), origin: made.origin },
    ...{ openedBy: made.by, openedAtMs: atMs, ...times, roles: {}, cause: 'unknown', facts },
    clocks: clocksFor({ facts, jurisdictions: places, plan, awareAtMs: times.awareAtMs, nowMs }),
    ...{ links, actions: [], containment: null, affected: null, postMortem: null, frozen, closing: null },
    ...{ nItems: 0, leftOut: 0 },
  };
  const what = `opened: ${scopeName(wanted.scope)}, ${wanted.severity}`;
  const { incident, items } = withItem(blank, {
    ...{ atMs, kind: 'opened', by: made.by, what },
    text: wanted.text ?? '',
  });
  await tx.incidents.insert(incident);
  await tx.incidents.addItems(items);
  const { origin } = made;
  tx.enter(
    incidentOpened({
      ...{ incident: incident.id, scope: scopeName(wanted.scope), severity: wanted.severity, by: made.by },
      awareAt: new Date(times.awareAtMs).toISOString(),
      policy: origin.kind === 'policy' ? origin.policy : null,
      change: origin.kind === 'policy' ? origin.change : null,
      ...{ frozen: frozen.digest, digest: items[0]!.digest },
    }),
  );
  return incident;
}

/** The incident that is open for the same deployment by a policy: further alerts join it, so that a burst opens one and not thousands. */
export async function joinOrOpen(
  tx: Tx<IncidentStores>,
  wanted: WantedIncident & { readonly id: string },
  made: {
    readonly by: string;
    readonly origin: Extract<IncidentOrigin, { kind: 'policy' }>;
    readonly deps: OpeningDeps;
  },
): Promise<Incident> {
  await tx.incidents.lock();
  const standing = (await tx.incidents.open()).find(
    ({ origin, scope }) => origin.kind === 'policy' && scopeName(scope) === scopeName(wanted.scope),
  );
  if (standing === undefined) return openWithin(tx, wanted, made);
  const atMs = made.deps.nowMs();
  const { requirement, change } = made.origin;
  const what = `the policy asked for an incident again: ${requirement}, change ${change} of the monitor`;
  const { incident: noted, items } = withNoted(standing, [{ atMs, kind: 'reaction', by: made.by, what }]);
  const incident = withAlerts(noted, wanted.alerts ?? [], { by: made.by, atMs });
  const [added] = items;
  // What the timeline has no room for is counted; the entry of the reaction names the incident all the same.
  const changed = added === undefined ? incident : { ...incident, revision: incident.revision + 1 };
  await tx.incidents.save(changed);
  if (added === undefined) return changed;
  await tx.incidents.addItems(items);
  const { number: item, kind, digest } = added;
  tx.enter(
    incidentChanged({ incident: changed.id, revision: changed.revision, item, kind, what, digest, by: made.by }),
  );
  return changed;
}

/** Links alerts that are not linked yet; those beyond the most links are named by the timeline and by the entry of the reaction alone. */
function withAlerts(
  incident: Incident,
  alerts: readonly string[],
  { by, atMs }: { readonly by: string; readonly atMs: number },
): Incident {
  const known = new Set(incident.links.flatMap(({ kind, id }) => (kind === 'alert' ? [id] : [])));
  const added = alerts
    .filter((id) => !known.has(id))
    .map((id): IncidentLink => ({ kind: 'alert', id, by, atMs, hold: null }));
  return { ...incident, links: [...incident.links, ...added].slice(0, INCIDENT_LIMITS.links) };
}

/** The plan that holds for a scope: that of the deployment, or else that of its system. */
export async function planFor(
  store: Pick<IncidentStore, 'plan'>,
  scope: IncidentScope,
  registry: Pick<RegistrySnapshot, 'models' | 'deployments'>,
): Promise<IncidentPlan | null> {
  const own = await store.plan(scope);
  const system = systemOf(scope, registry);
  return own ?? (scope.kind === 'system' || system === null ? null : store.plan({ kind: 'system', system }));
}

function timesOf(wanted: WantedIncident, nowMs: number) {
  const [occurredAtMs, aware] = [wanted.occurredAtMs ?? null, wanted.awareAtMs ?? nowMs];
  if (aware > nowMs) throw invalid('nobody is aware of anything in the future', 'Give a time that has passed.');
  if (occurredAtMs !== null && occurredAtMs > aware)
    throw invalid('the incident began after somebody became aware of it', 'Mend one of the two times.');
  return { atMs: nowMs, occurredAtMs, awareAtMs: aware };
}

/** Gives the incident that a request opened before; the id belongs to nobody else and to no other incident. */
function demandSame(known: Incident, wanted: WantedIncident, by: string): Incident {
  const isSame =
    known.openedBy === by && known.title === wanted.title && scopeName(known.scope) === scopeName(wanted.scope);
  if (isSame) return known;
  throw new TribuneError('CONFLICT', `the id ${known.id} is that of another incident`, {
    remedy: 'Leave the id out, or give a new UUID.',
  });
}

export const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID', message, { remedy });
