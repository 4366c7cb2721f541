import { TribuneError } from '../../../core/base/errors.js';
import { digestOfPolicy } from '../../audits/recorded/index.js';
import type { MonitorStore } from '../ports.js';
import { readWatched, type WatchedPolicy } from './watched-policy.js';

/** Policies by which deployments are watched, each read once. */
export class MonitorPolicies {
  readonly #store: Pick<MonitorStore, 'policy'>;
  readonly #known = new Map<string, WatchedPolicy | TribuneError>();

  readonly #seed: number;

  /** @param seed 32 random bits that nobody outside knows */
  constructor(store: Pick<MonitorStore, 'policy'>, seed: number) {
    this.#store = store;
    this.#seed = seed;
  }

  /**
   * Gives the policy of a digest.
   *
   * @throws TribuneError STORE_INVALID for a text that is gone or another one, POLICY_INVALID for one that this version refuses
   */
  async read(digest: string): Promise<WatchedPolicy> {
    const found = await this.find(digest);
    if (found instanceof TribuneError) throw found;
    return found;
  }

  /**
   * Gives the policy of a digest, or why this version refuses it although the one that had it watched did not.
   *
   * @throws TribuneError STORE_INVALID for a text that is gone or another one
   */
  async find(digest: string): Promise<WatchedPolicy | TribuneError> {
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const text = await this.#store.policy(digest);
    if (text === null || digestOfPolicy(text) !== digest) {
      throw new TribuneError(
        'STORE_INVALID',
        `the policy ${digest}, by which a deployment is watched, is gone or another one`,
        {
          remedy: 'Restore the newest backup, and find out who wrote to the database.',
        },
      );
    }
    const found = this.#readOrRefusal(text);
    this.#known.set(digest, found);
    return found;
  }

  /** Has every policy forget the decisions that it observed. */
  forgetDecisions(): void {
    for (const policy of this.#known.values()) if (!(policy instanceof TribuneError)) policy.forget();
  }

  #readOrRefusal(text: string): WatchedPolicy | TribuneError {
    try {
      return readWatched(text, this.#seed);
    } catch (error) {
      if (error instanceof TribuneError) return error;
      throw error;
    }
  }
}
