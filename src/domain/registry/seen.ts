import type { RegistrySnapshot, RegistryStore } from './ports.js';

/**
 * Everything registered, read again only where it was written since: a thousand systems are much to read for every page of a console. What is
 * held against the log is read from the store itself, and so is what a change is judged by.
 */
export class SeenRegistry {
  readonly #store: Pick<RegistryStore, 'load' | 'revision'>;
  #seen: { readonly revision: string; readonly snapshot: RegistrySnapshot } | null = null;

  constructor(store: Pick<RegistryStore, 'load' | 'revision'>) {
    this.#store = store;
  }

  /** Everything as it was stored at or after this call. Throws the errors of the store. */
  async load(): Promise<RegistrySnapshot> {
    const revision = await this.#store.revision();
    if (this.#seen?.revision === revision) return this.#seen.snapshot;
    // What was written between the two stands under a revision that is over, and is read once more.
    const snapshot = await this.#store.load();
    this.#seen = { revision, snapshot };
    return snapshot;
  }
}
