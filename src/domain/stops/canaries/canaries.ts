import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { type Arm, armOf } from '../../../core/stops/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import {
  type CanaryActs,
  type CanaryBy,
  holdOne,
  promoteOne,
  releaseOne,
  rollBackOne,
  shareOne,
  startOne,
} from './change-canary.js';
import { unknownCanary } from './demand.js';
import type { CanaryQuery, CanaryStore } from './ports.js';
import { type Canary, stepAt, type WantedCanary } from './types.js';

export interface CanariesDeps {
  readonly acts: CanaryActs;
  readonly stores: { readonly canaries: CanaryStore; readonly registry: Pick<RegistryStore, 'load'> };
  /** Has every client be told of what changed. */
  readonly refresh: () => Promise<void>;
  /** Called when the registry may have changed since it was read last. */
  readonly registryChanged: () => Promise<void>;
}

/** A decision that was made, as far as a canary asks for it. */
export interface TriedDecision {
  readonly deployment: string;
  readonly version: string | null;
  readonly subject: string | null;
  readonly decidedAtMs: number;
}

/** Which arm a decision was made in, while a version was tried out on its deployment. */
export interface DecidedInArm {
  readonly canary: string;
  /** The arm of the version that decided; null for a version of neither, and where the record does not say which one decided. */
  readonly arm: Arm | null;
  /** The arm that the subject was to be in; null where the subject is not known. */
  readonly drawn: Arm | null;
}

/** Canaries: versions that are tried out on a share of the subjects. Each change is an act with its entry, and every client learns it. */
export class Canaries {
  readonly #deps: CanariesDeps;

  constructor(deps: CanariesDeps) {
    this.#deps = deps;
  }

  start(wanted: WantedCanary, by: string): Promise<Canary> {
    return this.#changing(() => startOne(this.#deps.acts, wanted, by));
  }

  share(id: string, share: number, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => shareOne(this.#deps.acts, id, share, why));
  }

  hold(id: string, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => holdOne(this.#deps.acts, id, why));
  }

  release(id: string, share: number | null, why: CanaryBy): Promise<Canary> {
    return this.#changing(() => releaseOne(this.#deps.acts, id, share, why));
  }

  async promote(id: string, why: CanaryBy): Promise<Canary> {
    try {
      return await this.#changing(() => promoteOne(this.#deps.acts, id, why));
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
  async armOf({ deployment, version, subject, decidedAtMs }: TriedDecision): Promise<DecidedInArm | null> {
    const canary = await this.#deps.stores.canaries.at(deployment, decidedAtMs);
    if (canary === null) return null;
    const { id, version: tried, incumbent } = canary;
    const { share, isHeld } = stepAt(canary, decidedAtMs);
    return {
      canary: id,
      arm: version === tried ? 'canary' : version === incumbent ? 'incumbent' : null,
      drawn: subject === null ? null : armOf({ deployment, version: tried, share, isHeld }, subject),
    };
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
