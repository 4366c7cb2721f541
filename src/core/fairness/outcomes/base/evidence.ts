import type { Estimate } from '../../../stats/base/index.js';
import { type Proportion, wilson } from '../../../stats/proportion/index.js';
import { compareProportions } from '../../comparisons/compare-proportions.js';
import type { Gap } from '../../comparisons/gap.js';
import { judgedEstimate, tooFew, undefinedEstimate } from '../../metrics/evidence.js';
import type { EvidenceSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';

/** A rate of one group with Wilson's interval; undefined, with the reason, where nobody is in its denominator. */
export function rateEstimate(rate: Proportion, settings: EvidenceSettings, nobody: string): Estimate {
  const frame = { level: settings.level, method: 'wilson', n: rate.n };
  const interval = wilson(rate, settings.level);
  if (interval === null) return undefinedEstimate(frame, nobody);
  const evidence = { size: rate.n, minGroupSize: settings.minGroupSize };
  return judgedEstimate(frame, { estimate: rate.successes / rate.n, ...interval }, evidence);
}

/** Two rates compared, `insufficient` where either rests on too few people. */
export function rateGap(
  a: Proportion,
  b: Proportion,
  question: { readonly metric: string; readonly compare: Compare },
  settings: EvidenceSettings,
): Gap {
  return sufficientGap(compareProportions(a, b, { ...question, level: settings.level }), [a.n, b.n], settings);
}

/** Sets the status `insufficient` where a side of a comparison is too small, and says which one. */
export function sufficientGap(gap: Gap, sizes: readonly [number, number], settings: EvidenceSettings): Gap {
  const [group, reference] = sizes;
  const least = Math.min(group, reference);
  if (gap.status === 'undefined' || least >= settings.minGroupSize) return gap;
  const side = group <= reference ? 'the group' : 'the reference';
  return { ...gap, status: 'insufficient', reason: `${side} ${tooFew(least, settings.minGroupSize)}` };
}
