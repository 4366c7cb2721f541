/**
 * The score statistics of Miettinen-Nurminen and Koopman again, on purpose by another way than the product's: the constrained rate is found by
 * bisection of the derivative of the log likelihood, not by a closed form. A bound of an interval must make |statistic| the critical value.
 */
export interface Counts {
  readonly k: number;
  readonly n: number;
}

const BISECTIONS = 200;

function bisect(isLow: (x: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (isLow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Derivative of the log likelihood of k of n at rate p, towards the rate. */
const slope = (c: Counts, p: number): number =>
  (c.k > 0 ? c.k / Math.max(p, 1e-300) : 0) - (c.n > c.k ? (c.n - c.k) / Math.max(1 - p, 1e-300) : 0);

/** Score statistic of "rate a - rate b = d" with N / (N - 1). */
export function differenceScore(a: Counts, b: Counts, d: number): number {
  const from = Math.max(0, -d);
  const to = Math.min(1, 1 - d);
  const rateB = bisect((p) => slope(a, p + d) + slope(b, p) > 0, from, to);
  const rateA = Math.min(1, Math.max(0, rateB + d));
  const n = a.n + b.n;
  const variance = ((rateA * (1 - rateA)) / a.n + (rateB * (1 - rateB)) / b.n) * (n / (n - 1));
  return (a.k / a.n - b.k / b.n - d) / Math.sqrt(variance);
}

/** Score statistic of "rate a / rate b = r". */
export function ratioScore(a: Counts, b: Counts, r: number): number {
  const rateB = bisect((p) => r * slope(a, r * p) + slope(b, p) > 0, 0, Math.min(1, 1 / r));
  const rateA = Math.min(1, r * rateB);
  const variance = (rateA * (1 - rateA)) / a.n + (r * r * rateB * (1 - rateB)) / b.n;
  return (a.k / a.n - r * (b.k / b.n)) / Math.sqrt(variance);
}

/**
 * The difference statistic with the slip of statsmodels (issue 10269: the count of successes stands where the group's size belongs in
 * the linear coefficient of the cubic): shows that the reference's Miettinen-Nurminen bounds solve that equation, not the paper's.
 */
export function differenceScoreWithSlip(a: Counts, b: Counts, d: number): number {
  const n = a.n + b.n;
  const k = a.k + b.k;
  const c2 = (a.n + 2 * b.n) * d - n - k;
  const c1 = (b.k * d - n - 2 * b.k) * d + k;
  const c0 = b.k * d * (1 - d);
  const q = (c2 / (3 * n)) ** 3 - (c1 * c2) / (6 * n * n) + c0 / (2 * n);
  const p = Math.sign(q) * Math.sqrt((c2 / (3 * n)) ** 2 - c1 / (3 * n));
  const rateB = 2 * p * Math.cos((Math.PI + Math.acos(q / p ** 3)) / 3) - c2 / (3 * n);
  const rateA = rateB + d;
  const variance = ((rateA * (1 - rateA)) / a.n + (rateB * (1 - rateB)) / b.n) * (n / (n - 1));
  return (a.k / a.n - b.k / b.n - d) / Math.sqrt(variance);
}

/**
 * Barnard's p-value with the order of tables decided in whole numbers (exact for n <= 300) and the nuisance rate on a plain grid.
 */
export function barnardOnGrid(a: Counts, b: Counts, gridPoints: number): number {
  const n = a.n + b.n;
  const logFactorial = [0];
  for (let i = 1; i <= n; i++) logFactorial.push(logFactorial[i - 1]! + Math.log(i));
  const logChoose = (m: number, k: number) => logFactorial[m]! - logFactorial[k]! - logFactorial[m - k]!;
  // (k / nA - l / nB)^2 / (s (n - s)) without the constant factors: numerator and denominator are whole numbers below 2^53.
  const top = (k: number, l: number) => (k * b.n - l * a.n) ** 2;
  const bottom = (k: number, l: number) => (k + l) * (n - k - l);
  const waysBySuccesses = new Float64Array(n + 1);
  for (let k = 0; k <= a.n; k++) {
    for (let l = 0; l <= b.n; l++) {
      const extreme =
        bottom(k, l) === 0
          ? top(a.k, b.k) === 0 || bottom(a.k, b.k) === 0
          : bottom(a.k, b.k) === 0 || top(k, l) * bottom(a.k, b.k) >= top(a.k, b.k) * bottom(k, l);
      if (extreme) waysBySuccesses[k + l]! += Math.exp(logChoose(a.n, k) + logChoose(b.n, l) - logChoose(n, k + l));
    }
  }
  let best = 0;
  for (let i = 1; i < gridPoints; i++) {
    const rate = i / gridPoints;
    let sum = 0;
    for (let s = 0; s <= n; s++) {
      if (waysBySuccesses[s] === 0) continue;
      sum += waysBySuccesses[s]! * Math.exp(logChoose(n, s) + s * Math.log(rate) + (n - s) * Math.log1p(-rate));
    }
    best = Math.max(best, sum);
  }
  return best;
}
