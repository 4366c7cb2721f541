import { counted } from '../../base/counted.js';
import { type LinearModel, linearModel, type Model, type TreeModel, treeModel } from '../../models/index.js';
import { createGenerator, type Estimate, type Generator, studentTSurvival } from '../../stats/index.js';
import { meanEstimate } from '../effects/common.js';
import { type CheckContext, explainWith, valuesOfRow } from './context.js';
import { type CheckResult, judged, notApplicable } from './result.js';

/** Number of models with shuffled parameters that the explanation is compared with: the sample that the interval is made from. */
const SHUFFLES = 12;
const LEVEL = 0.95;
/**
 * Largest correlation with the explanation of a shuffled model; a higher one does not depend on what was learned. The number is our choice.
 */
export const RANDOM_CORRELATION = 0.5;

/**
 * Checks by model randomisation (Adebayo et al. 2018): when the learned numbers are shuffled among themselves, the values must change. A
 * method that gives much the same values for a model that learned nothing describes the data, not the model. All rows share a shuffle, so
 * the shuffles are the sample: one that resembles the model by chance resembles it in every row, and no number of rows can correct that.
 */
export function checkRandomisation(context: CheckContext): CheckResult {
  const { model, rows, options, explanation, seed } = context;
  const random = createGenerator(seed, 2);
  const alike: number[] = [];
  for (let i = 0; i < SHUFFLES; i++) {
    const shuffledModel = withShuffledNumbers(model, random);
    if (shuffledModel === null) break;
    const other = explainWith(shuffledModel, rows, options);
    let sum = 0;
    for (let r = 0; r < rows.rows; r++) sum += correlation(valuesOfRow(explanation, r), valuesOfRow(other, r));
    alike.push(sum / rows.rows);
  }
  if (alike.length === 0) {
    return notApplicable(
      'model-randomisation',
      `the numbers inside a model of kind ${model.kind} cannot be shuffled here`,
    );
  }
  const estimate = meanOfFew(alike);
  return judged(
    'model-randomisation',
    estimate,
    { bound: RANDOM_CORRELATION, good: 'below' },
    `values correlate by ${(estimate.estimate ?? 0).toFixed(2)} (mean over rows and models) with those of ${counted(alike.length, 'model')} whose learned numbers were shuffled`,
  );
}

/** The mean of a few draws with Student's interval at 95 %. */
function meanOfFew(values: readonly number[]): Estimate {
  const n = values.length;
  const normal = meanEstimate(Float64Array.from(values), LEVEL);
  if (normal.estimate === null || normal.upper === null) return normal;
  const mean = normal.estimate;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  let [low, high] = [0, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentTSurvival(middle, n - 1) > (1 - LEVEL) / 2) low = middle;
    else high = middle;
  }
  const reach = high * Math.sqrt(variance / n);
  return { ...normal, method: 'student-t', lower: mean - reach, upper: mean + reach };
}

/** A model with the leaves or coefficients of every output shuffled among themselves; null where the model does not show them. */
function withShuffledNumbers(model: Model, random: Generator): Model | null {
  const { format, features, link, acceptsMissing } = model;
  if (model.kind === 'linear') {
    const { coefficients, intercept, numOutputs } = model as LinearModel;
    const width = features.length;
    const rows = Array.from({ length: numOutputs }, (_, k) =>
      shuffledArray(coefficients.slice(k * width, (k + 1) * width), random),
    );
    return linearModel({ format, features, link, coefficients: rows, intercept });
  }
  if (model.kind !== 'tree-ensemble') return null;
  const { ensemble, columns } = model as TreeModel;
  const values = shuffledArray(ensemble.values.slice(), random);
  return treeModel({ ...ensemble, values }, { format, features, link, acceptsMissing, columns });
}

function shuffledArray(values: Float64Array, random: Generator): Float64Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}

/** Pearson's correlation; 0 where one side does not vary. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - meanA, b[i]! - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  });
  return squaresA === 0 || squaresB === 0 ? 0 : both / Math.sqrt(squaresA * squaresB);
}
