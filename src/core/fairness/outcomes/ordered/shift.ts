import type { Estimate } from '../../../stats/base/index.js';
import { boundedMeanInterval, isTooSkewedForSize, type Moments, welchT } from '../../../stats/moments/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { moverSum } from '../../comparisons/mover.js';
import { judgedEstimate, plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { GroupKey } from '../../tally/types.js';
import { rateEstimate, sufficientGap } from '../base/index.js';
import { checkSameLevels } from './groups.js';
import { type Shift, shiftsOf } from './shifts.js';
import type { OrderedGroup } from './types.js';

/** How the level given differs from the level due, over the people with a label. */
export interface GradeShift {
  readonly key: GroupKey;
  /** Mean number of levels by which the people were moved, positive towards the favourable end. Student's interval, or Gaffke's where few people make the mean. */
  readonly mean: Estimate;
  /** Shares that were given a less favourable, the same, and a more favourable level than the label; Wilson's intervals. */
  readonly lowered: Estimate;
  readonly kept: Estimate;
  readonly raised: Estimate;
  /** People by number of levels moved, from the largest fall to the largest rise. */
  readonly countByShift: readonly { readonly shift: number; readonly people: number }[];
}

const NO_LABELS = '0/0: nobody in the group has a label';

/**
 * Grade shift: the level given against the level due (the label), such as a grade by formula against the grade that the teacher gave. Levels count as
 * equal steps in the mean; the three shares suppose nothing of the kind.
 *
 * @example gradeShift(school).lowered.estimate // 0.39: the share whose grade was lowered
 */
export function gradeShift(group: OrderedGroup, options: EvidenceOptions = {}): GradeShift {
  const settings = metricSettings(options);
  const countByShift = shiftsOf(group);
  const n = group.labelled;
  const share = (holds: (shift: number) => boolean): Estimate => {
    const successes = countByShift.reduce((people, one) => people + (holds(one.shift) ? one.people : 0), 0);
    return rateEstimate({ successes, n }, settings, NO_LABELS);
  };
  const moments = momentsOfShifts(countByShift, n);
  const limits = moments === null ? null : limitsOf(countByShift, moments, settings.level);
  const frame = { level: settings.level, method: limits?.method ?? 'student t', n };
  const evidence = { size: n, minGroupSize: settings.minGroupSize };
  return {
    key: group.key,
    mean:
      moments === null || limits === null
        ? undefinedEstimate(frame, NO_LABELS)
        : judgedEstimate(frame, { estimate: moments.mean, lower: limits.lower, upper: limits.upper }, evidence),
    lowered: share((shift) => shift < 0),
    kept: share((shift) => shift === 0),
    raised: share((shift) => shift > 0),
    countByShift: countByShift.filter(({ people }) => people > 0),
  };
}

/**
 * Difference of the mean shifts, group minus reference, with Welch's interval and t test of "both were moved by as many levels on average". Where few people
 * make a mean (its sample is too skewed for its size) neither holds: then the interval is put together from Gaffke's, and there is no test.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function compareGradeShift(group: OrderedGroup, reference: OrderedGroup, options: EvidenceOptions = {}): Gap {
  checkSameLevels(group, reference);
  const settings = metricSettings(options);
  const { level } = settings;
  const frame = { level, method: 'welch', n: group.labelled + reference.labelled };
  const [ours, theirs] = [shiftsOf(group), shiftsOf(reference)];
  const a = momentsOfShifts(ours, group.labelled);
  const b = momentsOfShifts(theirs, reference.labelled);
  if (a === null || b === null) {
    return untested(undefinedEstimate(frame, `0/0: nobody in the ${a === null ? 'group' : 'reference'} has a label`));
  }
  const sizes = [a.n, b.n] as const;
  const [one, two] = [limitsOf(ours, a, level), limitsOf(theirs, b, level)];
  const welch = one.method === 'student t' && two.method === 'student t' ? welchT(a, b) : null;
  if (welch === null) {
    const values = moverSum([
      { factor: 1, value: a.mean, ...one },
      { factor: -1, value: b.mean, ...two },
    ]);
    const method = `mover(${one.method}, ${two.method})`;
    return sufficientGap(untested(plainEstimate({ ...frame, method }, values)), sizes, settings);
  }
  const estimate = a.mean - b.mean;
  const reach = studentCritical(level, welch.degreesOfFreedom) * Math.sqrt(a.variance / a.n + b.variance / b.n);
  const gap = plainEstimate(frame, { estimate, lower: estimate - reach, upper: estimate + reach });
  return sufficientGap({ ...gap, test: 'welch t', pValue: welch.pValue }, sizes, settings);
}

function momentsOfShifts(shifts: readonly { shift: number; people: number }[], n: number): Moments | null {
  if (n === 0) return null;
  const mean = shifts.reduce((sum, { shift, people }) => sum + shift * people, 0) / n;
  const squares = shifts.reduce((sum, { shift, people }) => sum + people * (shift - mean) ** 2, 0);
  return { mean, variance: n > 1 ? squares / (n - 1) : 0, n };
}

interface MeanLimits {
  readonly lower: number;
  readonly upper: number;
  readonly method: 'student t' | 'gaffke';
}

/** Student's limits of a mean shift, or Gaffke's (2005), which knows how far a person can be moved, where the sample is too skewed for its size. */
function limitsOf(shifts: readonly Shift[], moments: Moments, level: number): MeanLimits {
  const { mean, variance, n } = moments;
  if (n >= 2 && variance > 0 && !isTooSkewed(shifts, moments)) {
    const reach = studentCritical(level, n - 1) * Math.sqrt(variance / n);
    return { lower: mean - reach, upper: mean + reach, method: 'student t' };
  }
  const values = shifts.map(({ shift }) => shift);
  const counts = shifts.map(({ people }) => people);
  const sample = { values, counts, lowest: values[0]!, highest: values.at(-1)! };
  return { ...boundedMeanInterval(sample, level)!, method: 'gaffke' };
}

function isTooSkewed(shifts: readonly Shift[], { mean, n }: Moments): boolean {
  const moment = (power: number) =>
    shifts.reduce((sum, { shift, people }) => sum + people * (shift - mean) ** power, 0) / n;
  return isTooSkewedForSize(moment(3) / moment(2) ** 1.5, n);
}
