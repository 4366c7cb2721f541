import type { Clock } from '../../core/base/clock.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { DecisionReading, Reader } from '../decisions/api/index.js';
import type { RegistryView } from '../registry/index.js';
import { compareReplay } from '../replays/index.js';
import { explanationEvents, explanationGiven, explanationsRefused } from './events/index.js';
import { basisOf, type ExplanationMaker, issue, issueExplanation, type MakerDeps, type Making } from './maker/index.js';
import { MakingQueue } from './making-queue.js';
import type { ExplanationStore, Giving, MadeExplanation, SealedExplanation } from './ports/index.js';
import { budgetSpent, type Decided, decidedOf, SAME_SCORE } from './recorded/index.js';
import { openExplanation } from './sealed/index.js';
import { type View, viewOf } from './views/index.js';

const giveExplanation = defineAct('explanation.give', { enters: explanationEvents });

/** The acts that make explanations and give them. */
export const explanationActs = [issueExplanation, giveExplanation] as const;

export interface ExplainedDecisionsDeps extends Pick<MakerDeps, 'crypto' | 'nowMs'> {
  readonly store: ExplanationStore;
  readonly maker: Pick<ExplanationMaker, 'make'>;
  readonly reading: Pick<DecisionReading, 'material'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly acts: Acts<{ readonly explanations: ExplanationStore }>;
  readonly after: Clock['after'];
  /** Decisions of which one caller is given explanations on one day. */
  readonly budget: number;
  /** Longest time for which a caller waits for an explanation that is being made, ms. */
  readonly waitMs: number;
}

export interface AskedFor {
  readonly id: string;
  readonly view: View;
}

/** An explanation that is kept, and the decision that it is of. */
interface Kept {
  readonly decided: Decided;
  readonly sealed: SealedExplanation;
  readonly made: MadeExplanation;
  readonly digest: string;
}

/**
 * Explains recorded decisions by the files that are registered with the version that decided. An explanation is made once, beside the serving
 * path, and kept under a key that the erasure of its decision destroys.
 */
export class ExplainedDecisions {
  readonly #deps: ExplainedDecisionsDeps;
  readonly #queue: MakingQueue;

  constructor(deps: ExplainedDecisionsDeps) {
    this.#deps = deps;
    this.#queue = new MakingQueue(deps);
  }

  /** Number of explanations that are being made. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Gives the explanation of a decision as one view shows it; `pending` while it is being made.
   *
   * @throws TribuneError INVALID where it cannot be explained, NOT_FOUND for files that are not held, STORE_INVALID for changed ones,
   * RATE_LIMITED where the budget of the caller is spent, SERVICE_BUSY
   */
  async explanation({ id, view }: AskedFor, reader: Reader): Promise<object | 'unknown' | 'erased' | 'pending'> {
    const { reading, registry, store } = this.#deps;
    const material = await reading.material(id);
    if (material === null) return 'unknown';
    const { key } = material;
    if (key === null) return 'erased';
    const decided = decidedOf(material.view, await registry());
    const giving = this.#givingOf(decided, reader);
    // Whoever has spent the budget has nothing made either.
    if (!(await store.isWithin(giving))) throw await this.#refusal(giving);
    const sealed = await this.#kept(decided, key, reader.actor);
    if (sealed === 'pending') return sealed;
    const opened = openExplanation(this.#deps.crypto, key, sealed);
    if (!(await this.#give({ giving, view, digest: opened.digest }, reader))) throw await this.#refusal(giving);
    return this.#shown({ decided, sealed, ...opened }, view);
  }

  async #kept(decided: Decided, key: Uint8Array, by: string): Promise<SealedExplanation | 'pending'> {
    const basis = basisOf(decided);
    const kept = await this.#deps.store.explanation(decided.id, basis);
    if (kept !== null) return kept;
    return this.#queue.get(`${decided.id} ${basis}`, () => this.#make({ decided, key, basis }, by));
  }

  async #make(one: Making, by: string): Promise<SealedExplanation> {
    const { store, acts, maker } = this.#deps;
    const { sealed, digest } = await maker.make(one);
    await acts.run(issueExplanation, (tx) => issue(tx, [{ ...one, sealed, digest }], by));
    // Where another request was first, its explanation stands.
    return (await store.explanation(one.decided.id, one.basis)) ?? sealed;
  }

  #givingOf({ id }: Decided, { actor }: Reader): Giving {
    const { nowMs, budget } = this.#deps;
    return { actor, day: Math.floor(nowMs() / DAY_MS), decision: id, budget };
  }

  /** Counts the decision against the budget of the caller and enters who is given what; false, and nothing, where the budget is spent. */
  #give(
    { giving, view, digest }: { readonly giving: Giving; readonly view: View; readonly digest: string },
    { actor, purpose }: Reader,
  ): Promise<boolean> {
    return this.#deps.acts.run(giveExplanation, async (tx) => {
      if (!(await tx.explanations.give(giving))) return false;
      tx.enter(explanationGiven({ actor, purpose, of: giving.decision, view, digest }));
      return true;
    });
  }

  /** The error of a budget that is spent, whose first one of a day is entered. */
  async #refusal({ actor, day, budget }: Giving): Promise<TribuneError> {
    const { acts, nowMs } = this.#deps;
    await acts.run(giveExplanation, async (tx) => {
      if (await tx.explanations.refuse({ actor, day }))
        tx.enter(explanationsRefused({ actor, day: dateOf(day), budget }));
    });
    return budgetSpent(`explanations of ${budget} decisions were given today, which is the budget of a day`, {
      remedy: 'Ask again tomorrow (UTC), or have `explanations.budget` in tribune.yaml raised by who answers for it.',
      retryAfterS: Math.max(1, Math.ceil(((day + 1) * DAY_MS - nowMs()) / 1000)),
    });
  }

  async #shown({ decided, sealed, made, digest }: Kept, view: View): Promise<object> {
    const facts = await this.#deps.store.basis(sealed.basis);
    if (facts === null) {
      throw new TribuneError('STORE_INVALID', `the basis ${sealed.basis} of an explanation is not in the database`, {
        remedy: 'Restore the database from a backup and find out who writes to it.',
      });
    }
    const { raw, linked } = made;
    const comparison = compareReplay(decided, decided.inForce, { raw, linked, byPlace: false }, SAME_SCORE);
    const { basis, madeAtMs } = sealed;
    return viewOf(view, { decided, facts, made, comparison, basis, madeAtMs, digest });
  }
}

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
