import type { Estimate } from '../../../stats/base/index.js';
import type { ChiSquareTest } from '../../../stats/hypothesis/index.js';
import { kruskalWallis } from '../../../stats/moments/index.js';
import { judgedEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import type { GroupKey } from '../../tally/types.js';
import { checkSameLevels, othersOf, wholeOf } from './groups.js';
import { superiority } from './superiority.js';
import type { OrderedGroup } from './types.js';

/** The mean rank of a group among the people of all groups that were passed. */
export interface MeanRank {
  readonly key: GroupKey;
  /** Mean of the ranks 1 to N that its members share, N the people of all groups, 1 the least favourable; null for an empty group. */
  readonly meanRank: number | null;
  /** The mean rank as a chance, (mean rank - 1/2) / N: that a member outranks somebody drawn from all groups, ties half (Bross 1958, ridit). */
  readonly ridit: Estimate;
}

export interface MeanRanks {
  readonly groups: readonly MeanRank[];
  /** Kruskal and Wallis's test that no group tends to better levels; null where there is nothing to test. */
  readonly kruskalWallis: ChiSquareTest | null;
}

/**
 * Mean ranks of groups among all their people, with intervals that allow for unequal spread, and one test over all groups. The interval is that of the
 * superiority of the group over all others.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function meanRanks(groups: readonly OrderedGroup[], options: EvidenceOptions = {}): MeanRanks {
  const settings = metricSettings(options);
  for (const group of groups) checkSameLevels(groups[0]!, group);
  const whole = wholeOf(groups);
  const people = whole?.n ?? 0;
  return {
    groups: groups.map((group) => {
      const ridit = riditOf(group, othersOf(whole!, group), settings);
      return { key: group.key, meanRank: ridit.estimate === null ? null : ridit.estimate * people + 0.5, ridit };
    }),
    kruskalWallis: groups.length === 0 ? null : kruskalWallis(groups.map((group) => group.countByRank)),
  };
}

function riditOf(group: OrderedGroup, others: OrderedGroup, settings: EvidenceSettings): Estimate {
  if (group.n > 0 && others.n === 0) {
    const frame = { level: settings.level, method: 'none', n: group.n };
    const evidence = { size: group.n, minGroupSize: settings.minGroupSize };
    return judgedEstimate(frame, { estimate: 0.5, lower: null, upper: null }, evidence);
  }
  return riditAgainst(group, others, settings);
}

/**
 * The mean rank of a group among its own people and all others, as a chance: that a member outranks somebody drawn from all of them, ties half. Undefined where
 * either side is empty; `insufficient` where the group is too small.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function riditAgainst(group: OrderedGroup, others: OrderedGroup, options: EvidenceOptions = {}): Estimate {
  checkSameLevels(group, others);
  const settings = metricSettings(options);
  const frame = { level: settings.level, method: 'none', n: group.n };
  if (group.n === 0) return undefinedEstimate(frame, '0/0: the group is empty');
  if (others.n === 0) return undefinedEstimate(frame, '0/0: there is nobody outside the group');
  const { estimate, lower, upper, method } = superiority(group, others, settings);
  // The group against all other people at once: among its own it stands at one half always, which pulls the chance towards one half.
  const share = others.n / (group.n + others.n);
  const towardsHalf = (chance: number) => 0.5 + share * (chance - 0.5);
  const values = { estimate: towardsHalf(estimate!), lower: towardsHalf(lower!), upper: towardsHalf(upper!) };
  const evidence = { size: group.n, minGroupSize: settings.minGroupSize };
  return judgedEstimate({ ...frame, method }, values, evidence);
}
