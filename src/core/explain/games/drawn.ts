import { TribuneError } from '../../base/errors.js';
import type { Matrix } from '../../models/index.js';
import { createGenerator, type Generator as RandomGenerator } from '../../stats/index.js';
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
  type Tally,
} from './chains.js';
import { type Evaluations, featuresOf } from './coalitions.js';
import { MIN_ROUNDS, SAMPLING_TOLERANCE, type SampledValues, type SamplingOptions } from './sampling.js';

/** Rounds that the budget is cut into: standard errors follow from how rounds differ, and those of 16 are known to within about a fifth. */
const WANTED_ROUNDS = 16;

/** What is known before anything is drawn. */
interface KnownScores {
  /** Scores of the explained row, `[output]`. */
  readonly prediction: Float64Array;
  /** Scores of everybody who may be drawn, `[person * outputs + output]`. */
  readonly people: Float64Array;
}

/** People that each round draws, so that the budget has enough rounds; 0 where it covers no fewest rounds of one person. */
export function drawnAtOnce(players: number, budget: number): number {
  const each = 2 * Math.max(1, players - 1);
  const wanted = Math.floor(budget / (WANTED_ROUNDS * each));
  return wanted > 0 ? wanted : budget >= MIN_ROUNDS * each ? 1 : 0;
}

/**
 * Shapley values of one row against more people than can be asked about: as `sampledGame`, but each round takes only some of them, the next ones of a
 * shuffled order of all, each with a permutation of its own and its reverse. So the values are those against all people, and the standard errors tell
 * of both draws, of people and of permutations.
 *
 * Those drawn have another mean score than all, which is known, so the values would miss the prediction by the difference. It is shared among the
 * players in proportion to the variances of their values, the least change in units of what is uncertain (as the sampling explainer of Lundberg and
 * Lee does), which makes each no less exact where errors are independent; the standard errors are those before it.
 *
 * @throws TribuneError INVALID_ARGUMENT when the budget does not cover the fewest rounds
 */
export function* drawnGame(
  row: Float64Array,
  { matrix: people, known }: { readonly matrix: Matrix; readonly known: KnownScores },
  players: GamePlayers,
  options: SamplingOptions & { readonly evaluations: number },
): Evaluations<SampledValues> {
  const { outputs, evaluations: budget, seed, stream, tolerance = SAMPLING_TOLERANCE } = options;
  const n = players.names.length;
  const atOnce = Math.min(people.rows, drawnAtOnce(n, budget));
  if (atOnce === 0) throw tooFew(n, budget);
  const perRound = 2 * Math.max(0, n - 1) * atOnce;
  const random = createGenerator(seed, stream);
  const drawing: Drawing = { row, people, members: featuresOf(players), random, outputs, fixed: fixedOf(known) };
  const deck = new Deck(people.rows, random);
  const tally = newTally(n * outputs);
  // One player has the whole difference between the prediction and the mean, which is known without a question.
  if (n === 1) {
    const values = addedUp(tally, known, outputs);
    return { values, standardErrors: new Float64Array(outputs), evaluations: 0, converged: true };
  }
  let evaluations = 0;
  let converged = false;
  while (!converged && (tally.rounds < MIN_ROUNDS || evaluations + perRound <= budget)) {
    const round = yield* drawRound(drawing, deck.next(atOnce));
    evaluations += round.evaluations;
    addRound(tally, round.values);
    converged = tally.rounds >= MIN_ROUNDS && isSettled(tally, outputs, tolerance);
  }
  return { values: addedUp(tally, known, outputs), standardErrors: standardErrors(tally), evaluations, converged };
}

interface Drawing {
  readonly row: Float64Array;
  readonly people: Matrix;
  readonly members: readonly Int32Array[];
  readonly random: RandomGenerator;
  readonly outputs: number;
  /** Scores of the row, then those of all people. */
  readonly fixed: Float64Array;
}

function fixedOf({ prediction, people }: KnownScores): Float64Array {
  const fixed = new Float64Array(prediction.length + people.length);
  fixed.set(prediction);
  fixed.set(people, prediction.length);
  return fixed;
}

/** Everybody in a random order, shuffled again when it is at its end. */
class Deck {
  readonly #random: RandomGenerator;
  #order: Int32Array;
  #at = 0;

  constructor(size: number, random: RandomGenerator) {
    this.#random = random;
    this.#order = permutation(size, random);
  }

  next(count: number): number[] {
    return Array.from({ length: count }, () => {
      if (this.#at === this.#order.length) {
        this.#order = permutation(this.#order.length, this.#random);
        this.#at = 0;
      }
      return this.#order[this.#at++]!;
    });
  }
}

function* drawRound(
  { row, people, members, random, outputs, fixed }: Drawing,
  drawn: readonly number[],
): Evaluations<{ values: Float64Array; evaluations: number }> {
  const asked: Float64Array[] = [];
  const chains = drawn.flatMap((background): Chain[] => {
    const order = permutation(members.length, random);
    const base = people.data.subarray(background * people.columns, (background + 1) * people.columns);
    return [order, order.toReversed()].map((direction) =>
      planChain(row, base, { background, order: direction, members, asked }),
    );
  });
  const data = new Float64Array(asked.length * people.columns);
  asked.forEach((state, i) => {
    data.set(state, i * people.columns);
  });
  const scores: Float64Array =
    asked.length === 0 ? new Float64Array(0) : yield { data, rows: asked.length, columns: people.columns };
  const values = new Float64Array(members.length * outputs);
  const share = 1 / chains.length;
  for (const chain of chains) addChain(values, chain, { scores, fixed, outputs, share });
  return { values, evaluations: asked.length };
}

/** The values after the difference between those drawn and all people is shared, so that they add up. */
function addedUp(tally: Tally, { prediction, people }: KnownScores, outputs: number): Float64Array {
  const values = tally.mean.slice();
  const n = values.length / outputs;
  for (let k = 0; k < outputs; k++) {
    let [sum, spread, base] = [0, 0, 0];
    for (let p = 0; p < n; p++) {
      sum += values[p * outputs + k]!;
      spread += tally.squares[p * outputs + k]!;
    }
    for (let i = k; i < people.length; i += outputs) base += people[i]!;
    const missing = prediction[k]! - (base * outputs) / people.length - sum;
    // Without any spread every round was the same, so that nothing but rounding is missing.
    for (let p = 0; p < n; p++)
      values[p * outputs + k]! += missing * (spread > 0 ? tally.squares[p * outputs + k]! / spread : 1 / n);
  }
  return values;
}

const tooFew = (players: number, budget: number): TribuneError =>
  new TribuneError(
    'INVALID_ARGUMENT',
    `sampling ${players} players needs ${MIN_ROUNDS * 2 * Math.max(1, players - 1)} evaluations per row, the budget is ${budget}`,
    { remedy: 'Raise the budget, or group the features.' },
  );
