import { TribuneError } from '../../base/errors.js';
import type { Matrix } from '../../models/index.js';
import { createGenerator, type Generator as RandomGenerator, type Seed } from '../../stats/index.js';
import type { GamePlayers } from '../base/players.js';
import {
  addChain,
  addRound,
  type Chain,
  isSettled,
  newTally,
  permutation,
  planChain,
  standardErrors,
} from './chains.js';
import { type Background, type Evaluations, featuresOf } from './coalitions.js';

/** Most model evaluations per explained row before sampling stops. */
export const SAMPLING_EVALUATIONS = 100_000;
/** Sampling stops when the largest standard error is below this share of the range of the values. The number is our choice. */
export const SAMPLING_TOLERANCE = 0.025;
/** Fewest rounds: standard errors of fewer are not worth stating. */
export const MIN_ROUNDS = 8;

export interface SamplingOptions {
  readonly seed: Seed;
  /** Stream of the generator: the number of the row, so that its result does not depend on the rows around it. */
  readonly stream: number;
  readonly outputs: number;
  readonly evaluations?: number;
  readonly tolerance?: number;
}

export interface SampledValues {
  /** Values, `[player * outputs + output]`. */
  readonly values: Float64Array;
  /** Standard errors of the mean over rounds, in the shape of `values`. */
  readonly standardErrors: Float64Array;
  readonly evaluations: number;
  readonly converged: boolean;
}

/** Fewest model evaluations that sampling takes: the ends and the fewest rounds. */
export const sampledCost = (players: number, { rows }: Background): number =>
  1 + rows.rows + MIN_ROUNDS * 2 * Math.max(0, players - 1) * rows.rows;

/**
 * Shapley values of one row by paired permutation sampling (Castro et al. 2009; antithetic pairs, Mitchell et al. 2022).
 *
 * One round takes every distinct background row with a permutation of its own and the reverse of that permutation; revealing the
 * row's values player by player gives each player its marginal contribution. Every background row takes part in every round, so
 * each round adds up to the prediction minus the mean exactly, and only the split between players is estimated.
 *
 * @throws TribuneError INVALID_ARGUMENT when the budget does not cover the fewest rounds
 */
export function* sampledGame(
  row: Float64Array,
  background: Background,
  players: GamePlayers,
  options: SamplingOptions,
): Evaluations<SampledValues> {
  const n = players.names.length;
  const budget = options.evaluations ?? SAMPLING_EVALUATIONS;
  const perRound = 2 * Math.max(0, n - 1) * background.rows.rows;
  const ends = 1 + background.rows.rows;
  if (sampledCost(n, background) > budget) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `sampling ${n} players against ${background.rows.rows} distinct background rows needs ${sampledCost(n, background)} evaluations per row, the budget is ${budget}`,
      {
        remedy: 'Give fewer background rows, group the features, or raise the budget.',
        reason: 'evaluations-too-few',
      },
    );
  }
  const random = createGenerator(options.seed, options.stream);
  const members = featuresOf(players);
  const fixed = yield* endScores(row, background.rows, options.outputs);
  const tally = newTally(n * options.outputs);
  let evaluations = ends;
  let converged = false;
  while (!converged && (tally.rounds < MIN_ROUNDS || evaluations + perRound <= budget)) {
    const round = yield* sampleRound(row, background, { members, random, fixed, outputs: options.outputs });
    evaluations += round.evaluations;
    addRound(tally, round.values);
    converged =
      tally.rounds >= MIN_ROUNDS && isSettled(tally, options.outputs, options.tolerance ?? SAMPLING_TOLERANCE);
  }
  return { values: tally.mean, standardErrors: standardErrors(tally), evaluations, converged };
}

/** Scores of the row itself (first) and of every background row. */
function* endScores(row: Float64Array, base: Matrix, outputs: number): Evaluations<Float64Array> {
  const data = new Float64Array((base.rows + 1) * base.columns);
  data.set(row);
  data.set(base.data, base.columns);
  const scores: Float64Array = yield { data, rows: base.rows + 1, columns: base.columns };
  return scores.slice(0, (base.rows + 1) * outputs);
}

interface RoundContext {
  readonly members: readonly Int32Array[];
  readonly random: RandomGenerator;
  readonly fixed: Float64Array;
  readonly outputs: number;
}

function* sampleRound(
  row: Float64Array,
  background: Background,
  context: RoundContext,
): Evaluations<{ values: Float64Array; evaluations: number }> {
  const { members, outputs } = context;
  const base = background.rows;
  const asked: Float64Array[] = [];
  const chains: Chain[] = [];
  for (let b = 0; b < base.rows; b++) {
    const order = permutation(members.length, context.random);
    for (const direction of [order, order.toReversed()]) {
      chains.push(
        planChain(row, base.data.subarray(b * base.columns, (b + 1) * base.columns), {
          background: b,
          order: direction,
          members,
          asked,
        }),
      );
    }
  }
  const data = new Float64Array(asked.length * base.columns);
  asked.forEach((state, i) => {
    data.set(state, i * base.columns);
  });
  const scores: Float64Array =
    asked.length === 0 ? new Float64Array(0) : yield { data, rows: asked.length, columns: base.columns };
  const values = new Float64Array(members.length * outputs);
  for (const chain of chains)
    addChain(values, chain, { scores, fixed: context.fixed, outputs, share: background.weight[chain.background]! / 2 });
  return { values, evaluations: asked.length };
}
