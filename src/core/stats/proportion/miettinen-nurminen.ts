import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { findRoot } from '../special/root.js';
import { type EffectiveProportion, effectivePair, type Proportion } from './proportion.js';

/** Newton steps that polish the closed form; two or three are usual, more only where it lost its digits. */
const MAX_STEPS = 100;

/**
 * The rate of `low` that is most likely when the rate of `high` is larger by exactly `gap` >= 0: the root of a cubic in closed form
 * (Miettinen and Nurminen 1985, appendix 1). Next to a double root (empty cells, very unequal groups) it keeps half its digits only.
 */
function closedForm(low: EffectiveProportion, high: EffectiveProportion, gap: number): number {
  const n = low.n + high.n;
  const successes = low.successes + high.successes;
  const c2 = ((high.n + 2 * low.n) * gap - n - successes) / n;
  const c1 = ((low.n * gap - n - 2 * low.successes) * gap + successes) / n;
  const c0 = (low.successes * gap * (1 - gap)) / n;
  const third = c2 / 3;
  const q = third * third * third - (c1 * third) / 2 + c0 / 2;
  const radius = Math.sign(q || 1) * Math.sqrt(Math.max(0, third * third - c1 / 3));
  const cosine = radius === 0 ? 0 : q / (radius * radius * radius);
  const angle = (Math.PI + Math.acos(Math.max(-1, Math.min(1, cosine)))) / 3;
  return 2 * radius * Math.cos(angle) - third;
}

/** The quotient x / y, where a count of nothing weighs nothing, 0 / 0 included. */
const share = (x: number, y: number): number => (x === 0 ? 0 : x / y);

/** Slope of the log likelihood at rate `t` of `low` and `t + gap` of `high`, and minus its derivative. Falls in t. */
function likelihoodSlope(low: EffectiveProportion, high: EffectiveProportion, gap: number, t: number) {
  const terms = [
    share(low.successes, t),
    -share(low.failures, 1 - t),
    share(high.successes, t + gap),
    -share(high.failures, 1 - gap - t),
  ] as const;
  const fall = share(terms[0], t) - share(terms[1], 1 - t) + share(terms[2], t + gap) - share(terms[3], 1 - gap - t);
  return { slope: terms[0] + terms[1] + terms[2] + terms[3], fall };
}

/** The closed form, held inside 0..1 - gap and polished by Newton steps on the likelihood, which has no double roots. */
function constrainedRate(low: EffectiveProportion, high: EffectiveProportion, gap: number): number {
  let from = 0;
  let to = 1 - gap;
  let t = Math.max(from, Math.min(to, closedForm(low, high, gap)));
  for (let step = 0; step < MAX_STEPS; step++) {
    const { slope, fall } = likelihoodSlope(low, high, gap, t);
    if (slope > 0) from = t;
    else to = t;
    let next = t + slope / fall;
    // A step may leave the bracket, or be no number at its ends; the bracket is halved then.
    if (!(next >= from && next <= to)) next = (from + to) / 2;
    if (Math.abs(next - t) <= Number.EPSILON * next || next === t) return next;
    t = next;
  }
  return t;
}

const mirrored = (p: EffectiveProportion): EffectiveProportion => ({
  rate: p.failures / p.n,
  n: p.n,
  successes: p.failures,
  failures: p.successes,
});

/**
 * Signed score statistic of "rate of a minus rate of b is `difference`", with the factor N / (N - 1). 0 / 0 counts as no contradiction.
 * Counts whichever outcome is rarer, from the group with the lower rate upwards: small rates then keep all their digits.
 */
function scoreStatistic(a: EffectiveProportion, b: EffectiveProportion, difference: number): number {
  const miss = a.rate - b.rate - difference;
  if (miss === 0) return 0;
  const variance = varianceAtDifference(a, b, difference);
  return variance > 0 ? miss / Math.sqrt(variance) : Math.sign(miss) * Number.POSITIVE_INFINITY;
}

/** Variance of the difference of two rates where it truly is `difference`, at the most likely rates, with the factor N / (N - 1). */
export function varianceAtDifference(a: EffectiveProportion, b: EffectiveProportion, difference: number): number {
  const rareSuccess = a.successes + b.successes <= a.failures + b.failures;
  const aIsHigher = difference >= 0 === rareSuccess;
  const [first, second] = rareSuccess ? [a, b] : [mirrored(a), mirrored(b)];
  const [low, high] = aIsHigher ? [second, first] : [first, second];
  const gap = Math.abs(difference);
  const t = constrainedRate(low, high, gap);
  const n = a.n + b.n;
  return ((t * (1 - t)) / low.n + ((t + gap) * Math.max(0, 1 - gap - t)) / high.n) * (n / (n - 1));
}

/**
 * Miettinen and Nurminen's score interval of a difference a - b, all differences that the score test does not reject. Defined at 0 and
 * full counts. Null when a group is empty. Statistics in Medicine 4 (1985), 213-226.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example miettinenNurminenDifference({ successes: 56, n: 70 }, { successes: 48, n: 80 }, 0.95) // { lower: 0.0528, upper: 0.3382 }
 */
export function miettinenNurminenDifference(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  const difference = first.rate - second.rate;
  // The factor N / (N - 1) has no value at N = 1 or less (tiny effective sizes): nothing is known there.
  if (first.n + second.n <= 1) return { lower: -1, upper: 1 };
  const lower = difference <= -1 ? -1 : findRoot((d) => scoreStatistic(first, second, d) - z, -1, difference);
  const upper = difference >= 1 ? 1 : findRoot((d) => scoreStatistic(first, second, d) + z, difference, 1);
  return { lower, upper };
}
