import { agree, counted } from '../../../core/base/counted.js';
import {
  type Finding,
  type GroupCount,
  type Judged,
  judgeMeasured,
  type Measured,
  rateGaps,
} from '../../../core/fairness/sources/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { type AggregateRow, attributeSets, type DataGroup, groupsOf } from '../data/index.js';
import type { TestContext } from './source-test.js';
import {
  boundText,
  countText,
  groupText,
  intervalText,
  percentBeside,
  shareText,
  signedPercentBeside,
} from './words.js';

/** People of a group who are counted, and those of them of whom it is true. */
export type CountOf = (group: DataGroup) => { readonly n: number; readonly successes: number };

/** Gaps of a rate in every set of attributes, each group against the reference of its set. */
export function gapsInSets(
  rows: readonly AggregateRow[],
  policy: Policy,
  subject: string | null,
  countOf: CountOf,
): Measured[] {
  return attributeSets(policy).flatMap((by) => {
    const set = groupsOf(rows, by, policy);
    const { reference } = set;
    if (reference === null) return [];
    const count = (one: DataGroup): GroupCount => ({ group: one.group, ...countOf(one) });
    const others = set.groups.filter((one) => one !== reference).map(count);
    return rateGaps(others, { subject, reference: count(reference), minGroupSize: policy.data.minGroupSize });
  });
}

/** Judges gaps against a largest difference in either direction. */
export const judgeGaps = (
  measures: readonly Measured[],
  maxDifference: number,
  { policy, smallGroups }: TestContext,
): Judged =>
  judgeMeasured(measures, {
    allowed: { min: -maxDifference, max: maxDifference },
    level: policy.statistics.level,
    smallGroups,
  });

/** A gap in words: `African-American 52.3 %, Caucasian 39.1 %: 13.2 points more (99 % interval ...; at most 10 points are allowed)`. */
export function gapSentence(finding: Finding, maxDifference: number): string {
  const { group, reference, value, referenceValue, estimate } = finding;
  const show = percentBeside(finding, [maxDifference]);
  const signed = signedPercentBeside(finding, [maxDifference]);
  const size =
    estimate! === 0 ? 'no difference' : `${counted(show(estimate!), 'point')} ${estimate! > 0 ? 'more' : 'less'}`;
  return `${groupText(group)} ${shareText(value)}, ${groupText(reference!)} ${shareText(referenceValue)}: ${size} (${intervalText(finding, signed)} points; at most ${counted(boundText(maxDifference), 'point')} either way ${agree(boundText(maxDifference), 'is', 'are')} allowed).`;
}

/** People whose group is unknown, for each attribute where there are some. */
export function unknownNotes(rows: readonly AggregateRow[], policy: Policy): string[] {
  return policy.data.attributes.flatMap(({ name }) => {
    const { unknown } = groupsOf(rows, [name], policy);
    return unknown === 0
      ? []
      : [
          `${counted(countText(unknown), 'person')} of unknown ${name} ${agree(countText(unknown), 'is', 'are')} in no comparison by it.`,
        ];
  });
}
