import { Mutex } from '../../../core/base/mutex.js';
import { type Person, type Queue, queueOrder } from '../../../core/oversight/index.js';
import type { StoredCase } from '../model/index.js';
import type { OversightDeps } from './deps.js';
import type { SetAside } from './set-aside.js';

/** A case that is kept for one claim until the claim is over. */
export interface Reserved {
  readonly stored: StoredCase;
  /** Ends the claim: whatever came of it, others may look at the case again. */
  release(): void;
}

interface UnderWay {
  readonly queue: Queue;
  readonly over: Promise<void>;
}

/**
 * Hands the first cases of the queue to claims, each to one, so that their decisions can be opened before the acts, in which all others wait.
 * Nothing rests on it: the act itself decides whether a reader gets a case.
 */
export class ClaimDesk {
  readonly #deps: Pick<OversightDeps, 'store' | 'nowMs'>;
  readonly #aside: SetAside;
  readonly #turns = new Mutex();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(deps: Pick<OversightDeps, 'store' | 'nowMs'>, aside: SetAside) {
    this.#deps = deps;
    this.#aside = aside;
  }

  /** The next case for a reader, of which no other claim is under way; null where none waits. */
  async next(person: Person): Promise<Reserved | null> {
    for (;;) {
      // Those under way before the look: one that ended during it left a case free that the look passed over.
      const { found, others } = await this.#turns.run(async () => {
        const before = [...this.#underWay.values()].map(({ over }) => over);
        return { found: await this.#reserve(person), others: before };
      });
      if (found !== null || others.length === 0) return found;
      // What the others are about to take is free again where their claims come to nothing.
      await Promise.all(others);
    }
  }

  async #reserve({ id, name }: Person): Promise<Reserved | null> {
    const { store } = this.#deps;
    for (;;) {
      const nowMs = this.#deps.nowMs();
      const except = [...this.#aside.ids(), ...this.#underWay.keys()];
      const { states, changed: counts } = await store.queues(nowMs, except);
      this.#aside.tellCounts(counts);
      const counted = states.map((one) => ({ ...one, taken: one.taken + this.#underWayOf(one.queue) }));
      let changed: readonly string[] = [];
      for (const queue of queueOrder(counted)) {
        const found = await store.first(queue, { who: [id, name], nowMs, except });
        if (found.cases[0] !== undefined) return this.#keep(found.cases[0]);
        changed = found.changed;
        if (changed.length > 0) break;
      }
      if (changed.length === 0) return null;
      this.#aside.addRows(changed);
    }
  }

  #underWayOf(queue: Queue): number {
    return [...this.#underWay.values()].filter((one) => one.queue === queue).length;
  }

  #keep(stored: StoredCase): Reserved {
    const { id, queue } = stored.record;
    let end = (): void => undefined;
    const over = new Promise<void>((done) => {
      end = done;
    });
    this.#underWay.set(id, { queue, over });
    const release = (): void => {
      this.#underWay.delete(id);
      end();
    };
    return { stored, release };
  }
}
