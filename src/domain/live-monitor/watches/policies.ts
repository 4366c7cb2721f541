import { TribuneError } from '../../../core/base/errors.js';
import type { MonitorStore } from '../ports.js';
import { readWatched, type WatchedPolicy } from './watched-policy.js';

/** Policies by which deployments are watched, each read once. */
export class MonitorPolicies {
  readonly #store: Pick<MonitorStore, 'policy'>;
  readonly #known = new Map<string, WatchedPolicy>();

  readonly #seed: number;

  /** @param seed 32 random bits that nobody outside knows */
  constructor(store: Pick<MonitorStore, 'policy'>, seed: number) {
    this.#store = store;
    this.#seed = seed;
  }

  /**
   * Gives the policy of a digest.
   *
   * @throws TribuneError STORE_INVALID for a text that is gone or another one, POLICY_INVALID for one that this version cannot read
   */
  async read(digest: string): Promise<WatchedPolicy> {
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const text = await this.#store.policy(digest);
    const read = text === null ? null : readWatched(text, this.#seed);
    if (read?.digest !== digest) {
      throw new TribuneError(
        'STORE_INVALID',
        `the policy ${digest}, by which a deployment is watched, is gone or another one`,
        {
          remedy: 'Restore the newest backup, and find out who wrote to the database.',
        },
      );
    }
    this.#known.set(digest, read);
    return read;
  }

  /** Has every policy forget the decisions that it observed. */
  forgetDecisions(): void {
    for (const policy of this.#known.values()) policy.forget();
  }
}
