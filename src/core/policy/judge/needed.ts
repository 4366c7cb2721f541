import type { Compare } from '../../fairness/tally/index.js';
import { intervalOf, type Pair } from './comparison.js';
import type { Levels, Reading } from './decide.js';
import { at, isBeyond, isWithin, type Region } from './region.js';
import { enlarged } from './subject.js';

/** Largest factor that is searched: beyond this many times the present data the answer is "no practical amount". */
const LARGEST_FACTOR = 1e6;
/** Factors are found to this relative width. */
const FACTOR_WIDTH = 1e-3;

/** The multiple of the present data that would decide. */
export interface Needed {
  readonly factor: number;
  /** The size that `group` would then have, in the metric's own denominator. */
  readonly n: number;
}

/**
 * How much more data, of the same mix and with the same estimates, would decide an open comparison: its plain interval within the bound, or
 * its simultaneous interval beyond it. It is found with the judging interval itself, not with a normal approximation. Null where the
 * estimate lies on the bound or is undefined, or no practical amount would do.
 */
export function neededFor(
  reading: Reading,
  compare: Compare,
  region: Region,
  levels: Levels,
  minGroupSize: number,
): Needed | null {
  const { pair, estimate } = reading;
  if (estimate === null || pair.group.n <= 0 || pair.reference.n <= 0) return null;
  const held = (
    one: Pair,
    factor: number,
    level: number,
    holds: (span: { lower: number; upper: number }) => boolean,
  ) => {
    const larger = { ...one, group: enlarged(one.group, factor), reference: enlarged(one.reference, factor) };
    const span = intervalOf(larger, compare, level);
    return span !== null && holds(span);
  };
  const decides = isWithin(at(estimate), region)
    ? (factor: number) => held(pair, factor, levels.plain, (span) => isWithin(span, region))
    : (factor: number) => held(pair, factor, levels.simultaneous, (span) => isBeyond(span, region));
  const factor = smallestFactor(decides);
  if (factor === null) return null;
  const enough = Math.max(factor, minGroupSize / pair.group.n, minGroupSize / pair.reference.n);
  return { factor: enough, n: Math.ceil(enough * pair.group.n) };
}

/** The smallest factor of at least 1 that decides. Intervals shrink as data grow, so bisection finds it. */
function smallestFactor(decides: (factor: number) => boolean): number | null {
  if (decides(1)) return 1;
  let enough = 2;
  while (!decides(enough)) {
    enough *= 2;
    if (enough > LARGEST_FACTOR) return null;
  }
  let few = enough / 2;
  while (enough - few > FACTOR_WIDTH * few) {
    const middle = (few + enough) / 2;
    if (decides(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
