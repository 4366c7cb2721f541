import { TribuneError } from '../../base/errors.js';
import type { Matrix } from '../../models/index.js';
import { createGenerator, type Generator as RandomGenerator, type Seed } from '../../stats/index.js';
import type { GamePlayers } from '../base/players.js';
import { type Background, type Evaluations, featuresOf } from './coalitions.js';

/** Most model evaluations per explained row before sampling stops. */
export const SAMPLING_EVALUATIONS = 100_000;
/** Sampling stops when the largest standard error is below this share of the range of the values. The number is our choice. */
export const SAMPLING_TOLERANCE = 0.025;
/** Fewest rounds: standard errors of fewer are not worth stating. */
const MIN_ROUNDS = 8;

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
  if (ends + MIN_ROUNDS * perRound > budget) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `sampling ${n} players against ${background.rows.rows} distinct background rows needs ${ends + MIN_ROUNDS * perRound} evaluations per row, the budget is ${budget}`,
      {
        remedy: 'Give fewer background rows, group the features, or raise the budget.',
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

/** One chain, in which a background row becomes the explained row, player by player. Steps that change nothing are not evaluated. */
interface Chain {
  readonly background: number;
  readonly order: Int32Array;
  /** Row of the call that holds the state after step s; -1 is the state before, -2 the explained row itself. */
  readonly state: Int32Array;
}

const SAME_AS_BEFORE = -1;
const COMPLETE = -2;

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

function planChain(
  row: Float64Array,
  base: Float64Array,
  plan: { background: number; order: Int32Array; members: readonly Int32Array[]; asked: Float64Array[] },
): Chain {
  const current = base.slice();
  const state = new Int32Array(plan.order.length);
  plan.order.forEach((player, step) => {
    let changed = false;
    for (const j of plan.members[player]!) {
      if (!Object.is(current[j], row[j])) changed = true;
      current[j] = row[j]!;
    }
    if (step === plan.order.length - 1) state[step] = COMPLETE;
    else if (!changed) state[step] = SAME_AS_BEFORE;
    else state[step] = plan.asked.push(current.slice()) - 1;
  });
  return { background: plan.background, order: plan.order, state };
}

function addChain(
  values: Float64Array,
  chain: Chain,
  from: { scores: Float64Array; fixed: Float64Array; outputs: number; share: number },
): void {
  const { scores, fixed, outputs } = from;
  for (let k = 0; k < outputs; k++) {
    let before = fixed[(1 + chain.background) * outputs + k]!;
    for (let step = 0; step < chain.order.length; step++) {
      const at = chain.state[step]!;
      const now = at === COMPLETE ? fixed[k]! : at === SAME_AS_BEFORE ? before : scores[at * outputs + k]!;
      values[chain.order[step]! * outputs + k]! += from.share * (now - before);
      before = now;
    }
  }
}

/** A random permutation (Fisher and Yates). */
function permutation(n: number, random: RandomGenerator): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** Running mean and sum of squared deviations over rounds (Welford 1962). */
interface Tally {
  rounds: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

const newTally = (size: number): Tally => ({
  rounds: 0,
  mean: new Float64Array(size),
  squares: new Float64Array(size),
});

function addRound(tally: Tally, values: Float64Array): void {
  tally.rounds++;
  for (let i = 0; i < values.length; i++) {
    const gap = values[i]! - tally.mean[i]!;
    tally.mean[i]! += gap / tally.rounds;
    tally.squares[i]! += gap * (values[i]! - tally.mean[i]!);
  }
}

const standardErrors = (tally: Tally): Float64Array =>
  tally.squares.map((square) => Math.sqrt(square / (tally.rounds - 1) / tally.rounds));

/** Whether, for every output, the largest standard error is below the tolerance times the range of the values. */
function isSettled(tally: Tally, outputs: number, tolerance: number): boolean {
  const errors = standardErrors(tally);
  for (let k = 0; k < outputs; k++) {
    const own = (_: number, i: number): boolean => i % outputs === k;
    const values = tally.mean.filter(own);
    const range = Math.max(...values) - Math.min(...values);
    if (!(Math.max(...errors.filter(own)) <= tolerance * range)) return false;
  }
  return true;
}
