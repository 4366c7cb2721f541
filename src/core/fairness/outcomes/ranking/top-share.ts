import type { Estimate } from '../../../stats/base/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import { invalidArgument } from '../base/index.js';
import { sumOfSquares, type Term, total } from './linear.js';
import type { Measure } from './measures.js';
import { gapOf, limitsOn, sufficient, topMeasure } from './metrics.js';
import type { RankingGroup, RankingTally } from './types.js';

/** What the group's share of the first k places is held against: its share of all candidates, or a declared share. */
export type TopTarget = 'pool' | number;

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
  const { k, target } = question;
  const top = topMeasure(group, k);
  if (target !== 'pool' && !(target > 0 && target <= 1)) {
    throw invalidArgument(`target is ${target}`, 'Pass "pool", or a share above 0 and at most 1.', 'target');
  }
  const frame = { level: settings.level, method: 'linearised by list', n: tally.lists };
  const share = shareOf(group, top);
  const pool = target === 'pool' ? shareOf(group, 'candidates') : { value: target, terms: [] };
  if (share === null || pool === null) {
    const none = undefinedEstimate(frame, '0/0: nobody stands in the first places');
    return { k, share: none, target: pool?.value ?? null, difference: untested(none), ratio: untested(none) };
  }
  const standardError = Math.sqrt((sumOfSquares(tally, share.terms) * tally.lists) / Math.max(1, tally.lists - 1));
  const limits = limitsOn('logit', share.value, standardError, { lists: tally.lists, level: settings.level });
  const logit = { ...frame, method: 'logit linearised by list' };
  const shared = { lists: tally.lists, settings, sides: [group] };
  const [value, ratio] = [share.value - pool.value, share.value / pool.value];
  const minus = (terms: readonly Term[], by: number): Term[] =>
    terms.map((term) => ({ ...term, factor: -term.factor * by }));
  const over = share.terms.map((term) => ({ ...term, factor: term.factor / pool.value }));
  return {
    k,
    share: sufficient(plainEstimate(logit, { estimate: share.value, ...limits }), [group.lists], settings),
    target: pool.value,
    difference: gapOf(
      { scale: 'plain', value, terms: [...share.terms, ...minus(pool.terms, 1)], null: 0 },
      frame,
      shared,
    ),
    ratio: gapOf(
      { scale: 'log', value: ratio, terms: [...over, ...minus(pool.terms, ratio / pool.value)], null: 1 },
      { ...frame, method: 'log linearised by list' },
      shared,
    ),
  };
}

/** The group's share of a measure of all groups, with the influence of a list on it. */
function shareOf(group: RankingGroup, measure: Measure): { value: number; terms: Term[] } | null {
  const { tally, place } = group;
  const all = everybody(tally, measure);
  if (all === 0) return null;
  const own = total(tally, place, measure);
  const terms = tally.groups.map((_, g): Term => {
    const factor = (g === place ? 1 / all : 0) - own / (all * all);
    return { place: g, measure, factor };
  });
  return { value: own / all, terms };
}

const everybody = (tally: RankingTally, measure: Measure): number =>
  tally.groups.reduce((sum, _, g) => sum + total(tally, g, measure), 0);
