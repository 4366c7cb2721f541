import type { Deployment } from '../../../domain/registry/index.js';
import type { RegistrySnapshot, RegistryStore, RegistryWrite } from '../../../domain/registry/ports.js';
import { SAVE } from './memory-transactions.js';

export class MemoryRegistryStore implements RegistryStore {
  #snapshot: RegistrySnapshot = { systems: [], models: [], versions: [], deployments: [] };
  #writes = 0;

  [SAVE](): () => void {
    const snapshot = this.#snapshot;
    return () => {
      this.#snapshot = snapshot;
    };
  }

  async load(): Promise<RegistrySnapshot> {
    return this.#snapshot;
  }

  async revision(): Promise<string> {
    return String(this.#writes);
  }

  async write(change: RegistryWrite): Promise<void> {
    this.#writes++;
    const { systems, models, versions, deployments } = this.#snapshot;
    const withNew = deployments.concat(
      change.deployments
        .filter(({ id }) => !deployments.some((known) => known.id === id))
        .map((deployment) => ({ ...deployment, activations: [] })),
    );
    this.#snapshot = {
      systems: merged(systems, change.systems, ({ id }) => id),
      models: merged(models, change.models, ({ id }) => id),
      versions: merged(versions, change.versions, ({ model, digest }) => `${model} ${digest}`),
      deployments: withNew.map((deployment): Deployment => {
        const added = change.activations.filter((activation) => activation.deployment === deployment.id);
        const plain = added.map(({ deployment: _, ...activation }) => activation);
        return { ...deployment, activations: [...deployment.activations, ...plain] };
      }),
    };
  }
}

function merged<T extends object>(known: readonly T[], changed: readonly T[], nameOf: (thing: T) => string): T[] {
  const byName = new Map(known.map((thing) => [nameOf(thing), thing]));
  // What a change does not say stays as it was.
  for (const thing of changed) byName.set(nameOf(thing), { ...byName.get(nameOf(thing)), ...thing });
  return [...byName.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, thing]) => thing);
}
