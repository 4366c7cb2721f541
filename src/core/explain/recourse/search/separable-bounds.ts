import type { AdditiveModel, LinearModel, Model } from '../../../models/index.js';
import { couldAccept } from '../problem/decision.js';
import { costOf, type Problem, scorePoints } from '../problem/problem.js';
import { rawTarget } from '../problem/raw-target.js';
import { type Box, cheapest, cheapestPoint } from './box.js';
import type { BoxBounds } from './box-search.js';
import { type Knapsack, type Part, solveKnapsack } from './knapsack.js';
import { derivedRanges } from './ranges.js';

/**
 * Tolerance of costs. A continuous feature moves in steps of 1e-9 cost units and the target is loosened for rounding, so rounding up costs
 * that much more than the relaxed answer, a gap that no further search could close.
 */
const COST_TOLERANCE = 1e-8;

interface SeparableState {
  readonly total: number;
  /** The relaxed cheapest way to the target; null when the target has no raw score. */
  readonly knapsack: Knapsack | null;
}

/** Whether the score is a sum of functions of single inputs. */
export function isSeparable(model: Model): model is LinearModel | AdditiveModel {
  return (
    model.kind === 'linear' ||
    (model.kind === 'additive' && (model as AdditiveModel).terms.every((term) => term.features.length === 1))
  );
}

/**
 * Bounds for linear models and sums of one-input functions. The least cost of a box is that of the relaxed problem in which the last change
 * may be made in part: a fractional knapsack, solved by sorting by cost per unit of score (Dantzig 1957). Its answer, rounded up, is
 * proposed as a point.
 */
export function separableBounds(problem: Problem): BoxBounds<SeparableState> {
  const { variables } = problem;
  const score = separate(problem);
  const target = rawTarget(problem);
  return {
    tolerance: COST_TOLERANCE,
    bound(box) {
      const rest = score.restOf(box);
      let total = rest;
      variables.forEach((_, v) => {
        total += bestGain(problem, score.parts[v]!, box, v);
      });
      if (!couldAccept(problem.model, problem.decision, total, problem.bound.margin)) return null;
      if (!Number.isFinite(target) || !Number.isFinite(rest)) return { total, knapsack: null };
      return { total, knapsack: solveKnapsack(problem, score.parts, box, target - rest) };
    },
    leastCost: (box, state) => state.knapsack?.cost ?? costOf(problem, cheapestPoint(variables, box)),
    proposals: (box, state) => (state.knapsack === null ? [] : roundedUp(problem, box, state.knapsack)),
    branch(box, { knapsack }) {
      const fractional = knapsack?.fractional ?? null;
      if (fractional !== null && box.lower[fractional.variable]! < box.upper[fractional.variable]!) {
        const { byCost } = variables[fractional.variable]!;
        return byCost
          ? { variable: fractional.variable }
          : {
              variable: fractional.variable,
              after: fractional.outward > 0 ? fractional.position - 1 : fractional.position,
            };
      }
      return { variable: widest(box) };
    },
  };
}

const widest = (box: Box): number => {
  let chosen = 0;
  for (let v = 1; v < box.lower.length; v++) {
    if (box.upper[v]! - box.lower[v]! > box.upper[chosen]! - box.lower[chosen]!) chosen = v;
  }
  return chosen;
};

/** Number of steps outward that are tried when the rounded answer falls just short of the cutoff. */
const ROUNDING_STEPS = 3;

function roundedUp(problem: Problem, box: Box, { point, fractional }: Knapsack): Float64Array[] {
  if (fractional === null) return [point];
  const { variable, outward } = fractional;
  for (let step = 0; step < ROUNDING_STEPS; step++) {
    const next = point.slice();
    next[variable] = point[variable]! + step * outward;
    if (next[variable]! < box.lower[variable]! || next[variable]! > box.upper[variable]!) break;
    if (scorePoints(problem, [next])[0]?.accepted === true) return [next];
    if (problem.variables[variable]!.byCost) break;
  }
  return [];
}

function bestGain(problem: Problem, part: Part, box: Box, v: number): number {
  const [from, to] = [box.lower[v]!, box.upper[v]!];
  if (part.slope !== null && !problem.variables[v]!.byCost) return Math.max(part.gain(from), part.gain(to));
  let best = part.gain(cheapest(problem.variables[v]!, from, to));
  for (let position = from; position <= to; position++) best = Math.max(best, part.gain(position));
  return best;
}

interface Separated {
  readonly parts: readonly Part[];
  /** The most that everything else can add over a box: constants and derived columns. */
  readonly restOf: (box: Box) => number;
}

function separate(problem: Problem): Separated {
  const { model, decision, bound, variables, variableOf, row } = problem;
  const sign = decision.accept === 'above' ? 1 : -1;
  const inputOf = new Map([...bound.inputColumn].map((column, input) => [column, input]));
  const effects = inputEffects(model as LinearModel | AdditiveModel, decision.output);
  const derivedAt = new Map(bound.derived.map(({ column }, d) => [column, d]));
  const parts = variables.map((variable): Part => {
    const input = inputOf.get(variable.column);
    const effect = input === undefined ? { value: () => 0, slope: 0 } : effects[input]!;
    return {
      gain: (position) => sign * effect.value(variable.value(position)),
      slope: effect.slope === null ? null : sign * effect.slope,
    };
  });
  let constant = sign * (model as LinearModel | AdditiveModel).intercept[decision.output]!;
  for (const [column, input] of inputOf) {
    if (variableOf[column]! < 0 && !derivedAt.has(column)) constant += sign * effects[input]!.value(row[column]!);
  }
  const derivedInputs = [...derivedAt].flatMap(([column, d]) => {
    const input = inputOf.get(column);
    return input === undefined ? [] : [{ d, column, effect: effects[input]! }];
  });
  const restOf = (box: Box): number => {
    if (derivedInputs.length === 0) return constant;
    const ranges = derivedRanges(problem, box);
    return derivedInputs.reduce((sum, { d, effect }) => {
      const [lower, upper] = ranges[d]!;
      if (lower === upper) return sum + sign * effect.value(lower);
      if (effect.slope === null) return Number.POSITIVE_INFINITY;
      return effect.slope === 0 ? sum : sum + Math.max(sign * effect.value(lower), sign * effect.value(upper));
    }, constant);
  };
  return { parts, restOf };
}

interface InputEffect {
  readonly value: (x: number) => number;
  readonly slope: number | null;
}

/** The effect of every input on one output. */
function inputEffects(model: LinearModel | AdditiveModel, output: number): InputEffect[] {
  const width = model.featureNames.length;
  if (model.kind === 'linear') {
    return Array.from({ length: width }, (_, j) => {
      const slope = model.coefficients[output * width + j]!;
      return { slope, value: (x) => slope * x };
    });
  }
  return Array.from({ length: width }, (_, j): InputEffect => {
    const terms = model.terms.filter((term) => term.features[0] === j);
    return {
      slope: terms.length === 0 ? 0 : null,
      value: (x) => terms.reduce((sum, term) => sum + term.value([x], output), 0),
    };
  });
}
