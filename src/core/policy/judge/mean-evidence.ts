import { agree, counted } from '../../base/counted.js';
import type { Measured } from '../../fairness/outcomes/amount/index.js';
import { type SkewedMean, skewedMeanInterval } from '../../stats/index.js';
import { isTooSkewedForSize } from '../../stats/moments/index.js';
import type { Limits } from './mover.js';
import type { Evidence } from './subject.js';

/** A mean of skewed values needs n > 25 skewness^2 people (Cochran 1977, Sampling techniques, section 2.15). */
const COCHRAN_FACTOR = 25;

/**
 * Hall's skewness-adjusted interval of a mean; of a root mean square, the roots of its limits. Amounts have no largest value that would bound
 * them, so a sample too skewed for its size has no interval at all.
 *
 * @param tooSkewed says so of a sample, and how many people it would take
 */
export function meanEvidence(
  { moments, kind }: Extract<Measured, { kind: 'mean' | 'root' }>,
  value: number,
  tooSkewed: TooSkewed = tooFewPeople,
): Extract<Evidence, { kind: 'limits' }> {
  const shown = kind === 'root' ? (x: number) => Math.sqrt(Math.max(0, x)) : (x: number) => x;
  const at = (level: number): Limits | null => {
    const interval = skewedMeanInterval(moments, level);
    return interval && { estimate: value, lower: shown(interval.lower), upper: shown(interval.upper) };
  };
  return {
    kind: 'limits',
    value,
    at,
    method: kind === 'root' ? 'hall, root' : 'hall',
    moments,
    ...hindranceOf(moments, tooSkewed),
  };
}

type TooSkewed = (moments: SkewedMean, needed: number) => string;

function hindranceOf(moments: SkewedMean, tooSkewed: TooSkewed): { readonly hindrance?: string } {
  const { n, variance, skewness } = moments;
  if (n > 1 && variance === 0)
    return {
      hindrance: `all ${counted(n, 'person')} have the same value, so nothing tells how those of other people vary`,
    };
  return isTooSkewedForSize(skewness, n) ? { hindrance: tooSkewed(moments, peopleForSkewness(skewness)) } : {};
}

/** About how many people a mean of values so skewed takes. */
export const peopleForSkewness = (skewness: number): number => Math.ceil(COCHRAN_FACTOR * skewness ** 2);

const tooFewPeople = ({ n, skewness }: SkewedMean, needed: number): string =>
  `${counted(n, 'person')} ${agree(n, 'is', 'are')} too few for values so skewed: a skewness of ${skewness.toFixed(1)} takes about ${needed}`;
