import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { encodeHex } from '../../../core/ledger/index.js';
import type { Tx } from '../../acts/index.js';
import type { Runtime } from '../../log/ports/index.js';
import { holdReleased, holdSet } from '../events/index.js';
import type { ErasureStore, HoldingAct, HoldStores, LegalHold } from '../ports/index.js';
import { type ErasureActs, releaseHold, setHold } from './acts.js';
import { holdUnknown } from './errors.js';

/** A request for a hold: who answers for it, why, and when it is looked at again. */
export interface HoldRequest {
  readonly owner: string;
  readonly reason: string;
  readonly reviewAt: string;
}

export interface HoldDeps {
  readonly runtime: Runtime;
  readonly erasures: ErasureStore;
  readonly acts: ErasureActs;
  readonly newId: () => string;
  /** Gives the value that binds a hold to its subject without naming anybody. */
  readonly subjectOf: (hold: LegalHold) => string;
}

/** Sets and releases legal holds; both are acts. */
export class Holds {
  readonly #deps: HoldDeps;

  constructor(deps: HoldDeps) {
    this.#deps = deps;
  }

  async set(subjectTag: Uint8Array, { owner, reason, reviewAt }: HoldRequest, within?: HoldingAct): Promise<LegalHold> {
    const { runtime, acts, newId, subjectOf } = this.#deps;
    const reviewAtMs = readTime(reviewAt);
    if (reviewAtMs === null || reviewAtMs <= runtime.nowMs() || owner.trim() === '' || reason.trim() === '') {
      throw new TribuneError('INVALID_ARGUMENT', 'a hold needs an owner, a reason and a review time to come', {
        remedy:
          'Name who answers for it, why (GDPR Article 17(3)), and when it is looked at again, as an RFC 3339 time.',
      });
    }
    const times = { reviewAtMs, setAtMs: runtime.nowMs(), releasedAtMs: null };
    const hold: LegalHold = { id: newId(), subjectTag, owner, reason, ...times };
    const at = new Date(hold.setAtMs).toISOString();
    const event = holdSet({ hold: hold.id, owner, reason, reviewAt, at, subject: subjectOf(hold) });
    const write = async (tx: Tx<HoldStores>): Promise<LegalHold> => {
      await tx.erasures.insertHold(hold);
      tx.enter(event);
      return hold;
    };
    return within === undefined ? acts.run(setHold, write) : within.run(write);
  }

  release(id: string, by: string): Promise<LegalHold> {
    const { runtime, acts } = this.#deps;
    return acts.run(releaseHold, async (tx) => {
      const hold = (await tx.erasures.holds()).find((other) => other.id === id && other.releasedAtMs === null);
      if (hold === undefined) {
        throw holdUnknown('no hold with this id is set', {
          remedy: 'List the holds: GET /v1/holds.',
        });
      }
      const releasedAtMs = runtime.nowMs();
      const released = { ...hold, releasedAtMs };
      await tx.erasures.updateHold(released);
      tx.enter(holdReleased({ hold: id, by, at: new Date(releasedAtMs).toISOString() }));
      return released;
    });
  }

  /** Throws `HOLD_ACTIVE` while a hold is set on the subject. */
  async demandNone(subjectTag: Uint8Array): Promise<void> {
    const hold = (await this.#deps.erasures.holds(subjectTag)).find(({ releasedAtMs }) => releasedAtMs === null);
    if (hold === undefined) return;
    const review = new Date(hold.reviewAtMs).toISOString();
    throw new TribuneError(
      'HOLD_ACTIVE',
      `legal hold ${hold.id} of ${hold.owner} forbids this erasure until released`,
      { remedy: `Ask ${hold.owner}; the hold is to be reviewed at ${review}.` },
    );
  }

  /** Gives the tags of the subjects under a legal hold now, as text. */
  async heldTags(): Promise<ReadonlySet<string>> {
    const holds = (await this.#deps.erasures.holds()).filter(({ releasedAtMs }) => releasedAtMs === null);
    return new Set(holds.map(({ subjectTag }) => encodeHex(subjectTag)));
  }

  /** Lists all holds that are or were set, the latest first. */
  async list(): Promise<LegalHold[]> {
    return (await this.#deps.erasures.holds()).toSorted((a, b) => b.setAtMs - a.setAtMs);
  }

  /** Lists the holds that are or were set on a subject. */
  of(subjectTag: Uint8Array): Promise<LegalHold[]> {
    return this.#deps.erasures.holds(subjectTag);
  }
}
