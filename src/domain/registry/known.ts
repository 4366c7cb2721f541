import type { RegistryStore } from './ports.js';
import { RegistryView } from './view.js';

/**
 * The registry as it was read last. A change that stands in the store and could not be read is read before the view is used again: else
 * records of a deployment that was just registered would be refused for good.
 */
export class KnownRegistry {
  readonly #store: Pick<RegistryStore, 'load'>;
  #view = new RegistryView({ systems: [], models: [], versions: [], deployments: [] });
  /** Changes told of, and how many of them the view is known to hold. */
  #told = 1;
  #held = 0;

  constructor(store: Pick<RegistryStore, 'load'>) {
    this.#store = store;
  }

  /** It may have been changed. */
  changed(): void {
    this.#told++;
  }

  /** Reads it where that is due. Throws what the store throws. */
  current(): RegistryView | Promise<RegistryView> {
    return this.#held === this.#told ? this.#view : this.#read();
  }

  async #read(): Promise<RegistryView> {
    const told = this.#told;
    const view = new RegistryView(await this.#store.load());
    // One that was asked for later may have come first.
    if (told > this.#held) [this.#view, this.#held] = [view, told];
    return this.#held === told ? view : this.#view;
  }
}
