import type { Clock } from '../../core/base/clock.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { type Acts, defineAct, type Tx } from '../acts/index.js';
import type { DecisionReading, Reader } from '../decisions/api/index.js';
import type { RegistryView } from '../registry/index.js';
import { compareReplay } from '../replays/index.js';
import { explanationEvents, explanationGiven, explanationsRefused } from './events/index.js';
import {
  basisOf,
  type ExplanationMaker,
  issue,
  issueExplanation,
  type MakerDeps,
  type Making as MakingOf,
} from './maker/index.js';
import { MakingQueue } from './making-queue.js';
import type { BasisFacts, ExplanationStore, Giving, MadeExplanation, SealedExplanation, Spent } from './ports/index.js';
import { budgetSpent, type Decided, decidedOf, SAME_SCORE } from './recorded/index.js';
import { openExplanation } from './sealed/index.js';
import { type View, viewOf } from './views/index.js';

const giveExplanation = defineAct('explanation.give', { enters: explanationEvents });

/** Bases whose facts are held in memory. */
const MOST_FACTS = 100;

/** The acts that make explanations and give them. */
export const explanationActs = [issueExplanation, giveExplanation] as const;

export interface ExplainedDecisionsDeps extends Pick<MakerDeps, 'crypto' | 'nowMs'> {
  readonly store: ExplanationStore;
  readonly maker: Pick<ExplanationMaker, 'make' | 'explainedBy' | 'isFar'>;
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

/** A decision that somebody asked about, and by what it is explained. */
interface Asked extends MakingOf {
  readonly giving: Giving;
  /** What the caller had been given when they asked. */
  readonly seen: Spent;
  readonly view: View;
  readonly reader: Reader;
}

/** An explanation that is kept, and what it says. */
interface Kept {
  readonly sealed: SealedExplanation;
  readonly made: MadeExplanation;
  readonly digest: string;
}

/** An explanation that was just made, and who was given it at once. */
interface Making extends Kept {
  readonly givenTo: Asked | null;
}

/**
 * Whether who asked first is given what they asked for, or went away before: one or the other, so that nobody is entered as given an explanation who was
 * told to come again.
 */
class Turn {
  #is: 'waiting' | 'given' | 'gone' = 'waiting';

  /** Begins to give; false where they went away. */
  begin(): boolean {
    if (this.#is === 'waiting') this.#is = 'given';
    return this.#is === 'given';
  }

  /** Goes away; false where they are being given it. */
  leave(): boolean {
    if (this.#is === 'waiting') this.#is = 'gone';
    return this.#is === 'gone';
  }
}

/**
 * Explains recorded decisions by the files that are registered with the version that decided. An explanation is made once, beside the serving
 * path, and kept under a key that the erasure of its decision destroys.
 */
export class ExplainedDecisions {
  readonly #deps: ExplainedDecisionsDeps;
  readonly #queue: MakingQueue;
  readonly #facts = new Map<string, BasisFacts>();

  constructor(deps: ExplainedDecisionsDeps) {
    this.#deps = deps;
    this.#queue = new MakingQueue(deps);
  }

  /** What another version says of the same people, of which nothing is kept. */
  explainedBy(...asked: Parameters<ExplanationMaker['explainedBy']>): ReturnType<ExplanationMaker['explainedBy']> {
    return this.#deps.maker.explainedBy(...asked);
  }

  /** Whether the model of a version is behind a network, so that what it says is asked for in thousands of questions. */
  isFar(version: string): Promise<boolean> {
    return this.#deps.maker.isFar(version);
  }

  /** The deployment that decided; null for an unknown decision, and for an erased one. */
  async deploymentOf(id: string): Promise<string | null> {
    const material = await this.#deps.reading.material(id);
    if (material === null || material.key === null) return null;
    return String((material.view.record as Readonly<Record<string, unknown>>).deployment);
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
    const basis = basisOf(decided);
    const giving = this.#givingOf(decided, reader);
    const { kept, isWithin, spent: seen } = await store.look(giving, basis);
    const asked: Asked = { decided, key, basis, giving, seen, view, reader };
    if (kept !== null) return this.#given(asked, { sealed: kept, ...openExplanation(this.#deps.crypto, key, kept) });
    // Whoever has spent the budget has nothing made either.
    if (!isWithin) throw await this.#refusal(giving);
    // Beside the making, whose failure is told to everybody who waits for it: a spent budget is of one caller.
    if (!seen.isGiven && (await this.isFar(decided.version))) await this.#countAsking(asked);
    const turn = new Turn();
    const making = await this.#queue.get(
      `${decided.id} ${basis}`,
      () => this.#make(asked, turn),
      () => turn.leave(),
    );
    if (making === 'pending') return making;
    // Who began it was given it in the transaction that keeps it.
    return making.givenTo === asked ? this.#shown(asked, making) : this.#given(asked, making);
  }

  /** Makes an explanation and keeps it, in one transaction with giving it to who asked first, unless they went away meanwhile. */
  async #make(asked: Asked, turn: Turn): Promise<Making> {
    const { acts, maker } = this.#deps;
    const { decided, basis, key, reader } = asked;
    const own = await maker.make(asked);
    return acts.run(giveExplanation, async (tx) => {
      const kept = await issue(tx, [{ decided, basis, ...own }], reader.actor);
      const one = kept.has(decided.id) ? own : await this.#firstOf(tx.explanations, { decided, basis, key });
      const isGiven = turn.begin() && (await this.#giveIn(tx, asked, one.digest));
      return { ...one, givenTo: isGiven ? asked : null };
    });
  }

  /**
   * Counts a decision against the budget of the caller before its endpoint is asked: the questions are put to somebody's model whether or not the
   * endpoint answers in time, the caller waits, or this service lives to see it. Giving the same decision afterwards counts it no second time.
   */
  async #countAsking({ giving, seen }: Asked): Promise<void> {
    const isWithin = await this.#deps.acts.run(giveExplanation, ({ explanations }) => explanations.give(giving, seen));
    if (!isWithin) throw await this.#refusal(giving);
  }

  /** The explanation of another request, which was first and stands. */
  async #firstOf(store: Pick<ExplanationStore, 'explanation'>, { decided, basis, key }: MakingOf): Promise<Kept> {
    const sealed = await store.explanation(decided.id, basis);
    if (sealed === null) throw notThere(decided.id);
    return { sealed, ...openExplanation(this.#deps.crypto, key, sealed) };
  }

  async #given(asked: Asked, kept: Kept): Promise<object> {
    const isGiven = await this.#deps.acts.run(giveExplanation, (tx) => this.#giveIn(tx, asked, kept.digest));
    if (!isGiven) throw await this.#refusal(asked.giving);
    return this.#shown(asked, kept);
  }

  /** Counts the decision against the budget of the caller and enters who is given what; false, and nothing, where the budget is spent. */
  async #giveIn(
    { explanations, enter }: Tx<{ readonly explanations: ExplanationStore }>,
    { giving, seen, view, reader: { actor, purpose } }: Asked,
    digest: string,
  ): Promise<boolean> {
    if (!(await explanations.give(giving, seen))) return false;
    enter(explanationGiven({ actor, purpose, of: giving.decision, view, digest }));
    return true;
  }

  #givingOf({ id }: Decided, { actor }: Reader): Giving {
    const { nowMs, budget } = this.#deps;
    return { actor, day: Math.floor(nowMs() / DAY_MS), decision: id, budget };
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

  async #shown({ decided, view }: Asked, { sealed, made, digest }: Kept): Promise<object> {
    const facts = await this.#factsOf(sealed.basis);
    const { raw, linked } = made;
    const comparison = compareReplay(decided, decided.inForce, { raw, linked, byPlace: false }, SAME_SCORE);
    const { basis, madeAtMs, offerUntilMs } = sealed;
    return viewOf(view, { decided, facts, made, comparison, basis, madeAtMs, offerUntilMs, digest });
  }

  /** The facts of a basis, which never change under its digest. */
  async #factsOf(basis: string): Promise<BasisFacts> {
    const known = this.#facts.get(basis);
    if (known !== undefined) return known;
    const facts = await this.#deps.store.basis(basis);
    if (facts === null) {
      throw new TribuneError('STORE_INVALID', `the basis ${basis} of an explanation is not in the database`, {
        remedy: 'Restore the database from a backup and find out who writes to it.',
      });
    }
    if (this.#facts.size >= MOST_FACTS) this.#facts.clear();
    this.#facts.set(basis, facts);
    return facts;
  }
}

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

const notThere = (id: string): TribuneError =>
  new TribuneError('STORE_INVALID', `the explanation of decision ${id} was removed while it was being kept`, {
    remedy: 'Ask again, and find out who writes to the database.',
  });
