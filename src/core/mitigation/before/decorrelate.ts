import { factorize, solve } from '../../stats/matrix/index.js';
import { refused } from '../groups/index.js';

/** A column made uncorrelated with others. */
export interface Decorrelation {
  /** The column afterwards; missing values stay missing. */
  readonly values: Float64Array;
  /** What was taken away of the column for one unit of each other column, at alpha 1. */
  readonly coefficients: Float64Array;
  /** Means of the other columns; the column keeps its own mean. */
  readonly means: Float64Array;
  /** Correlation with each other column; null where one of the two does not vary. */
  readonly correlationBefore: readonly (number | null)[];
  readonly correlationAfter: readonly (number | null)[];
  /** Rows without a value of the column or of another; they stay as they are. */
  readonly rowsLeft: number;
}

/**
 * Takes from a column what a linear regression on other columns, such as attributes of people, explains of it. Linear dependence is gone
 * then (alpha 1); a learner of curves may still tell groups apart. Whoever decides by such values must know the other columns of each person.
 *
 * @param values a number for every row, NaN where it is missing
 * @param others the columns that it shall not be correlated with
 * @param alpha share of the explained part that is taken away, 0 to 1
 * @throws TribuneError INVALID_ARGUMENT
 * @example
 * decorrelate(Float64Array.of(1, 2, 5, 6), [Float64Array.of(0, 0, 1, 1)], 1).values; // [3, 4, 3, 4]
 */
export function decorrelate(values: Float64Array, others: readonly Float64Array[], alpha: number): Decorrelation {
  if (!(alpha >= 0 && alpha <= 1)) throw refused(`an alpha of ${alpha}`, 'Give a number from 0 to 1.');
  if (others.length === 0) throw refused('no column to be uncorrelated with', 'Name at least one.');
  const short = others.find((other) => other.length !== values.length);
  if (short !== undefined)
    throw refused(`columns of ${values.length} and ${short.length} rows`, 'Give columns of the same length.');
  const kept: number[] = [];
  for (let r = 0; r < values.length; r++)
    if (Number.isFinite(values[r]!) && others.every((other) => Number.isFinite(other[r]!))) kept.push(r);
  if (kept.length === 0) throw refused('no row has all values', 'Give rows that have them.');
  const centre = (column: Float64Array): Float64Array => centred(Float64Array.from(kept, (r) => column[r]!));
  const y = centre(values);
  const x = others.map(centre);
  const size = x.length;
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) gram[i * size + j] = dot(x[i]!, x[j]!);
  const coefficients = solve(
    factorize(gram, size),
    Float64Array.from(x, (column) => dot(column, y)),
  );
  const after = y.map(
    (value, i) => value - alpha * x.reduce((sum, column, j) => sum + coefficients[j]! * column[i]!, 0),
  );
  const out = values.slice();
  kept.forEach((r, i) => {
    out[r] = values[r]! - y[i]! + after[i]!;
  });
  return {
    values: out,
    coefficients,
    means: Float64Array.from(others, (other) => kept.reduce((sum, r) => sum + other[r]!, 0) / kept.length),
    correlationBefore: x.map((column) => correlation(column, y)),
    correlationAfter: x.map((column) => correlation(column, after)),
    rowsLeft: values.length - kept.length,
  };
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** A spread of rounding errors is none. */
const NO_SPREAD = 1e-24;

function correlation(a: Float64Array, b: Float64Array): number | null {
  const spread = dot(a, a) * dot(b, b);
  return spread > NO_SPREAD ? dot(a, b) / Math.sqrt(spread) : null;
}
