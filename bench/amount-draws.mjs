// Amounts that the benches of verdicts draw, and their tally.

/** Draws of one person, in cents: of a uniform number and the scale of the group. */
export const populationsOf = (normalQuantile) => ({
  normal: (u, s) => 10_000 * s * (1 + 0.25 * normalQuantile(u)),
  exponential: (u, s) => -10_000 * s * Math.log(1 - u),
  'lognormal 0.5': (u, s) => 10_000 * s * Math.exp(0.5 * normalQuantile(u) - 0.125),
  'lognormal 1': (u, s) => 10_000 * s * Math.exp(normalQuantile(u) - 0.5),
  'lognormal 1.5': (u, s) => 10_000 * s * Math.exp(1.5 * normalQuantile(u) - 1.125),
  'lognormal 2': (u, s) => 10_000 * s * Math.exp(2 * normalQuantile(u) - 2),
  'round sums': (u, s) => s * [5000, 10_000, 10_000, 10_000, 20_000, 50_000][Math.floor(u * 6)],
});

const STEPS = 200_000;

/** The value of a metric in a population at a scale, amounts in units: by numerical integration. */
export function populationValue(draw, metric, { scale = 1, q, value } = {}) {
  if (metric === 'median_amount') return draw(0.5, scale) / 100;
  if (metric === 'amount_quantile') return draw(q, scale) / 100;
  const drawn = (i) => draw((i + 0.5) / STEPS, scale);
  let sum = 0;
  if (metric === 'share_at_least') {
    for (let i = 0; i < STEPS; i++) if (drawn(i) >= 100 * value) sum += 1;
    return sum / STEPS;
  }
  const power = metric === 'root_mean_squared_error' ? 2 : 1;
  for (let i = 0; i < STEPS; i++) sum += drawn(i) ** power;
  return (sum / STEPS) ** (1 / power) / 100;
}

/** Means of lognormal amounts are known, and their tails are too heavy to be integrated: 100 units at scale 1. */
export function lognormalValue(sigma, metric, scale = 1) {
  if (metric === 'mean_amount') return 100 * scale;
  return metric === 'root_mean_squared_error' ? 100 * scale * Math.exp(sigma ** 2 / 2) : null;
}

/** Metrics of errors: the errors are the amounts themselves, since the label is 0. */
const OF_ERRORS = new Set(['root_mean_squared_error', 'mean_absolute_error', 'mean_error']);
export const needsLabel = (metric) => OF_ERRORS.has(metric);

/** The tally of drawn people, made at once: an accumulator would check and sort what is right already. */
export function drawnTally({ draw, sizes, scales, generator, label }) {
  const cells = sizes.flatMap((size, g) => {
    const values = [String(g)];
    const drawn = new Map();
    for (let i = 0; i < size; i++) {
      const value = Math.max(0, Math.round(draw(generator.nextUniform(), scales[g])));
      drawn.set(value, (drawn.get(value) ?? 0) + 1);
    }
    return [...drawn].flatMap(([at, rows]) => {
      const [weight, v] = [BigInt(rows), BigInt(at)];
      const cell = { values, at, rows, weight, sum: weight * v, squares: weight * v * v };
      return (label ? ['amount', 'error'] : ['amount']).map((quantity) => ({ ...cell, quantity }));
    });
  });
  return { attributes: ['g'], decimals: 2, places: { amount: 'distinct', error: 'distinct' }, cells };
}
