import type { Estimate } from '../../../stats/base/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { gapOf } from './gaps.js';
import { LINEARISED } from './limits.js';
import { shownGap, sufficient } from './metrics.js';
import { representationOf, type TopTarget } from './representation.js';
import type { RankingGroup } from './types.js';
import { topMeasure } from './values.js';

/** The group's share of the first k places of all lists, against a target. */
export interface TopShare {
  readonly k: number;
  readonly share: Estimate;
  /** The target as a share; null where the pool is empty. */
  readonly target: number | null;
  /** Share minus target, with the test of "equal". */
  readonly difference: Gap;
  /** Share over target. */
  readonly ratio: Gap;
}

/**
 * Share of the first k places that the group holds, over all lists, against its share of the candidates or against a declared target. (`share_in_top_k` has the group's
 * candidates as its denominator; this has the places.) The unit of sampling is the list.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a `k` that the tally does not count, and for a target that is no share above 0
 * @example topShare(women, { k: 10, target: 'pool' }).ratio.estimate // 0.7: seven tenths of the places that their share of candidates would give
 */
export function topShare(
  group: RankingGroup,
  question: { readonly k: number; readonly target: TopTarget },
  options: EvidenceOptions = {},
): TopShare {
  const settings = metricSettings(options);
  const { tally } = group;
  const { lists } = tally;
  const { k, target } = question;
  const found = representationOf(group, topMeasure(group, k), target);
  if (!('share' in found)) {
    const frame = { level: settings.level, method: LINEARISED, n: lists };
    const none = undefinedEstimate(frame, '0/0: nobody stands in the first places');
    return { k, share: none, target: found.target, difference: untested(none), ratio: untested(none) };
  }
  const { share, target: wanted } = found;
  const shown = { n: lists, settings, sides: [group.lists] };
  const gap = (compare: Compare) => shownGap(gapOf(share, wanted, compare, { tally, counted: lists, lists }), shown);
  const span = share.limits.at(settings.level);
  const frame = { level: settings.level, method: share.limits.method, n: lists };
  const ends = span ?? { lower: null, upper: null };
  return {
    k,
    share: sufficient(plainEstimate(frame, { estimate: share.value, ...ends }), [group.lists], settings),
    target: wanted.value,
    difference: gap('difference'),
    ratio: gap('ratio'),
  };
}
