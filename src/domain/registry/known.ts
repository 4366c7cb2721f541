import type { RegistryStore } from './ports.js';
import { RegistryView } from './view.js';

/**
 * The registry as it was read last. A stored change that could not be read is read before the view is used again, because otherwise records
 * of a deployment that was just registered would be refused for good.
 */
export class KnownRegistry {
  readonly #store: Pick<RegistryStore, 'load'>;
  #view = new RegistryView({ systems: [], models: [], versions: [], deployments: [] });
  /** Number of changes announced; `#loaded` is the number that the view includes. */
  #announced = 1;
  #loaded = 0;

  constructor(store: Pick<RegistryStore, 'load'>) {
    this.#store = store;
  }

  /** Announces that the registry may have changed. */
  changed(): void {
    this.#announced++;
  }

  /** The current view, which is read again where that is due. Throws the errors of the store. */
  current(): RegistryView | Promise<RegistryView> {
    return this.#loaded === this.#announced ? this.#view : this.#read();
  }

  async #read(): Promise<RegistryView> {
    const announced = this.#announced;
    const view = new RegistryView(await this.#store.load());
    // A reading that was started later may have finished first.
    if (announced > this.#loaded) [this.#view, this.#loaded] = [view, announced];
    return this.#loaded === announced ? view : this.#view;
  }
}
