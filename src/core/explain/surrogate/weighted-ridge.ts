import { factorize, solve } from '../../stats/matrix/index.js';

/** A linear surface through weighted points: y = intercept + sum of coefficients[p] z[p]. */
export interface RidgeFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Weighted share of the variance of y that the surface explains; null when y does not vary. */
  readonly rSquared: number | null;
}

export interface RidgePoints {
  /** Coordinates of the points, `[point * width + p]`. */
  readonly z: Float64Array;
  readonly width: number;
  readonly y: Float64Array;
  /** Weights of the points, all positive. */
  readonly weight: Float64Array;
}

/**
 * Weighted ridge regression with a free intercept: least sum of w (y - intercept - z b)^2 + penalty |b|^2 (Hoerl and Kennard 1970). Means
 * are subtracted first, so the intercept is not penalised; a penalty above 0 makes the normal equations positive definite.
 */
export function fitRidge(points: RidgePoints, penalty: number): RidgeFit {
  const { z, width, y, weight } = points;
  const total = weight.reduce((sum, w) => sum + w, 0);
  const meanY = y.reduce((sum, value, i) => sum + weight[i]! * value, 0) / total;
  const meanZ = new Float64Array(width);
  z.forEach((value, at) => {
    meanZ[at % width]! += (weight[Math.floor(at / width)]! * value) / total;
  });
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  const centred = new Float64Array(width);
  let spread = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight[i]!;
    const gap = y[i]! - meanY;
    spread += w * gap * gap;
    for (let p = 0; p < width; p++) centred[p] = z[i * width + p]! - meanZ[p]!;
    for (let p = 0; p < width; p++) {
      const scaled = w * centred[p]!;
      right[p]! += scaled * gap;
      for (let q = 0; q <= p; q++) gram[p * width + q]! += scaled * centred[q]!;
    }
  }
  for (let p = 0; p < width; p++) gram[p * width + p]! += penalty;
  const coefficients = solve(factorize(gram, width), right);
  const intercept = coefficients.reduce((sum, b, p) => sum - b * meanZ[p]!, meanY);
  return { intercept, coefficients, rSquared: rSquaredOf(points, { intercept, coefficients, spread }) };
}

function rSquaredOf(
  { z, width, y, weight }: RidgePoints,
  fit: { intercept: number; coefficients: Float64Array; spread: number },
): number | null {
  if (!(fit.spread > 0)) return null;
  let left = 0;
  for (let i = 0; i < y.length; i++) {
    let gap = y[i]! - fit.intercept;
    for (let p = 0; p < width; p++) gap -= fit.coefficients[p]! * z[i * width + p]!;
    left += weight[i]! * gap * gap;
  }
  return 1 - left / fit.spread;
}
