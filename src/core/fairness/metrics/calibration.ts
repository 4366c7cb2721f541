import { kishEffectiveSize } from '../../stats/planning/index.js';
import { wilson } from '../../stats/proportion/index.js';
import type { Group } from '../tally/groups.js';
import { calibrationSums, ECE_BINS } from './calibration-sums.js';

/** People whose score lies in one bin: what they were told to expect, and what happened. */
export interface CalibrationBin {
  /** Index 0..count-1 of equal-width bins of [0, 1]; lower edge closed, the last one closed on both sides. */
  readonly bin: number;
  /** People who have a score and a label. */
  readonly n: number;
  /** Mean score; null in an empty bin. */
  readonly meanScore: number | null;
  /** Share with label 1; null in an empty bin. */
  readonly observed: number | null;
  /** Wilson's interval of `observed`. */
  readonly lower: number | null;
  readonly upper: number | null;
}

const DEFAULT_LEVEL = 0.95;

/**
 * Calibration of a group's scores in `count` equal-width bins of [0, 1]. Empty where the group has no labelled scores or scores outside [0, 1].
 * With sampling weights each bin's effective size is its share of the group's.
 *
 * @example calibrationBins(group, 10)[7] // { bin: 7, n: 400, meanScore: 0.7, observed: 0.5925, lower: ..., upper: ... }
 */
export function calibrationBins(
  group: Group,
  count: number = ECE_BINS,
  level: number = DEFAULT_LEVEL,
): CalibrationBin[] {
  const { distribution, moments } = group;
  if (distribution === null || moments.labelled === 0) return [];
  if (distribution.lowest < 0 || distribution.highest > 1) return [];
  const sampling = group.weightKind === 'sampling';
  const deflation = sampling ? kishEffectiveSize(moments.labelled, moments.labelledSquares) / moments.labelled : 1;
  return calibrationSums(distribution, count).map(({ n, positives, scoreSum }, bin) => {
    if (n === 0) return { bin, n, meanScore: null, observed: null, lower: null, upper: null };
    const rate = { successes: positives, n };
    const interval = wilson(sampling ? { ...rate, nEff: n * deflation } : rate, level);
    return {
      bin,
      n,
      meanScore: scoreSum / n,
      observed: positives / n,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
    };
  });
}
