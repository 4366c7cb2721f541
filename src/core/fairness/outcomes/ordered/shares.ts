import type { Estimate } from '../../../stats/base/index.js';
import type { Proportion } from '../../../stats/proportion/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { rateEstimate, rateGap } from '../base/index.js';
import { checkSameLevels, rankOfLevel, sum } from './groups.js';
import type { OrderedGroup } from './types.js';

const EMPTY = '0/0: the group is empty';

/** Members at this rank or a more favourable one. */
export const atLeastRank = (group: OrderedGroup, rank: number): Proportion => ({
  successes: sum(group.countByRank.slice(rank)),
  n: group.n,
});

/**
 * Share of the group at the level or a more favourable one (metric `share_at_least`), with Wilson's interval.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a level that is not declared
 * @example shareAtLeast(girls, 'B').estimate // 0.61
 */
export function shareAtLeast(group: OrderedGroup, level: string, options: EvidenceOptions = {}): Estimate {
  const settings = metricSettings(options);
  return rateEstimate(atLeastRank(group, rankOfLevel(group, level)), settings, EMPTY);
}

/**
 * `shareAtLeast` of a group against that of a reference, as difference or ratio, with the intervals and the test of yes-or-no decisions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a level that is not declared, and for groups of different levels
 */
export function compareShareAtLeast(
  group: OrderedGroup,
  reference: OrderedGroup,
  question: { readonly level: string; readonly compare: Compare },
  options: EvidenceOptions = {},
): Gap {
  checkSameLevels(group, reference);
  const rank = rankOfLevel(group, question.level);
  return rateGap(
    atLeastRank(group, rank),
    atLeastRank(reference, rank),
    { metric: 'share_at_least', compare: question.compare },
    metricSettings(options),
  );
}
