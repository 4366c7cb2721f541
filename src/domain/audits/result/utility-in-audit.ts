import { type FrontierGroup, frontierGroups, utilityAtCutoffs } from '../../../core/fairness/frontier/index.js';
import {
  bestCutoff,
  expectedUtility,
  type Group,
  groupTally,
  totalUtility,
  type UtilityValues,
} from '../../../core/fairness/index.js';
import type { Tally } from '../../../core/fairness/tally/index.js';
import { expectedUtilityOfAmounts, labelledRows } from '../../../core/fairness/utility/index.js';
import { type Policy, utilityOf } from '../../../core/policy/index.js';
import { attributeSets } from './compared.js';
import type { SweptPoint, ThresholdFrontier } from './frontier-in-audit.js';
import { noRows } from './no-rows.js';
import type { UtilityOfGroup, UtilityResult } from './utility-result.js';

/**
 * The part of the audit result that tells utility; empty where the policy declares none.
 *
 * @param stakes the same rows with the amounts at stake as weights, where the policy asks for them
 * @throws TribuneError POLICY_INVALID where the policy asks for amounts and there are none
 */
export function utilityInAudit(
  tally: Tally,
  policy: Policy,
  stakes: Tally | undefined,
): { readonly utility?: UtilityResult } {
  const declared = utilityOf(policy);
  if (declared === null) return {};
  if (declared.amount !== null && stakes === undefined) throw noRows(declared.amount);
  const { gains, cap } = declared;
  const counted = stakes ?? tally;
  const everybody = groupTally(counted, [])[0]!;
  const overall = tellGroups(counted, [], { policy, gains, cap, stakes })[0]!;
  return {
    utility: {
      ...declared,
      overall: { ...overall.told, ...alternatives(everybody, gains, overall.told.utility.n) },
      groups: attributeSets(policy).flatMap((by) =>
        tellGroups(counted, by, { policy, gains, cap, stakes }).map(({ key, told }) => ({
          by,
          attributes: key,
          ...told,
        })),
      ),
      bestCutoff: bestCutoff(gains),
      ...(stakes === undefined ? {} : { withoutAmount: rowsIn(tally) - rowsIn(stakes) }),
    },
  };
}

const rowsIn = (tally: Tally): number => groupTally(tally, [])[0]!.rows;

interface Question {
  readonly policy: Policy;
  readonly gains: UtilityValues;
  readonly cap: number | undefined;
  readonly stakes: Tally | undefined;
}

/** The groups of one set of attributes with their utility: means per person, of values or of values times amounts. */
function tellGroups(
  counted: Tally,
  by: readonly string[],
  { policy, gains, cap, stakes }: Question,
): { readonly key: Group['key']; readonly told: UtilityOfGroup }[] {
  const options = { level: policy.statistics.level, minGroupSize: policy.data.minGroupSize };
  const people = stakes === undefined ? null : labelledRows(stakes, by);
  return groupTally(counted, by).map((group) => ({
    key: group.key,
    told: {
      utility:
        people === null
          ? expectedUtility(group, gains, options)
          : expectedUtilityOfAmounts(group, people.get(JSON.stringify(group.key)) ?? 0, {
              values: gains,
              cap,
              ...options,
            }),
      total: totalUtility(group.counts, gains),
    },
  }));
}

function alternatives({ counts }: Group, gains: UtilityValues, people: number) {
  const positives = counts.tp + counts.fn;
  const negatives = counts.fp + counts.tn;
  const mean = (ofPositives: number, ofNegatives: number): number | null =>
    people === 0 ? null : (positives * ofPositives + negatives * ofNegatives) / people;
  return {
    selectNobody: mean(gains.falseNegative, gains.trueNegative),
    selectEverybody: mean(gains.truePositive, gains.falsePositive),
    perfect: mean(gains.truePositive, gains.trueNegative),
  };
}

/** What a frontier's utility is counted from, and how many units of it (people, or amounts) one person has on average. */
interface Scales {
  readonly groups: readonly FrontierGroup[];
  readonly perPerson: number;
}

/** People by score as they stand in the frontier, or the amounts at stake in their place. */
export function scalesOf(by: readonly string[], groups: readonly FrontierGroup[], stakes: Tally | undefined): Scales {
  if (stakes === undefined) return { groups, perPerson: 1 };
  const inFrontier = new Set(groups.map(({ key }) => JSON.stringify(key)));
  const isIn = (key: FrontierGroup['key']): boolean => inFrontier.has(JSON.stringify(key));
  const weighted = frontierGroups(groupTally(stakes, by)).filter(({ key }) => isIn(key));
  const amounts = weighted.reduce((sum, { positives, negatives }) => sum + sumOf(positives) + sumOf(negatives), 0);
  const people = [...labelledRows(stakes, by, { scored: true })].reduce(
    (sum, [key, rows]) => sum + (inFrontier.has(key) ? rows : 0),
    0,
  );
  return { groups: weighted, perPerson: people === 0 ? 0 : amounts / people };
}

const sumOf = ({ counts }: FrontierGroup['positives']): number => counts.reduce((sum, count) => sum + count, 0);

/** A swept frontier with the utility of every point, per person. */
export function withUtility(
  sweep: ThresholdFrontier,
  { groups, perPerson }: Scales,
  gains: UtilityValues,
): ThresholdFrontier {
  // A group of the sweep without any amount counts for nothing, but keeps its place in the order of the cutoffs.
  const byKey = new Map(groups.map((group) => [JSON.stringify(group.key), group]));
  const swept = sweep.groups.map((key) => byKey.get(JSON.stringify(key)) ?? nobodyOf(key));
  const told = (point: SweptPoint): SweptPoint => {
    const utility = utilityAtCutoffs(swept, point, gains);
    return { ...point, utility: utility === null ? null : utility * perPerson };
  };
  return {
    ...sweep,
    common: sweep.common.map(told),
    aligned: sweep.aligned.map(({ rate, points }) => ({ rate, points: points.map(told) })),
    current: sweep.current === null ? null : told(sweep.current),
  };
}

const NOBODY = { scores: new Float64Array(0), counts: new Float64Array(0) };
const nobodyOf = (key: FrontierGroup['key']): FrontierGroup => ({ key, positives: NOBODY, negatives: NOBODY });
