import { criticalValue, type Interval } from '../../stats/index.js';
import { type Stratum, stratifiedDifference, weightedDifference } from '../../stats/strata/index.js';
import type { GroupKey } from '../tally/index.js';
import type { Measured } from './types.js';

/** Another outcome in one group and one band of the score: people, its sum, and the sum of its squares. */
export interface BandSums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/** A group in all bands of the score, in the same order as in every other group. */
export interface BandedGroup {
  readonly group: GroupKey;
  readonly bands: readonly BandSums[];
}

interface Options {
  readonly subject: string;
  readonly reference: BandedGroup;
  readonly minGroupSize: number;
  /** `rate`: the outcome is 0 or 1. `amount`: differences are in standard deviations of the whole outcome, which is this. */
  readonly unit: 'rate' | { readonly deviation: number };
}

/**
 * Difference of another outcome between a group and the reference at equal score: within bands of the score, weighted by n1 n0 / (n1 + n0)
 * (Mantel and Haenszel 1959). Rates have the score interval of Miettinen and Nurminen (1985) over bands, which holds for many thin bands and is
 * defined where nobody or everybody has the outcome; amounts the variance of the means of each band, and no interval where nothing varies.
 * After Obermeyer, Powers, Vogeli and Mullainathan (2019), Science 366, 447-453.
 *
 * Bands without people of both sides compare nobody; `facts.compared` is the share of the group in the others.
 */
export function outcomeGapsAtEqualScore(groups: readonly BandedGroup[], options: Options): Measured[] {
  const { subject, reference, minGroupSize, unit } = options;
  return groups.map(({ group, bands }) => {
    const pairs = bands.map((one, place) => ({ one, other: reference.bands[place]! }));
    const least = unit === 'rate' ? 1 : 2;
    const both = pairs.filter(({ one, other }) => one.n >= least && other.n >= least);
    const [all, n, nReference] = [
      peopleOf(pairs.map(({ one }) => one)),
      peopleOf(both.map(({ one }) => one)),
      peopleOf(both.map(({ other }) => other)),
    ];
    const pooled = both.length === 0 ? null : unit === 'rate' ? pooledRate(both) : pooledMean(both, unit.deviation);
    return {
      subject,
      group,
      reference: reference.group,
      n,
      nReference,
      value: null,
      referenceValue: null,
      estimate: pooled?.difference ?? null,
      method: unit === 'rate' ? 'stratified miettinen-nurminen' : 'stratified-means',
      sufficient: n >= minGroupSize && nReference >= minGroupSize,
      ...(pooled === null ? { reason: 'no band of the score has people of both groups' } : {}),
      facts: { compared: all === 0 ? null : n / all },
      interval: (level) => pooled?.interval(level) ?? null,
    };
  });
}

const peopleOf = (bands: readonly BandSums[]): number => bands.reduce((total, { n }) => total + n, 0);

type Pair = { readonly one: BandSums; readonly other: BandSums };

/** A difference over bands, with its interval. */
interface Pooled {
  readonly difference: number;
  interval(level: number): Interval | null;
}

function pooledRate(pairs: readonly Pair[]): Pooled {
  const side = ({ n, sum }: BandSums) => ({ n, successes: sum });
  const strata = pairs.map(({ one, other }): Stratum => ({ a: side(one), b: side(other) }));
  return {
    difference: weightedDifference(strata, 'mantel-haenszel')!,
    interval: (level) => stratifiedDifference(strata, level, 'mantel-haenszel'),
  };
}

function pooledMean(pairs: readonly Pair[], deviation: number): Pooled {
  let [weights, gaps, variance] = [0, 0, 0];
  for (const { one, other } of pairs) {
    const weight = (one.n * other.n) / (one.n + other.n);
    weights += weight;
    gaps += weight * (one.sum / one.n - other.sum / other.n);
    variance += weight ** 2 * (varianceOfMean(one) + varianceOfMean(other));
  }
  const [difference, error] = [gaps / weights / deviation, Math.sqrt(variance) / (weights * deviation)];
  return {
    difference,
    interval(level) {
      const half = criticalValue(level) * error;
      return half > 0 ? { lower: difference - half, upper: difference + half } : null;
    },
  };
}

const varianceOfMean = ({ n, sum, squares }: BandSums): number =>
  Math.max(0, squares - (sum * sum) / n) / (n * (n - 1));
