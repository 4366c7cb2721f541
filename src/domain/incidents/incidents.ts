import { TribuneError } from '../../core/base/errors.js';
import type { NumberFeed } from '../../core/base/number-feed.js';
import { readUuid, UUID_BYTES } from '../../core/base/uuid.js';
import type { Acts, Tx } from '../acts/index.js';
import { cut } from '../alerts/signals/index.js';
import type { HoldingAct, HoldStores } from '../decisions/ports/index.js';
import type { RegistryStore } from '../registry/ports.js';
import {
  type ChangeRequest,
  changeOne,
  closeOne,
  concerning,
  demandScope,
  type Freezer,
  holdDecision,
  type IncidentStores,
  joinOrOpen,
  jurisdictionsOf,
  linkHeld,
  openIncident,
  openWithin,
  planFor,
  reopenOne,
  type SavedPlan,
  saveOne,
  systemOf,
  unknownIncident,
  type WantedClosing,
  type WantedIncident,
} from './acts/index.js';
import { type Duty, dutiesNotBegun } from './duties/index.js';
import type { Incident, IncidentScope, LinkKind, TimelineItem } from './model/index.js';
import {
  type Dependency,
  dependenciesOf,
  type IncidentPlan,
  type Readiness,
  type RecordedDrill,
  readinessOf,
  type SuspectInput,
  scopeName,
  suspectInputs,
  type WantedPlan,
} from './plan/index.js';
import type { IncidentQuery, IncidentStore } from './store/ports.js';

export interface HeldDecision {
  readonly incident: string;
  readonly decision: string;
  readonly owner: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly reviewAt: string;
}

export type HoldSetter = (
  decision: string,
  request: Pick<HeldDecision, 'owner' | 'reason' | 'reviewAt'>,
  within: HoldingAct,
) => Promise<unknown>;

export interface IncidentsDeps {
  readonly acts: Pick<Acts<IncidentStores & HoldStores>, 'run' | 'newId'>;
  readonly store: IncidentStore;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly freezer: Freezer;
  /** Whether there is a thing that an incident is to be linked to. */
  readonly exists: (kind: LinkKind, id: string) => Promise<boolean>;
  /** Reads the drills of the stop switch; gives the last one on a system or its deployments that ended, null where there was none. */
  readonly lastDrills: () => Promise<(scope: IncidentScope) => RecordedDrill | null>;
  /** Sets a hold on whom a decision is about, with what else the act does. */
  readonly hold: HoldSetter;
  readonly nowMs: () => number;
  /** Tells those who follow that an incident or a plan changed. */
  readonly feed: NumberFeed;
}

/** The alert for which a policy has an incident opened. */
export interface AlertReason {
  readonly deployment: string;
  readonly requirement: string;
  /** Number of the change of the monitor. */
  readonly change: number;
  /** Id of the alert; null where it is not known. */
  readonly alert: number | null;
  /** Digest of the policy. */
  readonly policy: string;
  readonly by: string;
}

/** Longest part of a name that a title has, in UTF-16 units. */
const MOST_OF_NAME = 80;

/** Incidents that are asked for. */
export interface WantedList extends Omit<IncidentQuery, 'scopes'> {
  readonly scope?: IncidentScope | undefined;
}

/** The plan of a system, with how ready it is. */
export interface PlanLine {
  readonly scope: IncidentScope;
  readonly plan: IncidentPlan | null;
  readonly readiness: Readiness;
}

/** Incidents and the plans that exist before them. Each change is an act with its entry. */
export class Incidents {
  readonly feed: NumberFeed;
  readonly #deps: IncidentsDeps;

  constructor(deps: IncidentsDeps) {
    this.#deps = deps;
    this.feed = deps.feed;
  }

  /**
   * Opens an incident, and freezes what stands. The same id again opens nothing more.
   *
   * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
   */
  async open(wanted: WantedIncident, by: string): Promise<Incident> {
    for (const id of wanted.alerts ?? []) await this.#demandLink('alert', id);
    return this.#changing(({ acts, freezer, nowMs }) =>
      acts.run(openIncident, (tx) =>
        openWithin(
          tx,
          { ...wanted, id: wanted.id ?? acts.newId() },
          { by, origin: { kind: 'hand' }, deps: { freezer, nowMs } },
        ),
      ),
    );
  }

  /** Opens an incident in the transaction of an act of another room, which declares `incident.opened` and says on `feed` that there is news. The same id again opens nothing more. */
  openWithin(tx: Tx<IncidentStores>, wanted: WantedIncident & { readonly id: string }, by: string): Promise<Incident> {
    const { freezer, nowMs } = this.#deps;
    return openWithin(tx, wanted, { by, origin: { kind: 'hand' }, deps: { freezer, nowMs } });
  }

  /**
   * Opens an incident in the transaction of a reaction to an alert, or joins the one that the policy had opened before; gives its id. The act
   * declares `incident.opened` and `incident.changed`.
   */
  async openFor(tx: Tx<IncidentStores>, reason: AlertReason): Promise<string> {
    const { deployment, requirement, change, alert, policy, by } = reason;
    const { acts, freezer, nowMs } = this.#deps;
    const origin = { kind: 'policy', policy, requirement, change } as const;
    const title = `${cut(deployment, MOST_OF_NAME)}: the requirement ${cut(requirement, MOST_OF_NAME)} fires`;
    const text = `Opened as the policy ${policy} says: change ${change} of the monitor fired.`;
    const scope = { kind: 'deployment', deployment } as const;
    const alerts = alert === null ? [] : [`${alert}`];
    const wanted = { id: acts.newId(), title, text, severity: 'major', scope, alerts } as const;
    return (await joinOrOpen(tx, wanted, { by, origin, deps: { freezer, nowMs } })).id;
  }

  /** @throws TribuneError NOT_FOUND, INVALID, CONFLICT */
  async change(request: ChangeRequest, by: string): Promise<Incident> {
    const { change } = request;
    if (change.kind === 'link') await this.#demandLink(change.to, change.id);
    return this.#changing(({ acts, nowMs }) => changeOne(acts, request, { by, nowMs: nowMs() }));
  }

  /**
   * Links a decision, and sets a legal hold on whom it is about: one act.
   *
   * @throws TribuneError NOT_FOUND, DECISION_UNKNOWN, INVALID_ARGUMENT, CONFLICT
   */
  async holdDecision({ incident, decision, ...request }: HeldDecision, by: string): Promise<Incident> {
    return this.#changing(async ({ acts, hold, nowMs }) => {
      await hold(decision, request, {
        run: (set) =>
          acts.run(holdDecision, async (tx) => {
            const made = await set(tx);
            await linkHeld(tx, { incident, decision, hold: made.id }, { by, nowMs: nowMs() });
            return made;
          }),
      });
      return this.find(incident);
    });
  }

  /** @throws TribuneError NOT_FOUND, INVALID, CONFLICT */
  async close(wanted: WantedClosing, by: string): Promise<Incident> {
    for (const { kind, id } of wanted.evidence) if (kind !== 'document') await this.#demandLink(kind, id);
    return this.#changing(({ acts, nowMs }) => closeOne(acts, wanted, { by, nowMs: nowMs() }));
  }

  /** @throws TribuneError NOT_FOUND, CONFLICT */
  reopen(wanted: Pick<WantedClosing, 'incident' | 'revision' | 'text'>, by: string): Promise<Incident> {
    return this.#changing(({ acts, nowMs }) => reopenOne(acts, wanted, { by, nowMs: nowMs() }));
  }

  /** @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<Incident> {
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await this.#deps.store.find(id) : null;
    if (found === null) throw unknownIncident(id);
    return found;
  }

  /**
   * Incidents, the newest first. Those of a system are also those of its deployments, and those of a deployment also those of its system.
   *
   * @throws TribuneError NOT_FOUND for a scope that is not registered, of which no incident could be told
   */
  async list({ scope, ...query }: WantedList): Promise<Incident[]> {
    const { store, registry } = this.#deps;
    const scopes = scope === undefined ? undefined : concerning(scope, await registry.load());
    return store.list({ ...query, scopes });
  }

  /** Ids of the incidents that are linked to an alert, the newest first. */
  ofAlert(alert: number): Promise<string[]> {
    return this.#deps.store.linkedTo('alert', `${alert}`);
  }

  /** Every incident that is not closed, the oldest first. */
  openOnes(): Promise<Incident[]> {
    return this.#deps.store.open();
  }

  count(): ReturnType<IncidentStore['count']> {
    return this.#deps.store.count();
  }

  items(incident: string, query: { readonly after: number; readonly limit: number }): Promise<TimelineItem[]> {
    return this.#deps.store.items(incident, query);
  }

  /** Duties that its facts ask about and that begin no clock, each with the reason. */
  async dutiesNotBegun(incident: Incident): Promise<{ readonly duty: Duty; readonly why: string }[]> {
    const { store, registry, nowMs } = this.#deps;
    const snapshot = await registry.load();
    return dutiesNotBegun({
      ...{ facts: incident.facts, jurisdictions: jurisdictionsOf(incident.scope, snapshot) },
      plan: await planFor(store, incident.scope, snapshot),
      ...{ awareAtMs: incident.awareAtMs, nowMs: nowMs() },
    });
  }

  /**
   * Saves an incident plan as its next revision.
   *
   * @throws TribuneError NOT_FOUND, INVALID, CONFLICT
   */
  savePlan(wanted: WantedPlan, by: string, read?: number): Promise<SavedPlan> {
    return this.#changing(({ acts, nowMs }) => saveOne(acts, wanted, { by, nowMs: nowMs(), read }));
  }

  /**
   * The plan of a scope, or one of its revisions. The plan of a deployment that has none of its own is that of its system.
   *
   * @throws TribuneError NOT_FOUND
   */
  async plan(scope: IncidentScope, revision?: number): Promise<PlanLine & { readonly plan: IncidentPlan }> {
    const { store, registry } = this.#deps;
    const known = await registry.load();
    const plan = revision === undefined ? await planFor(store, scope, known) : await store.plan(scope, revision);
    if (plan !== null) return { scope: plan.scope, plan, readiness: (await this.#judging())(scope, plan) };
    demandScope(scope, known);
    throw new TribuneError(
      'NOT_FOUND',
      `there is no incident plan of the ${scopeName(scope)}${revision === undefined ? '' : ` with the revision ${revision}`}`,
      { remedy: 'Write one: tribune incident plan FILE.yaml.' },
    );
  }

  /** The plan of every system, also of those that have none, and of every deployment that has one of its own. */
  async plans(): Promise<PlanLine[]> {
    const { store, registry } = this.#deps;
    const plans = new Map((await store.plans()).map((plan) => [scopeName(plan.scope), plan]));
    const { systems } = await registry.load();
    const scopes: IncidentScope[] = systems.map(({ id }) => ({ kind: 'system', system: id }));
    const names = new Set(scopes.map(scopeName));
    const own = [...plans.values()].filter(({ scope }) => !names.has(scopeName(scope))).map(({ scope }) => scope);
    const readinessFor = await this.#judging();
    return [...scopes, ...own].map((scope) => {
      const plan = plans.get(scopeName(scope)) ?? null;
      return { scope, plan, readiness: readinessFor(scope, plan) };
    });
  }

  /** How ready a system or deployment is; that of a deployment without a plan of its own is that of its system. A gate asks this. */
  async readiness(scope: IncidentScope): Promise<Readiness> {
    const { store, registry } = this.#deps;
    return (await this.#judging())(scope, await planFor(store, scope, await registry.load()));
  }

  /** Which system uses what another one puts out, and which input is suspect now. */
  async map(): Promise<{ readonly dependencies: Dependency[]; readonly suspects: SuspectInput[] }> {
    const { store, registry } = this.#deps;
    const snapshot = await registry.load();
    const dependencies = dependenciesOf(await store.plans(), ({ scope }) => systemOf(scope, snapshot));
    return { dependencies, suspects: suspectInputs(dependencies, await store.open()) };
  }

  /** Judges plans, as many as are asked for, by the drills as they are known now. */
  async #judging(): Promise<(scope: IncidentScope, plan: IncidentPlan | null) => Readiness> {
    const [lastDrill, nowMs] = [await this.#deps.lastDrills(), this.#deps.nowMs()];
    return (scope, plan) => readinessOf(plan, nowMs, plan === null ? null : lastDrill(scope));
  }

  async #demandLink(kind: LinkKind, id: string): Promise<void> {
    if (await this.#deps.exists(kind, id)) return;
    throw new TribuneError('NOT_FOUND', `there is no ${kind} ${JSON.stringify(id.slice(0, 80))}`, {
      remedy: `GET /v1/${kind}s lists them.`,
    });
  }

  /** Does an act, and tells those who follow whether or not its answer was lost. */
  async #changing<T>(act: (deps: IncidentsDeps) => Promise<T>): Promise<T> {
    try {
      return await act(this.#deps);
    } finally {
      this.feed.changed();
    }
  }
}
