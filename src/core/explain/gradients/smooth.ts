import { TribuneError } from '../../base/errors.js';
import { inputGradients, type Matrix, type NetworkModel, sliceRows } from '../../models/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';

export interface SmoothOptions {
  /** Output whose raw score is meant. */
  readonly output: number;
  /** Standard deviation of the noise of each input. For an input without noise, such as a category, give 0. */
  readonly spread: ArrayLike<number>;
  readonly seed: Seed;
  /** Draws for each row; default 50, as its authors advise. */
  readonly samples?: number;
}

export interface SmoothGradients {
  /** Mean slope of each input, `[row * inputs + input]`; NaN for one that has no slope. */
  readonly slopes: Float64Array;
  /** Standard error of each mean, which is the spread of the slopes over the root of the number of draws. */
  readonly standardErrors: Float64Array;
  readonly samples: number;
  readonly seed: string;
}

const SAMPLES = 50;
const MOST_SAMPLES = 100_000;
/** Numbers that the draws of one row may take. */
const MOST_NUMBERS: number = 2 ** 24;

/**
 * SmoothGrad (Smilkov et al. 2017): the mean slope of the raw score around a row, over draws from normal noise. Slopes do not sum to a score;
 * they say how the score reacts around this row. Every row draws by its own number, so that its answer does not depend on the rows around it.
 *
 * @throws TribuneError INVALID_ARGUMENT on noise that does not fit the inputs; DATA_VALUE_INVALID
 * @example
 * smoothGradients(model, rows, { output: 0, spread: [2, 100], seed: 'mine' }).slopes;
 */
export function smoothGradients(model: NetworkModel, rows: Matrix, options: SmoothOptions): SmoothGradients {
  const { output, spread, seed, samples = SAMPLES } = options;
  const inputs = model.featureNames.length;
  checkNoise(model, spread, samples);
  const slopes = new Float64Array(rows.rows * inputs);
  const standardErrors = new Float64Array(rows.rows * inputs);
  for (let r = 0; r < rows.rows; r++) {
    const random = createGenerator(seed, r);
    const own = sliceRows(rows, r, r + 1).data;
    const data = new Float64Array(samples * inputs);
    for (let i = 0; i < data.length; i++) {
      const by = spread[i % inputs]!;
      data[i] = by === 0 ? own[i % inputs]! : own[i % inputs]! + by * random.nextNormal();
    }
    const drawn = inputGradients(model, { data, rows: samples, columns: inputs }, output).slopes;
    for (let j = 0; j < inputs; j++) {
      let [mean, squares] = [0, 0];
      for (let s = 0; s < samples; s++) {
        const step = drawn[s * inputs + j]! - mean;
        mean += step / (s + 1);
        squares += step * (drawn[s * inputs + j]! - mean);
      }
      slopes[r * inputs + j] = mean;
      standardErrors[r * inputs + j] = Math.sqrt(squares / (samples - 1) / samples);
    }
  }
  return { slopes, standardErrors, samples, seed: String(seed) };
}

function checkNoise(model: NetworkModel, spread: ArrayLike<number>, samples: number): void {
  const inputs = model.featureNames.length;
  if (!Number.isInteger(samples) || samples < 2 || samples > MOST_SAMPLES || samples * inputs > MOST_NUMBERS)
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `samples is ${samples}, expected a whole number from 2 to ${Math.min(MOST_SAMPLES, Math.floor(MOST_NUMBERS / inputs))}`,
      {
        remedy: 'A spread needs two draws; some fifty are usual.',
      },
    );
  if (spread.length !== inputs)
    throw new TribuneError('INVALID_ARGUMENT', `the noise has ${spread.length} numbers for ${inputs} inputs`, {
      remedy: 'Give one standard deviation for each input, for example that of the background.',
    });
  model.features.forEach((feature, j) => {
    if (spread[j]! >= 0 && Number.isFinite(spread[j]) && !(feature.categories !== undefined && spread[j] !== 0)) return;
    throw new TribuneError('INVALID_ARGUMENT', `the noise of "${feature.name}" is ${spread[j]}`, {
      remedy:
        feature.categories === undefined ? 'Give a number from 0.' : 'A category cannot be moved a little; give 0.',
    });
  });
}
