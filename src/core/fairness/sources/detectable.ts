import { smallestDetectableDifference, wilson } from '../../stats/index.js';
import type { GroupCount } from './rate-gaps.js';
import type { Measured } from './types.js';

/** Chance with which a gap should be found: the usual 80 %. */
const POWER = 0.8;
/** Rate at which a gap is hardest to find; it stands in where no rate is known. */
const HARDEST_RATE = 0.5;

/**
 * The smallest gap of rates between a group and the reference that a test at the level of the policy finds in 80 % of tables: 1 where none is.
 * `successes` of the reference count its rate; without a rate, the hardest (0.5) is taken. The interval is that of the gap over Wilson's
 * interval of the rate, as its size follows from the counts alone.
 */
export function detectableGaps(
  groups: readonly GroupCount[],
  {
    reference,
    level,
    rateKnown,
  }: { readonly reference: GroupCount; readonly level: number; readonly rateKnown: boolean },
): Measured[] {
  const gap = (n: number, p: number): number =>
    n === 0 || reference.n === 0
      ? 1
      : (smallestDetectableDifference({ n1: n, n2: reference.n, p, level, power: POWER }) ?? 1);
  const rate = rateKnown && reference.n > 0 ? reference.successes / reference.n : HARDEST_RATE;
  return groups.map(({ group, n }) => ({
    subject: null,
    group,
    reference: reference.group,
    n,
    nReference: reference.n,
    value: null,
    referenceValue: rate,
    estimate: gap(n, rate),
    method: 'fleiss-power',
    sufficient: true,
    interval(at) {
      const ends = rateKnown ? wilson(reference, at) : null;
      if (ends === null) return { lower: gap(n, rate), upper: gap(n, rate) };
      const rates = [
        ends.lower,
        rate,
        ends.upper,
        ...(ends.lower < HARDEST_RATE && HARDEST_RATE < ends.upper ? [HARDEST_RATE] : []),
      ];
      const gaps = rates.map((p) => gap(n, p));
      return { lower: Math.min(...gaps), upper: Math.max(...gaps) };
    },
  }));
}
