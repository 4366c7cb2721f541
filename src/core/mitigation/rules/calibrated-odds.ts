import type { FrontierGroup, ScoreDistribution } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { massOf, meritGroups } from './merit-groups.js';
import { NOBODY, type RuleGroup, type RulePart } from './rule.js';

/**
 * What is made equal, of scores and not of decisions: the mean shortfall of who merit the favourable decision (`false_negative`), the mean score of
 * the others (`false_positive`), or half the sum of both, each by its share of the group (`weighted`).
 */
export const CALIBRATED_COSTS = ['false_negative', 'false_positive', 'weighted'] as const;
export type CalibratedCost = (typeof CALIBRATED_COSTS)[number];

export interface CalibratedGroup {
  readonly key: GroupKey;
  /** Share of the group that merits the favourable decision. */
  readonly baseRate: number;
  /** Cost of the scores as they are, and where everybody had the base rate for a score. */
  readonly cost: number;
  readonly trivialCost: number;
  /** With this probability a person's score gives way to the base rate of the group, 0 to 1. */
  readonly mixRate: number;
  /** The cost after that, in expectation. */
  readonly mixedCost: number;
}

export interface CalibratedOdds {
  /** Whether the costs can be made equal; where they cannot, the rates are those that come nearest. */
  readonly isAchievable: boolean;
  readonly groups: readonly CalibratedGroup[];
  /** Largest difference of mixed costs between two groups. */
  readonly difference: number;
}

/** Costs that differ by less are equal but for rounding. */
const SAME = 1e-12;

/**
 * How much of the information of a calibrated score has to be withheld, group by group, until one kind of error costs every group as much as the group
 * that it costs most: calibration stays, and nobody's score gets better by it. That is levelling down, and it needs scores that are calibrated in every group.
 * Source: Pleiss, Raghavan, Wu, Kleinberg and Weinberger 2017, On fairness and calibration.
 *
 * @param groups probabilities of label 1 of labelled people by group, as `scoredGroups` gives them
 * @param favourable the favourable label
 * @throws TribuneError INVALID_ARGUMENT for fewer than two groups, one of one label only, or scores outside 0..1
 * @example
 * calibratedOdds(groups, 'false_negative').groups.map(({ mixRate }) => mixRate);
 */
export function calibratedOdds(
  groups: readonly FrontierGroup[],
  cost: CalibratedCost,
  favourable: 0 | 1 = 1,
): CalibratedOdds {
  const before = meritGroups(groups, favourable).map(({ key, deserving, others }) => {
    const baseRate = massOf(deserving) / (massOf(deserving) + massOf(others));
    const chance = (people: ScoreDistribution): number =>
      favourable === 1 ? meanOf(people) : meanOf({ ...people, scores: people.scores.map((score) => 1 - score) });
    const costOf = costBy(cost, baseRate);
    return {
      ...{ key, baseRate },
      cost: costOf(1 - chance(deserving), chance(others)),
      trivialCost: costOf(1 - baseRate, baseRate),
    };
  });
  const highest = Math.max(...before.map((group) => group.cost));
  const mixed = before.map((group): CalibratedGroup => {
    const mixRate = mixRateOf(group, highest);
    return { ...group, mixRate, mixedCost: group.cost + mixRate * (group.trivialCost - group.cost) };
  });
  const costs = mixed.map(({ mixedCost }) => mixedCost);
  const difference = highest - Math.min(...costs);
  return { isAchievable: difference <= SAME, groups: mixed, difference };
}

/** Mixes a group up to a cost, and no further than all of it; scores that tell less than the base rate get no worse by mixing. */
function mixRateOf(group: { readonly cost: number; readonly trivialCost: number }, highest: number): number {
  if (group.cost === highest || group.trivialCost <= group.cost) return 0;
  return Math.min(1, (highest - group.cost) / (group.trivialCost - group.cost));
}

/** A cost from the means of what the deserving lack and of what the others have. */
function costBy(cost: CalibratedCost, baseRate: number): (missed: number, undeserved: number) => number {
  if (cost === 'false_negative') return (missed) => missed;
  if (cost === 'false_positive') return (_, undeserved) => undeserved;
  return (missed, undeserved) => (undeserved * (1 - baseRate) + missed * baseRate) / 2;
}

const meanOf = ({ scores, counts }: ScoreDistribution): number =>
  scores.reduce((sum, score, i) => sum + score * counts[i]!, 0) / massOf({ scores, counts });

/**
 * The withheld scores as cutoffs of decisions: with the mix rate a person is decided about by the base rate of the group, else by their own score.
 *
 * @param found what `calibratedOdds` gave
 * @param cutoff whoever has this chance of label 1 or more gets 1
 * @example calibratedCutoffs(calibratedOdds(groups, 'false_negative'), { cutoff: 0.5 });
 */
export function calibratedCutoffs(
  { groups }: CalibratedOdds,
  { cutoff, favourable = 1 }: { readonly cutoff: number; readonly favourable?: 0 | 1 },
): RuleGroup[] {
  return groups.map(({ key, mixRate, baseRate }) => {
    const isOne = (favourable === 1 ? baseRate : 1 - baseRate) >= cutoff;
    const withheld: RulePart = { cutoff: isOne ? -NOBODY : NOBODY, probability: mixRate };
    const parts: RulePart[] = [{ cutoff, probability: 1 - mixRate }, withheld];
    return { key, mixture: parts.filter(({ probability }) => probability > 0).sort((a, b) => b.cutoff - a.cutoff) };
  });
}
