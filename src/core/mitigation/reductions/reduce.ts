import { counted } from '../../base/counted.js';
import { type Dataset, fit as learnFrom, type Parameters, planLinear, scoreRows } from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type RowGroups, refused } from '../groups/index.js';
import { momentsOf, type ReductionConstraint } from './constraints.js';
import { cheapestMixture } from './linear-programme.js';

export interface ReductionOptions {
  readonly constraint: ReductionConstraint;
  /** Largest distance of a group's rate from that of all people, or largest error of a group; 0 to 1. */
  readonly bound: number;
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
  const moments = momentsOf(options.constraint, options.bound, { groups, label: data.target });
  const learn = learnerFor(data, options);
  const found: { document: NeutralDocument; error: number; moments: Float64Array }[] = [];
  const seen = new Set<string>();
  /** Learns a best answer to prices; false where it is one that was found before. */
  const answer = (prices: Float64Array): { value: number; isNew: boolean } => {
    const { document, predictions } = learn(moments.costs(prices));
    const one = { document, error: moments.error(predictions), moments: moments.of(predictions) };
    const text = `${one.error} ${one.moments.join(' ')}`;
    const isNew = !seen.has(text);
    seen.add(text);
    if (isNew) found.push(one);
    return {
      value: one.error + one.moments.reduce((sum, m, k) => sum + prices[k]! * (m - moments.bounds[k]!), 0),
      isNew,
    };
  };
  const solve = (penalty: number) =>
    cheapestMixture(
      found.map(({ error }) => error),
      found.map((one) => one.moments),
      moments.bounds,
      penalty,
    );
  const none = new Float64Array(moments.bounds.length);
  answer(none);
  let learned = 1;
  // A price above the last buys feasibility at any loss of error. Lower ones first: their answers lie between, where the best mixtures are.
  const dearest = 1 / Math.max(options.bound, LEAST_BOUND);
  for (const limit of [...CHEAPER.filter((price) => price < dearest), dearest]) {
    let centre: Float64Array = none;
    for (let idle = 0; learned < most && idle < MOST_IDLE; learned++) {
      const { multipliers, cost, excess } = solve(limit);
      // Prices halfway to the last that helped jump about less than those of the programme alone (Wentges 1997).
      const prices = idle === 0 ? multipliers.map((price, k) => (price + centre[k]!) / 2) : multipliers;
      const { value, isNew } = answer(prices);
      if (isNew) centre = prices;
      idle = isNew && value < cost + limit * excess - WORTH ? 0 : idle + 1;
    }
  }
  const best = solve(CERTAIN);
  const largest = moments.bounds.reduce(
    (most_, _, k) =>
      Math.max(
        most_,
        found.reduce((sum, one, j) => sum + best.weights[j]! * one.moments[k]!, 0),
      ),
    Number.NEGATIVE_INFINITY,
  );
  return {
    mixture: found.flatMap(({ document }, j) =>
      best.weights[j]! > 0 ? [{ document, probability: best.weights[j]! }] : [],
    ),
    error: best.cost,
    errorUnbounded: found[0]!.error,
    largest,
    reached: best.excess <= ROUNDING,
    learned,
  };
}

const MOST_MODELS = 50;
const MOST_ALLOWED = 1_000;
const LEAST_BOUND = 1e-3;
/** A price at which a bound is kept whatever it costs. */
const CERTAIN = 1e6;
const CHEAPER = [1, 4, 16];

interface Learned {
  readonly document: NeutralDocument;
  readonly predictions: Uint8Array;
}

/** Learns which rows had best be 1: those for which a 1 costs less than a 0, weighted by what a mistake costs. */
function learnerFor(data: Dataset, options: ReductionOptions): (costs: Float64Array) => Learned {
  const { learner = 'logistic', parameters = {}, seed } = options;
  const isLogistic = learner === 'logistic';
  const plan = isLogistic
    ? planLinear(data, {
        ...(parameters.l2 === undefined ? {} : { l2: Number(parameters.l2) }),
        ...(parameters.standardize === undefined ? {} : { standardize: parameters.standardize === true }),
      })
    : null;
  const rows = Array.from(data.target.keys());
  let start: Float64Array | undefined;
  return (costs) => {
    const target = costs.map((cost) => +(cost < 0));
    const total = costs.reduce((sum, cost) => sum + Math.abs(cost), 0);
    const weights = costs.map((cost) => (Math.abs(cost) * data.rows) / total);
    if (plan === null) {
      const trained = learnFrom({ ...data, target }, { learner, parameters, seed, weights });
      const scores = scoreRows(trained.model, data.columns, rows);
      return { document: trained.document, predictions: Uint8Array.from(scores, (score) => +(score >= 0.5)) };
    }
    const found = plan.fit({
      seed,
      target,
      weights,
      tolerance: NEAR_ENOUGH,
      ...(start === undefined ? {} : { start }),
    });
    start = found.beta;
    return { document: found.document, predictions: Uint8Array.from(plan.scores(found.beta), (z) => +(z >= 0)) };
  };
}

/** Predictions of 0 and 1 do not change for less. */
const NEAR_ENOUGH = 1e-3;
