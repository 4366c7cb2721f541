import { TribuneError } from '../../base/errors.js';
import type { Matrix } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { checkAdditivity, FLOAT32_TOLERANCE, meanScores } from '../base/explanation.js';
import { makePlayers } from '../base/players.js';
import { distinctRows, type Evaluations, runEvaluationsAsync } from './coalitions.js';
import { drawnAtOnce, drawnGame } from './drawn.js';
import { exactCost, exactGame } from './exact.js';
import { MIN_ROUNDS, sampledCost, sampledGame } from './sampling.js';

/** How one row is explained by a number of questions to its model. */
export interface BudgetPlan {
  /** `exact`: every coalition against everybody. `sampling`: permutations that are drawn, with standard errors. */
  readonly method: 'exact' | 'sampling';
  /** People of each round who are drawn, where everybody is more than the budget covers; null where each round takes everybody. */
  readonly peopleAtOnce: number | null;
}

/**
 * Says how rows are explained within a budget: exactly where it covers every coalition, otherwise by sampling against everybody, otherwise against people
 * who are drawn.
 *
 * @param inputs names of the inputs
 * @param people the people to compare with
 * @param evaluations most rows that a model is asked about for one explained row, besides the row itself and the people
 * @throws TribuneError INVALID_ARGUMENT where the budget covers none of them
 * @example
 * planWithin(['a', 'b', 'c'], matrixFromRows([[0, 0, 0], [1, 1, 1]]), 1000); // { method: 'exact', peopleAtOnce: null }
 */
export function planWithin(inputs: readonly string[], people: Matrix, evaluations: number): BudgetPlan {
  const distinct = distinctRows(people);
  const n = inputs.length;
  if (n <= 30 && exactCost(n, distinct) <= evaluations) return { method: 'exact', peopleAtOnce: null };
  if (sampledCost(n, distinct) <= evaluations) return { method: 'sampling', peopleAtOnce: null };
  const peopleAtOnce = Math.min(people.rows, drawnAtOnce(n, evaluations));
  if (peopleAtOnce > 0) return { method: 'sampling', peopleAtOnce };
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${n} inputs take at least ${MIN_ROUNDS * 2 * Math.max(1, n - 1)} questions for one explanation, and ${evaluations} are allowed`,
    { remedy: 'Allow more of them, or explain the model by its file.' },
  );
}

export interface BudgetedOptions {
  readonly inputs: readonly string[];
  readonly people: Matrix;
  readonly plan: BudgetPlan;
  readonly evaluations: number;
  /** Seed of what is drawn; the same one gives the same bits. */
  readonly seed: Seed;
}

/** Contributions to the one score of one row. */
export interface BudgetedExplanation {
  readonly values: Float64Array;
  /** Standard errors of the values; null where they are exact. */
  readonly standardErrors: Float64Array | null;
  readonly prediction: number;
  /** Mean score of everybody, also where only some are drawn. */
  readonly baseValue: number;
  readonly additivityError: number;
  /** Whether the standard errors came below what sampling aims at (a fortieth of the range of the values) within the budget. */
  readonly settled: boolean;
}

/**
 * Explains one row of a model that is only asked for scores, within a budget: interventional Shapley values (Shapley 1953; Castro et al. 2009) against
 * people, exact or with a standard error each.
 *
 * @param row one row
 * @param predict gives one score a row; it is asked about the row and all people as well, whose scores a caller may know already
 * @throws TribuneError INTERNAL where the values miss the prediction by more than 32-bit scores explain
 */
export function explainWithin(
  row: Matrix,
  options: BudgetedOptions,
  predict: (rows: Matrix) => Promise<Float64Array>,
): Promise<BudgetedExplanation> {
  return runEvaluationsAsync(explained(row, options), predict);
}

function* explained(
  row: Matrix,
  { inputs, people, plan, evaluations, seed }: BudgetedOptions,
): Evaluations<BudgetedExplanation> {
  const prediction: Float64Array = yield row;
  const scores: Float64Array = yield people;
  const baseValue = meanScores(scores, 1);
  const players = makePlayers(inputs);
  const distinct = distinctRows(people);
  const sampling = { seed, stream: 0, outputs: 1, evaluations };
  const found =
    plan.method === 'exact'
      ? { ...(yield* exactGame(row.data, distinct, players, { outputs: 1, budget: evaluations })), ...EXACT }
      : plan.peopleAtOnce === null
        ? yield* sampledGame(row.data, distinct, players, sampling)
        : yield* drawnGame(row.data, { matrix: people, known: { prediction, people: scores } }, players, sampling);
  const { values, standardErrors, converged: settled } = found;
  const parts = { method: plan.method, players: inputs, rows: 1, baseValue, prediction, values };
  const additivityError = checkAdditivity(parts, 0, FLOAT32_TOLERANCE)[0]!;
  return { values, standardErrors, prediction: prediction[0]!, baseValue: baseValue[0]!, additivityError, settled };
}

const EXACT = { standardErrors: null, converged: true } as const;
