/** Enough nodes for 32 distinct players on a path exactly; beyond, the error stays below 1e-15 because the factors are in [0, 1]. */
export const MAX_NODES = 16;

/**
 * Gauss-Legendre nodes and weights on [0, 1]; exact for polynomials up to degree 2n - 1. Newton's method on the Legendre
 * polynomial, started at the usual cosine estimate (Abramowitz and Stegun 25.4.29).
 */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const value = legendre(n, x);
      slope = value.slope;
      x -= value.p / slope;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The start is right to 1e-3 or better and each step doubles the digits; eight steps are plenty. */
const NEWTON_STEPS = 8;

function legendre(n: number, x: number): { p: number; slope: number } {
  let before = 1;
  let p = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
    before = p;
    p = next;
  }
  if (n === 0) return { p: 1, slope: 0 };
  return { p, slope: (n * (x * p - before)) / (x * x - 1) };
}
