import { type Acts, defineAct } from '../acts/index.js';
import { gateSet } from '../gates/events/index.js';
import { setGatesWithin } from '../gates/index.js';
import type { WantedGate } from '../gates/model/index.js';
import type { GateStore } from '../gates/ports/index.js';
import { planSaved } from '../incidents/events/index.js';
import {
  type DemandPlans,
  type IncidentStores,
  savePlansWithin,
  scopeName,
  type WantedPlan,
} from '../incidents/index.js';
import { registryEvent, registryEvents } from '../registry/events/index.js';
import { applyRegistry, type FieldChange, type RegistryDocument } from '../registry/index.js';
import type { RegistrySnapshot, RegistryStore } from '../registry/ports.js';
import { settingChanged } from '../settings/events/index.js';
import type { Settings, WantedSetting } from '../settings/index.js';
import type { SettingStore } from '../settings/ports.js';

const applyWanted = defineAct('registry.apply', { enters: [...registryEvents, settingChanged, planSaved, gateSet] });

/** The acts that apply an administrator's documents. */
export const administrationActs = [applyWanted] as const;

/** What a document asks for: things to register, settings and incident plans, each of which replaces the former one as a whole. */
export interface WantedState {
  readonly registry?: RegistryDocument;
  readonly settings?: readonly WantedSetting[];
  /** They may be about what the same document registers. */
  readonly incidentPlans?: readonly WantedPlan[];
  /** Likewise; only deployments that have none get one. */
  readonly gates?: readonly WantedGate[];
}

/** What applying a document changed. */
export interface AppliedChange {
  readonly type: string;
  readonly id: string;
  readonly model?: string;
  /** The changed fields of a registered thing. */
  readonly fields?: readonly FieldChange[];
  /** The revision as which an incident plan or a gate was saved. */
  readonly revision?: number;
}

interface AdministrationStores extends Pick<IncidentStores, 'incidents'> {
  readonly settings: SettingStore;
  readonly registry: RegistryStore;
  readonly gates: GateStore;
}

export interface AdministrationDeps {
  readonly acts: Pick<Acts<AdministrationStores>, 'run'>;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly settings: Pick<Settings, 'keep' | 'refresh'>;
  readonly nowMs: () => number;
  /** Refuses deployments that would serve another version without the incident plan that their policies ask for. */
  readonly demandPlans: DemandPlans;
  /** Called when the registry may have changed since it was read last. */
  readonly registryChanged: () => Promise<void>;
  /** Judges the gates of these deployments anew. */
  readonly settleGates: (deployments: readonly string[]) => Promise<void>;
}

/** Changes the registry, the settings and the incident plans as an administrator's documents ask for. */
export class Administration {
  readonly #deps: AdministrationDeps;

  constructor(deps: AdministrationDeps) {
    this.#deps = deps;
  }

  snapshot(): Promise<RegistrySnapshot> {
    return this.#deps.registry.load();
  }

  /**
   * Applies a document whole or not at all. Each change becomes an entry, and all are in force when this resolves. Throws
   * `REGISTRY_INVALID`, and for incident plans also `NOT_FOUND`, `INVALID` and `CONFLICT`.
   *
   * @param ownedBy name of a person who may touch only the own systems; else `FORBIDDEN`
   */
  async apply(wanted: WantedState, by: string, ownedBy?: string): Promise<readonly AppliedChange[]> {
    const { registry, settings = [], incidentPlans = [], gates = [] } = wanted;
    const { acts, nowMs, registryChanged, demandPlans } = this.#deps;
    const bound = ownedBy === undefined ? { by } : { by, ownedBy };
    try {
      const applied = await acts.run(applyWanted, async (tx) => {
        const registered = registry === undefined ? [] : await applyRegistry(tx.registry, registry, nowMs(), bound);
        for (const change of registered) tx.enter(registryEvent(change, by));
        const changes: AppliedChange[] = [...registered];
        for (const one of settings) {
          if (await this.#deps.settings.keep(tx, one, by)) changes.push({ type: settingChanged.type, id: shown(one) });
        }
        for (const { scope, revision } of await savePlansWithin(tx, incidentPlans, { by, nowMs: nowMs() }))
          changes.push({ type: planSaved.type, id: scopeName(scope), revision });
        for (const { gate, isNew } of await setGatesWithin(tx, gates, by))
          if (isNew) changes.push({ type: gateSet.type, id: gate.deployment, revision: gate.revision });
        // Plans of the same document count.
        await demandPlans(
          tx,
          registered.filter(servesAnother).map(({ id }) => id),
        );
        return changes;
      });
      await this.#settle(applied);
      return applied;
    } finally {
      // This is done after a failure as well, as a commit whose answer was lost may stand.
      if (registry !== undefined) await registryChanged();
      if (settings.length > 0) await this.#deps.settings.refresh();
    }
  }

  /** Has the gates judged that the changes touch: of a system, a model or a version those of its deployments. */
  async #settle(applied: readonly AppliedChange[]): Promise<void> {
    const touched = applied.filter(({ type }) => type === 'deployment.activated' || type === gateSet.type);
    const ids = new Set(touched.map(({ id }) => id));
    const about = (kind: string): AppliedChange[] => applied.filter(({ type }) => type.startsWith(`${kind}.`));
    const systems = new Set(about('system').map(({ id }) => id));
    const models = new Set([...about('model').map(({ id }) => id), ...about('version').map(({ model }) => model)]);
    if (systems.size + models.size > 0) {
      const known = await this.snapshot();
      for (const { id, system } of known.models) if (systems.has(system)) models.add(id);
      for (const { id, model } of known.deployments) if (models.has(model)) ids.add(id);
    }
    if (ids.size > 0) await this.#deps.settleGates([...ids]);
  }
}

/** Whether a change has a deployment serve another version; another cutoff or policy of the same one is none. */
const servesAnother = ({ type, fields = [] }: AppliedChange): boolean =>
  type === 'deployment.activated' && fields.some(({ name }) => name === 'version');

const shown = ({ setting: { name }, document }: WantedSetting): string =>
  typeof document === 'object' ? name : `${name}=${String(document)}`;
