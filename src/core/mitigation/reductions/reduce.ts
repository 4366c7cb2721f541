import { counted } from '../../base/counted.js';
import type { Dataset, Parameters } from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type RowGroups, refused } from '../groups/index.js';
import { type Moments, momentsOf, type ReductionConstraint } from './constraints.js';
import { cheapestMixture, type MixtureOptimum } from './linear-programme.js';
import { type Answer, type AskedHow, type Oracle, oracleFor } from './oracle.js';

export interface ReductionOptions {
  readonly constraint: ReductionConstraint;
  /** Largest distance of a group's rate from that of all people, or largest error of a group; 0 to 1. */
  readonly bound: number;
  /**
   * Share of each other that a group's rate and that of all people may fall to, above 0 and up to 1; `bound` is then what that may be missed by.
   * Default 1: their difference is bounded.
   */
  readonly ratio?: number;
  /** Any learner of `tribune/learn` that takes weights; default `logistic`. */
  readonly learner?: string;
  readonly parameters?: Parameters;
  readonly seed: Seed;
  /** Most models that are learned; default 50. */
  readonly models?: number;
}

/** A model that takes part in the mixture. */
export interface ReducedModel {
  readonly document: NeutralDocument;
  /** Chance that a person is decided about by this model. */
  readonly probability: number;
}

export interface Reduction {
  /** Each person is decided about by one of them, drawn by its probability; a score of 0.5 or more is a 1. */
  readonly mixture: readonly ReducedModel[];
  /** Expected share of wrong decisions on the rows learned from. */
  readonly error: number;
  /** The same of the model that is not bounded. */
  readonly errorUnbounded: number;
  /** The largest bounded quantity on the rows learned from; where it is above the bound, no mixture of the models found keeps it. */
  readonly largest: number;
  readonly reached: boolean;
  /** Number of models learned. */
  readonly learned: number;
}

/** The smallest gain for which another model is worth learning. */
const WORTH = 1e-4;
/** Excess that is rounding. */
const ROUNDING = 1e-9;
/** Times in a row that a model may bring nothing before no more are learned. */
const MOST_IDLE = 2;
const MOST_MODELS = 50;
const MOST_ALLOWED = 1_000;
const LEAST_BOUND = 1e-3;
/** A price at which a bound is kept whatever it costs. */
const CERTAIN = 1e6;
const CHEAPER = [1, 4, 16];

/**
 * Learns a randomised model of 0 and 1 that keeps a bound on gaps between groups at the least error: a game between a learner and prices on
 * the constraints, each of whose rounds is learning with weights and changed labels. The attribute is needed to learn, not to decide. Prices
 * are those of the linear programme over the models found so far (column generation), so that few models are learned.
 * Source: Agarwal, Beygelzimer, Dudik, Langford, Wallach 2018, A reductions approach to fair classification.
 *
 * @throws TribuneError INVALID_ARGUMENT for a target that is not 0 and 1, a bound outside 0..1, fewer than two groups
 * @example
 * reduce(data, groups, { constraint: 'demographic_parity', bound: 0.02, seed: 1 }).mixture;
 */
export function reduce(data: Dataset, groups: RowGroups, options: ReductionOptions): Reduction {
  if (data.task !== 'binary') throw refused('the target is not 0 and 1', 'Give a target of 0 and 1.');
  const most = options.models ?? MOST_MODELS;
  if (!(Number.isInteger(most) && most >= 1 && most <= MOST_ALLOWED))
    throw refused(`${counted(most, 'model')}`, `Give a whole number from 1 to ${MOST_ALLOWED}.`);
  const { constraint, bound, ratio = 1 } = options;
  const moments = momentsOf({ constraint, bound, ratio }, { groups, label: data.target });
  const game = new Game(moments, oracleFor(data, groups, options), most);
  // A price above the last buys feasibility at any loss of error. Lower ones first: their answers lie between, where the best mixtures are.
  const dearest = 1 / Math.max(bound, LEAST_BOUND);
  const limits = [...CHEAPER.filter((price) => price < dearest), dearest];
  if (game.canBeRough) {
    for (const limit of limits) game.play(limit, true);
    game.refine();
    game.play(dearest, false);
  } else for (const limit of limits) game.play(limit, false);
  return game.result();
}

/** A model that was found, with what it comes to on all rows. */
interface Found {
  readonly answer: Answer;
  readonly error: number;
  readonly moments: Float64Array;
  /** The prices that it answered. */
  readonly prices: Float64Array;
}

/** The learner against the prices. */
class Game {
  readonly #moments: Moments;
  readonly #oracle: Oracle;
  readonly #most: number;
  readonly #found: Found[] = [];
  readonly #seen = new Set<string>();
  #learned = 0;

  constructor(moments: Moments, oracle: Oracle, most: number) {
    this.#moments = moments;
    this.#oracle = oracle;
    this.#most = most;
    this.#answer(new Float64Array(moments.bounds.length), { isRough: false });
  }

  /** Whether some of the rows can stand for all of them while prices are looked for. */
  get canBeRough(): boolean {
    return this.#oracle.canBeRough;
  }

  /** Learns best answers to the prices of the programme over what was found, until they bring nothing. */
  play(limit: number, isRough: boolean): void {
    let centre: Float64Array = new Float64Array(this.#moments.bounds.length);
    for (let idle = 0; this.#learned < this.#most && idle < MOST_IDLE; ) {
      const { multipliers, cost, excess } = this.#solve(limit);
      // Prices halfway to the last that helped jump about less than those of the programme alone (Wentges 1997).
      const prices = idle === 0 ? multipliers.map((price, k) => (price + centre[k]!) / 2) : multipliers;
      const { value, isNew } = this.#answer(prices, { isRough });
      if (isNew) centre = prices;
      idle = isNew && value < cost + limit * excess - WORTH ? 0 : idle + 1;
    }
  }

  /** Learns from all rows what the best mixture takes of what was learned from some. */
  refine(): void {
    const { weights } = this.#solve(CERTAIN);
    const used = this.#found.filter((one, j) => weights[j]! > 0 && one.answer.isRough);
    for (const { prices, answer } of used)
      if (this.#learned < this.#most) this.#answer(prices, { isRough: false, start: answer });
  }

  result(): Reduction {
    const { weights, cost, excess } = this.#solve(CERTAIN);
    const { bounds } = this.#moments;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < bounds.length; k++)
      largest = Math.max(
        largest,
        this.#found.reduce((sum, one, j) => sum + weights[j]! * one.moments[k]!, 0),
      );
    return {
      mixture: this.#found.flatMap(({ answer }, j) =>
        weights[j]! > 0 ? [{ document: answer.document(), probability: weights[j]! }] : [],
      ),
      error: cost,
      errorUnbounded: this.#found[0]!.error,
      largest,
      reached: excess <= ROUNDING,
      learned: this.#learned,
    };
  }

  #solve(penalty: number): MixtureOptimum {
    return cheapestMixture(
      this.#found.map(({ error }) => error),
      this.#found.map((one) => one.moments),
      this.#moments.bounds,
      penalty,
    );
  }

  /** Learns a best answer to prices; not new where it decides as one that was found before. */
  #answer(prices: Float64Array, how: AskedHow): { value: number; isNew: boolean } {
    const moments = this.#moments;
    const answer = this.#oracle.answer(moments.costs(prices), how);
    this.#learned++;
    const one = { answer, prices, error: moments.error(answer.predictions), moments: moments.of(answer.predictions) };
    const text = `${one.error} ${one.moments.join(' ')}`;
    const isNew = !this.#seen.has(text);
    this.#seen.add(text);
    if (isNew) this.#found.push(one);
    return {
      value: one.error + one.moments.reduce((sum, m, k) => sum + prices[k]! * (m - moments.bounds[k]!), 0),
      isNew,
    };
  }
}
