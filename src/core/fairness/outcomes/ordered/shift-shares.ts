import type { Estimate } from '../../../stats/base/index.js';
import type { Proportion } from '../../../stats/proportion/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { rateEstimate, rateGap } from '../base/index.js';
import { checkSameLevels } from './groups.js';
import { shiftsOf } from './shifts.js';
import type { OrderedGroup } from './types.js';

/** Shares of people who were given another level than the one that was due: a less favourable one, or a more favourable one. */
export type ShiftMetric = 'lowered_share' | 'raised_share';

/** Of the people with a label, those who were moved to this side. */
export const movedProportion = (group: OrderedGroup, metric: ShiftMetric): Proportion => ({
  successes: shiftsOf(group).reduce(
    (people, one) => people + ((metric === 'lowered_share' ? one.shift < 0 : one.shift > 0) ? one.people : 0),
    0,
  ),
  n: group.labelled,
});

/**
 * Share of the people with a label who were given a less (`lowered_share`) or a more favourable level (`raised_share`) than it, with Wilson's interval.
 *
 * @example movedShare(school, 'lowered_share').estimate // 0.39
 */
export const movedShare = (group: OrderedGroup, metric: ShiftMetric, options: EvidenceOptions = {}): Estimate =>
  rateEstimate(movedProportion(group, metric), metricSettings(options), '0/0: nobody in the group has a label');

/**
 * `movedShare` of a group against that of a reference, as difference or ratio, with the intervals and the test of yes-or-no decisions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function compareMovedShare(
  group: OrderedGroup,
  reference: OrderedGroup,
  question: { readonly metric: ShiftMetric; readonly compare: Compare },
  options: EvidenceOptions = {},
): Gap {
  checkSameLevels(group, reference);
  const [ours, theirs] = [movedProportion(group, question.metric), movedProportion(reference, question.metric)];
  return rateGap(ours, theirs, question, metricSettings(options));
}
