import type { Range } from '../constraints/interval.js';
import type { Problem } from '../problem/problem.js';
import type { Variable } from '../problem/variables.js';
import type { Box } from './box.js';

/** Lowest and highest value of a variable between two positions. */
export function valueRange(variable: Variable, from: number, to: number): Range {
  if (!variable.byCost) return { lower: variable.value(from), upper: variable.value(to) };
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let position = from; position <= to; position++) {
    lower = Math.min(lower, variable.value(position));
    upper = Math.max(upper, variable.value(position));
  }
  return { lower, upper };
}

/**
 * The range of every derived column over a box. The given value is kept while no parent changes, so it belongs to the range wherever the
 * box holds the unchanged parents; when no parent can change, it is the whole range.
 */
export function derivedRanges(problem: Problem, box: Box): (readonly [number, number])[] {
  const { variables, variableOf, row, bound } = problem;
  const known = new Map<number, Range>();
  const rangeOf = (column: number): Range => {
    const derived = known.get(column);
    if (derived !== undefined) return derived;
    const v = variableOf[column]!;
    return v < 0
      ? { lower: row[column]!, upper: row[column]! }
      : valueRange(variables[v]!, box.lower[v]!, box.upper[v]!);
  };
  return bound.derived.map(({ column, expression }) => {
    const given = row[column]!;
    const mayStay = expression.parents.every((parent) => {
      const range = rangeOf(parent);
      return Number.isNaN(row[parent]!) || (range.lower <= row[parent]! && row[parent]! <= range.upper);
    });
    const isFixed = expression.parents.every((parent) => {
      const range = rangeOf(parent);
      return Object.is(range.lower, row[parent]) && Object.is(range.upper, row[parent]);
    });
    const computed = isFixed ? { lower: given, upper: given } : expression.range(rangeOf);
    const range = {
      lower: mayStay ? Math.min(computed.lower, given) : computed.lower,
      upper: mayStay ? Math.max(computed.upper, given) : computed.upper,
    };
    known.set(column, range);
    return [range.lower, range.upper] as const;
  });
}
