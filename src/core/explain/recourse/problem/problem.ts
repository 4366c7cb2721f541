import { TribuneError } from '../../../base/errors.js';
import { type Matrix, type Model, matrixFromRows } from '../../../models/index.js';
import type { BoundConstraints } from '../constraints/bind.js';
import { type DecisionRule, isAccepted } from './decision.js';
import type { Variable } from './variables.js';

/** One person's problem: which allowed values flip the decision. */
export interface Problem {
  readonly model: Model;
  readonly decision: DecisionRule;
  readonly bound: BoundConstraints;
  /** The person's values, per column of the table. */
  readonly row: Float64Array;
  readonly variables: readonly Variable[];
  /** Index of the variable of each column, -1 where it has none. */
  readonly variableOf: Int32Array;
}

/** Share by which a derived column may differ from its expression, because published ratios are rounded to about two digits. */
const DERIVED_TOLERANCE = 0.01;

/** Checks that the expressions describe this row; a wrong one would offer changes that are not real. */
export function checkDerived(bound: BoundConstraints, row: Float64Array, index: number): void {
  const values = row.slice();
  for (const { column, expression } of bound.derived) {
    const given = row[column]!;
    const computed = expression.value((parent) => values[parent]!);
    if (Number.isNaN(given) || expression.parents.some((parent) => Number.isNaN(row[parent]!))) continue;
    if (!(Math.abs(computed - given) <= DERIVED_TOLERANCE * Math.max(1, Math.abs(given)))) {
      const name = bound.columns[column]!.name;
      throw new TribuneError(
        'DATA_VALUE_INVALID',
        `row ${index}, column "${name}" holds ${given}, its expression gives ${computed}`,
        { remedy: `Correct derived.${name} in the constraints, or the data.`, place: { name } },
      );
    }
  }
}

/** The table row after the changes at these positions; derived columns are recomputed where one of their parents changed. */
export function changedRow(problem: Problem, positions: ArrayLike<number>): Float64Array {
  const row = problem.row.slice();
  problem.variables.forEach((variable, v) => {
    row[variable.column] = variable.value(positions[v]!);
  });
  for (const { column, expression } of problem.bound.derived) {
    if (expression.parents.some((parent) => !Object.is(row[parent], problem.row[parent]))) {
      row[column] = expression.value((parent) => row[parent]!);
    }
  }
  return row;
}

/** A point that was scored by the real model. */
export interface Scored {
  readonly row: Float64Array;
  /** Predictions on the scale of the cutoff, one per output. */
  readonly prediction: Float64Array;
  readonly accepted: boolean;
}

/** Scores points by the real model; points whose derived columns cannot be computed (0/0, infinite) are null. */
export function scorePoints(problem: Problem, points: readonly ArrayLike<number>[]): (Scored | null)[] {
  const { model, decision, bound } = problem;
  const rows = points.map((positions) => changedRow(problem, positions));
  const inputs = rows.map((row) => Array.from(bound.inputColumn, (column) => row[column]!));
  const usable = rows.map((row) =>
    bound.derived.every(({ column }) => sameOrFinite(row[column]!, problem.row[column]!)),
  );
  const kept = inputs.filter((_, i) => usable[i]);
  const outputs = model.numOutputs;
  const scores = predictOn(problem, matrixFromRows(kept, model.featureNames.length));
  let next = 0;
  return rows.map((row, i) => {
    if (!usable[i]) return null;
    const prediction = scores.slice(next * outputs, (next + 1) * outputs);
    next++;
    return { row, prediction, accepted: isAccepted(decision, prediction[decision.output]!, bound.margin) };
  });
}

const sameOrFinite = (value: number, given: number): boolean => Number.isFinite(value) || Object.is(value, given);

const predictOn = ({ model, decision }: Pick<Problem, 'model' | 'decision'>, rows: Matrix): Float64Array =>
  decision.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows);

/** Predictions of whole table rows on the scale of the cutoff, `[row * outputs + output]`. */
export function predictTable(
  parts: { model: Model; decision: DecisionRule; inputColumn: Int32Array },
  rows: readonly Float64Array[],
): Float64Array {
  const inputs = rows.map((row) => Array.from(parts.inputColumn, (column) => row[column]!));
  return predictOn(parts, matrixFromRows(inputs, parts.inputColumn.length));
}

/** Cost of a point: the sum of the costs of its changes. */
export function costOf(problem: Problem, positions: ArrayLike<number>): number {
  let cost = 0;
  problem.variables.forEach((variable, v) => {
    cost += variable.cost(positions[v]!);
  });
  return cost;
}
