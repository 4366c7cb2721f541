import type { RegistryStore } from './ports.js';
import { RegistryView } from './view.js';

/**
 * The registry as it was read last. A stored change that could not be read is read before the view is used again, because otherwise records
 * of a deployment that was just registered would be refused for good.
 */
export class KnownRegistry {
  readonly #store: Pick<RegistryStore, 'load'>;
  #view = new RegistryView({ systems: [], models: [], versions: [], deployments: [] });
  /** Number of changes announced; `#held` is the number that the view includes. */
  #told = 1;
  #held = 0;

  constructor(store: Pick<RegistryStore, 'load'>) {
    this.#store = store;
  }

  /** Announces that the registry may have changed. */
  changed(): void {
    this.#told++;
  }

  /** The current view, which is read again where that is due. Throws the errors of the store. */
  current(): RegistryView | Promise<RegistryView> {
    return this.#held === this.#told ? this.#view : this.#read();
  }

  async #read(): Promise<RegistryView> {
    const told = this.#told;
    const view = new RegistryView(await this.#store.load());
    // A reading that was started later may have finished first.
    if (told > this.#held) [this.#view, this.#held] = [view, told];
    return this.#held === told ? view : this.#view;
  }
}
