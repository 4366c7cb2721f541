import { TribuneError } from '../../../core/base/errors.js';
import { smoothGradients } from '../../../core/explain/index.js';
import { inputGradients, type Matrix, type NetworkModel, scaleName } from '../../../core/models/index.js';
import type { ExplanationContext } from '../context/index.js';

export interface SlopesOptions {
  readonly output: number;
  /** Standard deviation of the noise, in standard deviations of each number; 0 for the slope at the row itself. */
  readonly noise: number;
  readonly seed: string;
  readonly samples?: number;
}

/** How the raw score reacts to an input around a row. */
export interface InputSlope {
  readonly input: string;
  /** By how much the raw score moves for a unit of the input; null for a category and a missing value, which have no slope. */
  readonly slope: number | null;
  /** The same for a standard deviation of the input, by which inputs can be compared; null where it is not known. */
  readonly perDeviation: number | null;
  /** Of a mean in noise; null at the row itself, where the slope is exact. */
  readonly standardError: number | null;
}

export interface SlopesReport {
  readonly schemaVersion: '1';
  readonly model: {
    readonly kind: string;
    readonly digest: string;
    readonly output: number;
    readonly scaleName: string;
  };
  /** Null at the rows themselves. */
  readonly noise: { readonly deviations: number; readonly samples: number; readonly seed: string } | null;
  /** Standard deviations of the inputs; null of a category, and of an input that fewer than two people have. */
  readonly deviations: {
    readonly of: 'data' | 'background';
    readonly byInput: Readonly<Record<string, number | null>>;
  };
  readonly rows: readonly { readonly index: number; readonly slopes: readonly InputSlope[] }[];
}

/** Most numbers of one report: each is some 30 bytes of text. */
const MOST_SLOPES = 2_000_000;

/**
 * Slopes of the raw score of a network in the inputs of the wanted rows.
 *
 * @throws TribuneError INVALID_ARGUMENT for a model of another kind, noise without people, or too many rows
 */
export function slopesInContext(context: ExplanationContext, options: SlopesOptions): SlopesReport {
  const { wanted, indices } = context;
  const model = networkOf(context);
  const { output, noise, seed } = options;
  const names = model.featureNames;
  if (wanted.rows * names.length > MOST_SLOPES)
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `${wanted.rows} rows of ${names.length} inputs are too many for one report`,
      {
        remedy: 'Ask for one row (--row N), or for fewer rows.',
      },
    );
  const people = context.background ?? context.data;
  const deviations = names.map((_, j) =>
    model.features[j]!.categories === undefined ? deviation(people.rows, j) : null,
  );
  const found = noise === 0 ? null : inNoise(model, wanted, deviations, options);
  const slopes = found?.slopes ?? inputGradients(model, wanted, output).slopes;
  const slopeOf = (r: number, j: number): InputSlope => {
    const at = r * names.length + j;
    const slope = known(slopes[at]!);
    const spread = deviations[j]!;
    return {
      input: names[j]!,
      slope,
      perDeviation: slope === null || spread === null ? null : slope * spread,
      standardError: found === null || slope === null ? null : known(found.standardErrors[at]!),
    };
  };
  return {
    schemaVersion: '1',
    model: { kind: model.kind, digest: context.digest, output, scaleName: scaleName(model, 'raw') },
    noise: found === null ? null : { deviations: noise, samples: found.samples, seed },
    deviations: {
      of: context.background === null ? 'data' : 'background',
      byInput: Object.fromEntries(names.map((name, j) => [name, deviations[j]!])),
    },
    rows: indices.map((index, r) => ({ index, slopes: names.map((_, j) => slopeOf(r, j)) })),
  };
}

function networkOf({ model, modelName }: ExplanationContext): NetworkModel {
  if (model.kind === 'network') return model as NetworkModel;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${modelName}: a model of the kind ${model.kind} has no slopes that are read`,
    {
      remedy:
        'Trees move in steps, and the coefficients of a linear model are its slopes: tribune explain, or tribune model effects.',
    },
  );
}

function inNoise(
  model: NetworkModel,
  rows: Matrix,
  deviations: readonly (number | null)[],
  { output, noise, seed, samples }: SlopesOptions,
): ReturnType<typeof smoothGradients> {
  const unknown = model.features.findIndex((feature, j) => feature.categories === undefined && deviations[j] === null);
  if (unknown >= 0)
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `fewer than two people have a value of "${model.featureNames[unknown]}"`,
      {
        remedy: 'Give people whose standard deviations are meant: --background DATA.',
      },
    );
  const spread = deviations.map((each) => (each ?? 0) * noise);
  return smoothGradients(model, rows, { output, spread, seed, ...(samples === undefined ? {} : { samples }) });
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Standard deviation of a column, without missing values, by n - 1; null of fewer than two values. */
function deviation({ data, rows, columns }: Matrix, column: number): number | null {
  let [n, mean, squares] = [0, 0, 0];
  for (let r = 0; r < rows; r++) {
    const value = data[r * columns + column]!;
    if (Number.isNaN(value)) continue;
    n++;
    const step = value - mean;
    mean += step / n;
    squares += step * (value - mean);
  }
  return n < 2 ? null : Math.sqrt(squares / (n - 1));
}
