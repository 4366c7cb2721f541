import { blackBoxModel, linearModel, type Matrix, type Model, matrixFromRows, readModel } from '../../models/index.js';
import type { ExplainOptions } from '../attribution/explain.js';
import type { ExplanationMethod } from '../base/explanation.js';
import { type CheckContext, explainWith } from './context.js';
import { atMost, type CheckName, type CheckResult } from './result.js';

/** Tolerance for values of models whose answer is known: rounding only. */
const EXACT = 1e-9;
/**
 * Tolerance for sampled values of a model with an interaction, which are estimates: 2.5 % of a unit, the stop rule of sampling. The number
 * is our choice.
 */
const SAMPLED = 0.025;

/** Three inputs: two that the models treat alike, and one that they do not read. */
const FEATURES = ['one', 'two', 'unused'].map((name) => ({ name }));
const PEOPLE: Matrix = matrixFromRows([
  [1, 1, 0],
  [0, 0, 1],
  [1, 1, 1],
]);
/** A background in which the two alike inputs are alike, too. */
const BACKGROUND: Matrix = matrixFromRows([
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, 0],
  [1, 1, 1],
]);

/** `one AND two` as a tree, with inner nodes 0 (one) and 2 (two), leaves 1, 3 and 4. */
const AND_TREE = {
  kind: 'tree-ensemble',
  aggregation: 'sum',
  numOutputs: 1,
  baseOffset: [0],
  link: 'identity',
  featureNames: FEATURES.map(({ name }) => name),
  trees: [
    {
      childrenLeft: [1, -1, 3, -1, -1],
      childrenRight: [2, -1, 4, -1, -1],
      feature: [0, -2, 1, -2, -2],
      threshold: [0.5, 0, 0.5, 0, 0],
      value: [[0], [0], [0], [0], [1]],
      cover: [4, 2, 2, 1, 1],
    },
  ],
};

/** A model of the same kind as the checked one whose answer is known: `one AND two`, or their sum where the kind has no product. */
function knownModel(kind: Model['kind']): Model {
  if (kind === 'tree-ensemble')
    return readModel(new TextEncoder().encode(JSON.stringify(AND_TREE)), { name: 'axioms' });
  if (kind === 'linear' || kind === 'additive') {
    return linearModel({
      format: 'axioms',
      features: FEATURES,
      link: 'identity',
      coefficients: [[1, 1, 0]],
      intercept: [0],
    });
  }
  return blackBoxModel({
    format: 'axioms',
    features: FEATURES,
    link: 'identity',
    numOutputs: 1,
    acceptsMissing: false,
    predictRaw: ({ data, rows, columns }) =>
      Float64Array.from({ length: rows }, (_, r) => data[r * columns]! * data[r * columns + 1]!),
    toLinked: (raw) => raw,
  });
}

/**
 * Checks symmetry (inputs that a model treats alike get the same value) and dummy (an input that it does not read gets 0), with the same
 * method on a small model of the same kind whose answer is known.
 */
export function checkAxioms({ model, explanation, seed }: CheckContext): CheckResult[] {
  const known = knownModel(model.kind);
  const method: ExplanationMethod = explanation.method;
  const options: ExplainOptions = { method, background: BACKGROUND, seed };
  const { values } = explainWith(known, PEOPLE, options);
  const bound = method === 'sampling' ? SAMPLED : EXACT;
  let [unequal, dummy] = [0, 0];
  for (let r = 0; r < PEOPLE.rows; r++) {
    unequal = Math.max(unequal, Math.abs(values[r * 3]! - values[r * 3 + 1]!));
    dummy = Math.max(dummy, Math.abs(values[r * 3 + 2]!));
  }
  const where = `a ${known.kind} model whose answer is known, by ${method}`;
  return [
    result(
      'symmetry',
      unequal,
      bound,
      `two inputs that are treated alike differ by at most ${unequal.toExponential(1)} on ${where}`,
    ),
    result('dummy', dummy, bound, `an input that is not read gets at most ${dummy.toExponential(1)} on ${where}`),
  ];
}

const result = (check: CheckName, value: number, bound: number, why: string): CheckResult =>
  atMost(check, value, bound, why);
