import { demand, demandFinite, demandLevel, demandNonNegative } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { findRoot } from '../special/root.js';

/** A sample of a quantity that cannot leave `lowest`..`highest`: its values, and how many people have each. Same length. */
export interface BoundedSample {
  readonly values: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Interval of the mean of a bounded quantity that holds for few people and any skewness: one more person is put at the far bound, and the
 * limit is the quantile of the mean under weights that are uniform on the simplex (Dirichlet with parameter 1 for each person). For a
 * quantity that is 0 or 1 this is Clopper and Pearson's interval. Gaffke (2005), Three test statistics for a nonparametric one-sided hypothesis
 * on the mean of a nonnegative variable, Mathematical Methods of Statistics 14, 451-467; its level is proved in special cases and was never seen
 * to fail (Learned-Miller and Thomas 2020, arXiv 1905.06208). The quantile is that of a sum of gammas, by Barndorff-Nielsen's r* (1986).
 *
 * Null for nobody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for values out of bounds, negative counts or a level outside 0..1
 * @example boundedMeanInterval({ values: [0, 1], counts: [9, 1], lowest: 0, highest: 1 }, 0.95) // { lower: 0.0025, upper: 0.445 }
 */
export function boundedMeanInterval(sample: BoundedSample, level: number): Interval | null {
  demandLevel(level);
  const { values, counts, lowest, highest } = sample;
  let people = 0;
  for (let i = 0; i < values.length; i++) {
    demandFinite(values[i]!, `value ${i}`);
    demandNonNegative(counts[i]!, `count ${i}`);
    demand(
      values[i]! >= lowest && values[i]! <= highest,
      `value ${i} is ${values[i]}, outside ${lowest}..${highest}`,
      'Give bounds that no value can leave.',
    );
    people += counts[i]!;
  }
  if (people === 0) return null;
  const z = criticalValue(level);
  const mirrored = Float64Array.from(values, (value) => -value);
  return { lower: -upperLimit(mirrored, counts, -lowest, z), upper: upperLimit(values, counts, highest, z) };
}

function upperLimit(values: ArrayLike<number>, counts: ArrayLike<number>, highest: number, z: number): number {
  const deviations = new Float64Array(values.length + 1);
  const weights = Float64Array.from({ length: values.length + 1 }, (_, i) => counts[i] ?? 1);
  let sum = highest;
  let people = 1;
  for (let i = 0; i < values.length; i++) {
    sum += counts[i]! * values[i]!;
    people += counts[i]!;
  }
  const mean = sum / people;
  if (mean >= highest) return highest;
  return findRoot(
    (t) => {
      for (let i = 0; i < values.length; i++) deviations[i] = values[i]! - t;
      deviations[values.length] = highest - t;
      return signedRoot(deviations, weights) - z;
    },
    mean,
    highest,
  );
}

/** Steps of Newton's method, each inside a shrinking bracket; a handful is usual. */
const MAX_STEPS = 100;
/** Below this size of the signed root its correction is replaced by the limit that it tends to. */
const NEAR_ZERO = 1e-5;

/** The r with P(sum of gamma(c_i) y_i > 0) = 1 - normal distribution function of r. */
function signedRoot(y: Float64Array, c: Float64Array): number {
  const s = saddlePoint(y, c);
  if (!Number.isFinite(s)) return s;
  let logarithm = 0;
  let curvature = 0;
  let cubes = 0;
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    const q = y[i]! / (1 - s * y[i]!);
    logarithm += c[i]! * Math.log1p(-s * y[i]!);
    curvature += c[i]! * q * q;
    squares += c[i]! * y[i]! * y[i]!;
    cubes += c[i]! * y[i]! * y[i]! * y[i]!;
  }
  const w = Math.sign(s) * Math.sqrt(Math.max(0, 2 * logarithm));
  if (Math.abs(w) < NEAR_ZERO) return w + cubes / 3 / squares ** 1.5;
  return w + Math.log((s * Math.sqrt(curvature)) / w) / w;
}

/** Where the derivative of the cumulant generating function, sum of c y / (1 - s y), is 0; infinite where all y have one sign, as the r is. */
function saddlePoint(y: Float64Array, c: Float64Array): number {
  let least = 0;
  let most = 0;
  for (let i = 0; i < y.length; i++) {
    if (c[i] === 0) continue;
    least = Math.min(least, y[i]!);
    most = Math.max(most, y[i]!);
  }
  if (most <= 0) return Number.POSITIVE_INFINITY;
  if (least >= 0) return Number.NEGATIVE_INFINITY;
  let low = 1 / least;
  let high = 1 / most;
  let s = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    let slope = 0;
    let curvature = 0;
    for (let i = 0; i < y.length; i++) {
      const q = y[i]! / (1 - s * y[i]!);
      slope += c[i]! * q;
      curvature += c[i]! * q * q;
    }
    if (slope > 0) high = s;
    else low = s;
    let next = s - slope / curvature;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - s) <= 4 * Number.EPSILON * Math.abs(next) || next === s) return next;
    s = next;
  }
  return s;
}
