/** Gives each number as a share of their sum; equal shares where the sum is 0. */
export function shares(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => (sum === 0 ? 1 / values.length : value / sum));
}

/** One over the sum of squared shares: how many equal things would be as concentrated (inverse Simpson or Herfindahl index). */
export const effectiveNumberOf = (values: readonly number[]): number =>
  1 / shares(values).reduce((sum, share) => sum + share * share, 0);
