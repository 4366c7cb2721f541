import { agree, counted } from '../../base/counted.js';
import type { Measured } from '../../fairness/outcomes/amount/index.js';
import { skewedMeanInterval } from '../../stats/index.js';
import type { Limits } from './mover.js';
import type { Evidence } from './subject.js';

/** A mean of skewed values needs n > 25 skewness^2 people (Cochran 1977, Sampling techniques, section 2.15). */
const COCHRAN_FACTOR = 25;

/**
 * Hall's skewness-adjusted interval of a mean; of a root mean square, the roots of its limits. Amounts have no largest value that would bound
 * them, so a sample too skewed for its size has no interval at all.
 */
export function meanEvidence({ moments, kind }: Extract<Measured, { kind: 'mean' | 'root' }>, value: number): Evidence {
  const shown = kind === 'root' ? (x: number) => Math.sqrt(Math.max(0, x)) : (x: number) => x;
  const at = (level: number): Limits | null => {
    const interval = skewedMeanInterval(moments, level);
    return interval && { estimate: value, lower: shown(interval.lower), upper: shown(interval.upper) };
  };
  const needed = Math.ceil(COCHRAN_FACTOR * moments.skewness ** 2);
  return {
    kind: 'limits',
    value,
    at,
    method: kind === 'root' ? 'hall, root' : 'hall',
    moments,
    ...(moments.n < needed
      ? {
          hindrance: `${counted(moments.n, 'person')} ${agree(moments.n, 'is', 'are')} too few for values so skewed: a skewness of ${moments.skewness.toFixed(1)} takes about ${needed}`,
        }
      : {}),
  };
}
