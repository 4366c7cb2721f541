import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { RegistryStore } from '../../registry/ports.js';
import {
  type CanaryActs,
  type CanaryBy,
  type CanaryDemands,
  type GateDemand,
  holdOne,
  promoteOne,
  releaseOne,
  rollBackOne,
  type ServingDemand,
  shareOne,
  startOne,
} from './change-canary.js';
import { type DecidedInArm, decidedInArm, type TriedDecision } from './decided-in-arm.js';
import { unknownCanary } from './demand.js';
import type { ArmStore, CanaryQuery, CanaryStore, RecordedArms } from './ports.js';
import type { Canary, WantedCanary } from './types.js';

export interface CanariesDeps {
  readonly acts: CanaryActs;
  readonly stores: {
    readonly canaries: CanaryStore;
    readonly canaryArms: Pick<ArmStore, 'of'>;
    readonly registry: Pick<RegistryStore, 'load'>;
  };
  /** Has every client be told of what changed. */
  readonly refresh: () => Promise<void>;
  /** The policy by which a version is promoted on an audit alone, of a deployment; null where none asks for it. */
  readonly auditedBy: (deployment: string) => Promise<string | null>;
  /** Refuses a deployment that would serve another version without what its policy asks for. */
  readonly demandPlans: ServingDemand;
  /** Refuses a version that would decide while the gate of its deployment is not open for it. */
  readonly demandGate: GateDemand;
  /** Called when the registry may have changed since it was read last. */
  readonly registryChanged: () => Promise<void>;
}

/** Canaries: versions that are tried out on a share of the subjects. Each change is an act with its entry, and every client learns it. */
export class Canaries {
  readonly #deps: CanariesDeps;

  constructor(deps: CanariesDeps) {
    this.#deps = deps;
  }

  get #demands(): CanaryDemands {
    const { demandPlans, demandGate } = this.#deps;
    return { demandPlans, demandGate };
  }

  start(wanted: WantedCanary, by: string): Promise<Canary> {
    return this.#changing(() => startOne(this.#deps.acts, wanted, { by, ...this.#demands }));
  }

  share(id: string, share: number, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => shareOne(this.#deps.acts, id, share, { ...why, ...this.#demands }));
  }

  hold(id: string, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => holdOne(this.#deps.acts, id, why));
  }

  release(id: string, share: number | null, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => releaseOne(this.#deps.acts, id, share, { ...why, ...this.#demands }));
  }

  /**
   * Has the deployment serve the version that is tried out.
   *
   * @param withoutAudit why it is promoted without the audit that the policy asks for; null for nothing
   */
  async promote(id: string, why: CanaryBy, withoutAudit: string | null = null): Promise<Canary> {
    const { deployment } = await this.find(id);
    const ground = { policy: await this.#deps.auditedBy(deployment), waiver: withoutAudit };
    try {
      return await this.#changing(() => promoteOne(this.#deps.acts, id, { ...why, ground, ...this.#demands }));
    } finally {
      await this.#deps.registryChanged();
    }
  }

  rollBack(id: string, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => rollBackOne(this.#deps.acts, id, why));
  }

  /** @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<Canary> {
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await this.#deps.stores.canaries.find(id) : null;
    if (found === null) throw unknownCanary(id);
    return found;
  }

  list(query: CanaryQuery): Promise<Canary[]> {
    return this.#deps.stores.canaries.list(query);
  }

  /** The arm that a decision was made in; null where nothing was tried out then. */
  async armOf(decision: TriedDecision): Promise<DecidedInArm | null> {
    const canary = await this.#deps.stores.canaries.at(decision.deployment, decision.decidedAtMs);
    return canary === null ? null : decidedInArm(canary, decision);
  }

  /** How many decisions were recorded while each of these canaries was on, by the version that their records name. */
  decided(canaries: readonly Canary[]): Promise<RecordedArms> {
    return this.#deps.stores.canaryArms.of(canaries.map(({ id }) => id));
  }

  /** Does an act, and has the board show it whether or not its answer was lost. */
  async #changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      await this.#deps.refresh();
    }
  }
}
