import { counted } from '../../base/counted.js';
import type { Dataset } from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import { type RowGroups, refused } from '../groups/index.js';
import { momentsOf, type ReductionConstraint } from './constraints.js';
import { type OracleOptions, oracleFor } from './oracle.js';

export interface GridOptions extends OracleOptions {
  readonly constraint: Exclude<ReductionConstraint, 'bounded_group_loss'>;
  /** As of `reduce`; default 1. */
  readonly ratio?: number;
  /** Prices that are tried, at least so many; default 31. */
  readonly points?: number;
  /** Largest sum of prices; default 2, at which a gap of one costs as much as two mistakes a person. */
  readonly limit?: number;
  /** How much the largest distance counts beside the error, 0 to 1; default 0.5. */
  readonly weight?: number;
}

/** A model of the grid. */
export interface GridModel {
  readonly document: NeutralDocument;
  /** Share of wrong decisions on the rows learned from. */
  readonly error: number;
  /** The largest distance of a group's rate from that of all people on the rows learned from. */
  readonly largest: number;
}

export interface Grid {
  readonly models: readonly GridModel[];
  /** Place of the model with the least (1 - weight) x error + weight x distance; the first of several. */
  readonly best: number;
}

const POINTS = 31;
const MOST_POINTS = 1_000;
const LIMIT = 2;
const WEIGHT = 0.5;

/** Each model of a grid stands for its price by itself: predictions of 0 and 1 do not change for less. */
const SETTLED = 1e-3;

/**
 * Learns a model at each price of a grid: single models that draw nothing, for whoever may not decide by lot. Where a bound lies between two
 * of them, only the mixture of `reduce` keeps it at the least error.
 * Source: Agarwal, Beygelzimer, Dudik, Langford, Wallach 2018, A reductions approach to fair classification, section 3.4.
 *
 * @throws TribuneError INVALID_ARGUMENT for a target that is not 0 and 1, fewer than two groups, more than 1,000 prices
 * @example
 * const { models, best } = reduceOverGrid(data, groups, { constraint: 'demographic_parity', seed: 1 });
 */
export function reduceOverGrid(data: Dataset, groups: RowGroups, options: GridOptions): Grid {
  const { constraint, ratio = 1, points = POINTS, limit = LIMIT, weight = WEIGHT } = options;
  if (data.task !== 'binary') throw refused('the target is not 0 and 1', 'Give a target of 0 and 1.');
  if (!(Number.isInteger(points) && points >= 1 && points <= MOST_POINTS))
    throw refused(counted(points, 'price'), `Give a whole number from 1 to ${MOST_POINTS}.`);
  if (!(limit > 0 && Number.isFinite(limit))) throw refused(`a limit of ${limit}`, 'Give a number above 0, such as 2.');
  if (!(weight >= 0 && weight <= 1)) throw refused(`a weight of ${weight}`, 'Give a number from 0 to 1, such as 0.5.');
  const moments = momentsOf({ constraint, bound: 0, ratio }, { groups, label: data.target });
  const oracle = oracleFor(data, groups, { ...options, tolerance: SETTLED });
  const cells = moments.bounds.length / 2;
  const seen = new Set<string>();
  const models: GridModel[] = [];
  for (const at of pricesOf(moments.free.length, points)) {
    const prices = new Float64Array(2 * cells);
    at.forEach((share, i) => {
      const k = moments.free[i]!;
      prices[share > 0 ? k : cells + k] = Math.abs(share) * limit;
    });
    const { document, predictions } = oracle.answer(moments.costs(prices), { isRough: false });
    const found = moments.of(predictions);
    const [error, text] = [moments.error(predictions), found.join(' ')];
    if (seen.has(`${error} ${text}`)) continue;
    seen.add(`${error} ${text}`);
    models.push({ document: document(), error, largest: found.reduce((most, one) => Math.max(most, one)) });
  }
  const worth = ({ error, largest }: GridModel): number => (1 - weight) * error + weight * largest;
  const best = models.reduce((least, one, m) => (worth(one) < worth(models[least]!) ? m : least), 0);
  return { models, best };
}

/** The points of the coarsest even grid in the ball of sums up to 1 that has so many, the middle first; at most 1,000. */
function pricesOf(cells: number, points: number): number[][] {
  for (let steps = 1; ; steps++) {
    const found = latticeOf(cells, steps);
    if (found.length >= points || found.length >= MOST_POINTS)
      return found.slice(0, MOST_POINTS).map((one) => one.map((value) => value / steps));
  }
}

/** Whole numbers whose sizes add up to at most `steps`, by that sum; no more than can be used. */
function latticeOf(cells: number, steps: number): number[][] {
  const found: number[][] = [];
  const extend = (before: number[], left: number): void => {
    if (found.length >= MOST_POINTS) return;
    if (before.length === cells) {
      if (left === 0) found.push(before);
      return;
    }
    for (let size = 0; size <= left; size++)
      for (const value of size === 0 ? [0] : [size, -size]) extend([...before, value], left - size);
  };
  for (let sum = 0; sum <= steps; sum++) extend([], sum);
  return found;
}
