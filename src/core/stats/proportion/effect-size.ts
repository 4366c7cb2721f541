import { effectivePair, type Proportion } from './proportion.js';

/**
 * Cohen's h, the difference of the arcsine-transformed rates, a minus b. Null when a group is empty. Cohen (1988), chapter 6.
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function cohensH(a: Proportion, b: Proportion): number | null {
  const pair = effectivePair(a, b);
  return pair && 2 * Math.asin(Math.sqrt(pair[0].rate)) - 2 * Math.asin(Math.sqrt(pair[1].rate));
}

/**
 * Sample odds ratio of a against b: 0 or Infinity at empty cells, null when it is 0/0 or a group is empty.
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function oddsRatio(a: Proportion, b: Proportion): number | null {
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  const up = first.successes * second.failures;
  const down = first.failures * second.successes;
  return up === 0 && down === 0 ? null : up / down;
}
