import { type FrontierGroup, utilityAtCutoffs } from '../../../core/fairness/frontier/index.js';
import {
  bestCutoff,
  expectedUtility,
  type Group,
  groupTally,
  totalUtility,
  type UtilityValues,
} from '../../../core/fairness/index.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import { type Policy, utilityOf } from '../../../core/policy/index.js';
import { attributeSets } from './describe.js';
import type { SweptPoint, ThresholdFrontier } from './frontier-in-audit.js';
import type { UtilityOfGroup, UtilityResult } from './utility-result.js';

/** The part of the audit result that tells utility; empty where the policy declares none. */
export function utilityInAudit(tally: Tally, policy: Policy): { readonly utility?: UtilityResult } {
  const declared = utilityOf(policy);
  if (declared === null) return {};
  const { gains } = declared;
  const options = { level: policy.statistics.level, minGroupSize: policy.data.minGroupSize };
  const of = (group: Group): UtilityOfGroup => ({
    utility: expectedUtility(group, gains, options),
    total: totalUtility(group.counts, gains),
  });
  const everybody = groupTally(tally, [])[0]!;
  return {
    utility: {
      ...declared,
      overall: { ...of(everybody), ...alternatives(everybody, gains) },
      groups: attributeSets(policy).flatMap((by) =>
        groupTally(tally, by).map((group) => ({ by, attributes: group.key, ...of(group) })),
      ),
      bestCutoff: bestCutoff(gains),
    },
  };
}

function alternatives({ counts }: Group, gains: UtilityValues) {
  const positives = counts.tp + counts.fn;
  const negatives = counts.fp + counts.tn;
  const people = positives + negatives;
  const mean = (ofPositives: number, ofNegatives: number): number | null =>
    people === 0 ? null : (positives * ofPositives + negatives * ofNegatives) / people;
  return {
    selectNobody: mean(gains.falseNegative, gains.trueNegative),
    selectEverybody: mean(gains.truePositive, gains.falsePositive),
    perfect: mean(gains.truePositive, gains.trueNegative),
  };
}

/** A swept frontier with the utility of every point. */
export function withUtility(
  sweep: ThresholdFrontier,
  groups: readonly FrontierGroup[],
  gains: UtilityValues,
): ThresholdFrontier {
  // Groups without a person of both score and label are not in the sweep, and stand in no order of its cutoffs.
  const byKey = new Map(groups.map((group) => [JSON.stringify(group.key), group]));
  const swept = sweep.groups.flatMap((key) => byKey.get(JSON.stringify(key)) ?? []);
  const told = (point: SweptPoint): SweptPoint => ({ ...point, utility: utilityAtCutoffs(swept, point, gains) });
  return {
    ...sweep,
    common: sweep.common.map(told),
    aligned: sweep.aligned.map(({ rate, points }) => ({ rate, points: points.map(told) })),
    current: sweep.current === null ? null : told(sweep.current),
  };
}
