import type { GroupKey } from '../../fairness/tally/index.js';
import { type Dataset, planLinear } from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import { fitWorstGroup, meanLosses, sizesOf, type WorstGroupOptions } from './worst-group.js';

export interface BoundedLossOptions extends Omit<WorstGroupOptions, 'tolerance'> {
  /** Largest mean squared error of a group, or mean log-loss for a target of 0 and 1. */
  readonly bound: number;
}

export interface BoundedLoss {
  readonly document: NeutralDocument;
  /** Mean loss of all rows, without the penalty. */
  readonly loss: number;
  /** The same of the model that is not bounded: the difference is what the bound costs. */
  readonly unbounded: number;
  /**
   * Whether the bound is kept. Where not, the model is the one whose worst group is best off with the penalty, and without a penalty no model of
   * this kind keeps it; with one, a model that shrinks less may.
   */
  readonly reached: boolean;
  /** No model of this kind has a worst group with less than this loss and its own penalty; null where that did not have to be asked. */
  readonly least: number | null;
  /** Mean loss of each group, and the price at which it is bounded: 0 where the bound does not bind. */
  readonly groups: readonly { readonly key: GroupKey; readonly loss: number; readonly multiplier: number }[];
}

/** Rounds over all groups whose bounds bind; each brings one of them to its bound. */
const MOST_ROUNDS = 200;
const MOST_STEPS = 100;
/** A loss has come to its bound. */
const SETTLED = 1e-13;
/** Prices from here on say that the bound is at the edge of what can be reached. */
const DEAREST = 1e9;
/** How near the search for the least worst loss comes. */
const NEAR = 1e-9;

/**
 * The linear model (logistic for a target of 0 and 1) with the least mean loss of all rows among those that keep the loss of every group below a bound. The attribute is needed
 * to learn, not to decide. Prices of the groups are found one after the other, each such that its bound is met exactly (coordinate ascent on the concave dual problem).
 * A bound that no such model keeps is said to be out of reach, with the least that is reachable, where mixtures of models may come nearer; the penalty counts
 * as loss in that, so that with one the least is that of models which shrink as much.
 * Source of the constraint: Agarwal, Dudik and Wu 2019, Fair regression: quantitative definitions and reduction-based algorithms.
 *
 * @throws TribuneError INVALID_ARGUMENT for a bound that is no number above 0, a penalty out of range, or where nobody has a known group
 * @example
 * const { reached, loss, groups: each } = fitBoundedLoss(data, groups, { bound: 0.03, seed: 1 });
 */
export function fitBoundedLoss(data: Dataset, groups: RowGroups, options: BoundedLossOptions): BoundedLoss {
  const { bound, seed, standardize = true } = options;
  if (!(bound > 0 && Number.isFinite(bound))) throw refused(`a bound of ${bound}`, 'Give a number above 0.');
  checkGroups(groups, data.rows);
  const penalty = options.penalty ?? (data.task === 'binary' ? USUAL_PENALTY : 0);
  const sizes = sizesOf(groups);
  const there = Array.from(sizes.keys()).filter((g) => sizes[g]! > 0);
  if (there.length === 0) throw refused('nobody has a known group', 'Give rows with one.');
  if (!(penalty >= 0 && Number.isFinite(penalty))) throw refused(`a penalty of ${penalty}`, 'Give a number from 0.');
  const plan = planLinear(data, { l2: penalty * data.rows, standardize });
  const lossesOf = (beta: Float64Array): Float64Array => meanLosses(plan.scores(beta), data, groups, sizes);
  const everybody: RowGroups = { keys: [{}], codes: new Int32Array(data.rows) };
  const wholeOf = (beta: Float64Array): number =>
    meanLosses(plan.scores(beta), data, everybody, Float64Array.of(data.rows))[0]!;
  const prices = new Float64Array(sizes.length);
  let beta = plan.fit({ seed }).beta;
  const unbounded = wholeOf(beta);
  const fitAt = (): Float64Array => {
    const each = prices.map((price, g) => 1 + (sizes[g]! > 0 ? (price * data.rows) / sizes[g]! : 0));
    const weights = Float64Array.from(groups.codes, (code) => (code < 0 ? 1 : each[code]!));
    beta = plan.fit({ seed, weights, start: beta }).beta;
    return lossesOf(beta);
  };
  const told = (own: Float64Array, reached: boolean, least: number | null): BoundedLoss => ({
    document: plan.document(own),
    loss: wholeOf(own),
    unbounded,
    reached,
    least,
    groups: there.map((g) => ({ key: groups.keys[g]!, loss: lossesOf(own)[g]!, multiplier: prices[g]! })),
  });
  const worst = (losses: Float64Array): number => Math.max(...there.map((g) => losses[g]!));
  let losses = lossesOf(beta);
  if (worst(losses) <= bound) return told(beta, true, null);
  const lowest = fitWorstGroup(data, groups, { seed, standardize, penalty, tolerance: NEAR * bound });
  if (worst(lossesOf(lowest.beta)) > bound) return told(lowest.beta, false, lowest.least);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const wrong = there.filter((g) => losses[g]! > bound + SETTLED || (prices[g]! > 0 && losses[g]! < bound - SETTLED));
    if (wrong.length === 0) break;
    for (const g of wrong) losses = settle(g, { prices, bound, fitAt });
  }
  // Prices that do not settle leave the model whose worst group is best off, which keeps the bound at more loss than need be.
  return told(worst(losses) <= bound + NEAR ? beta : lowest.beta, true, lowest.least);
}

const USUAL_PENALTY = 1e-3;

/** Sets the price of a group such that its bound is met, or to 0 where that is below it already (false position, by Illinois). */
function settle(
  g: number,
  { prices, bound, fitAt }: { prices: Float64Array; bound: number; fitAt: () => Float64Array },
): Float64Array {
  let losses: Float64Array = fitAt();
  const missAt = (price: number): number => {
    prices[g] = price;
    losses = fitAt();
    return losses[g]! - bound;
  };
  let [low, above] = [0, missAt(0)];
  if (above <= 0) return losses;
  let [high, below] = [1, missAt(1)];
  while (below > 0 && high < DEAREST) {
    [low, above] = [high, below];
    high *= 4;
    below = missAt(high);
  }
  for (let step = 0; step < MOST_STEPS && below < -SETTLED; step++) {
    const price = low + ((high - low) * above) / (above - below);
    const miss = missAt(price);
    if (Math.abs(miss) <= SETTLED || price === low || price === high) break;
    if (miss > 0) [low, above, below] = [price, miss, below / 2];
    else [high, below, above] = [price, miss, above / 2];
  }
  return losses;
}
