import { rateOf } from '../../fairness/metrics/index.js';
import { shareOf } from '../../fairness/selective/index.js';
import { type GroupKey, groupTally, type IntegerMetric, type Tally } from '../../fairness/tally/index.js';
import type { LabelLots, LabelRange, UnseenLabels } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import { carriesLots, exploredSubjects } from './explored-subjects.js';
import { finiteOrNull } from './frame.js';
import type { Judged } from './message.js';
import { sameKey } from './plan.js';
import { seenForWords } from './seen-for.js';
import type { SubjectSource } from './subject-source.js';
import { type RangedSubjects, unseenSubjects } from './unseen-subjects.js';

/** Judges a requirement on a source; handed in, because gaps and values are judged where this is asked for. */
type Judge<Of extends Requirement> = (requirement: Of, policy: Policy, source: SubjectSource) => Judged;

/**
 * Judges a requirement about labels that only people with one prediction have, or others by lot. Where the lot reached everybody the rate is estimated and judged as any other. Where
 * it did not there is no estimate, only the range that all labels of the others leave: it fails where all of that range, with the chance of the sample, lies beyond the bound, passes where
 * all of it lies within, and is inconclusive otherwise, under `evidence: point` too, since no point is known. Which group is the highest is not known then either, so a comparison with
 * the highest is one of all pairs.
 */
export function judgeUnseen<Of extends Requirement>(
  requirement: Of,
  policy: Policy,
  { source, tally, judge }: { readonly source: SubjectSource; readonly tally: Tally; readonly judge: Judge<Of> },
): Judged {
  const lots = carriesLots(policy.data, tally);
  const ranged = (lots ? exploredSubjects : unseenSubjects)(requirement, policy, tally);
  const isOpen = ranged.subjects.some(({ key }) => !ranged.isDetermined(key));
  const judged = judge(isOpen ? asRanges(requirement) : requirement, policy, {
    ...source,
    subjects: () => ranged.subjects,
    pooled: (_, members, key) => ranged.pooled(members, key),
  });
  const context = { requirement, policy, tally, ranged };
  const result = {
    ...told(judged, context),
    ...(judged.group === null ? {} : lotsIn(judged.group, judged.reference, context)),
  };
  return judged.verdict === 'pass' && ranged.isDoubtful?.() === true ? doubtful(result) : result;
}

/** A pass that rests on chances that cannot be true. A breach stands: it was seen in what there is, and the audit tells the doubt beside it. */
const doubtful = (judged: Judged): Judged => ({
  ...judged,
  verdict: judged.evidence === 'compliance' ? 'fail' : 'inconclusive',
  reason: 'not-estimable',
  hindrance:
    'the labels given by lot are not as many as the recorded chances make, so nobody knows whom they stand for',
});

/** The requirement as one of ranges is judged. */
export const asRanges = <Of extends Requirement>(requirement: Of): Of => ({
  ...requirement,
  ...(requirement.evidence === 'point' ? { evidence: 'violation' as const } : {}),
  ...('reference' in requirement && requirement.reference === 'highest' ? { reference: 'all-pairs' as const } : {}),
});

interface Context {
  readonly requirement: Requirement;
  readonly policy: Policy;
  readonly tally: Tally;
  readonly ranged: RangedSubjects;
}

/** The result as the policy asked for it, with ranges in the place of estimates that there are not. */
function told(judged: Judged, context: Context): Judged {
  const { requirement, ranged } = context;
  const { group, reference, parts } = judged;
  const asked = {
    ...judged,
    evidence: requirement.evidence,
    ...('reference' in requirement ? { referenceChoice: requirement.reference } : {}),
    nNeeded: null,
    ...(parts === undefined ? {} : { parts: parts.map((part) => partOf(part, ranged)) }),
  };
  const sides = [group, reference].filter((key) => key !== null);
  if (sides.every((key) => ranged.isDetermined(key))) return asked;
  return {
    ...asked,
    estimate: null,
    groupValue: null,
    ...(reference === null ? {} : { referenceValue: null }),
    status: judged.status === 'ok' ? 'undefined' : judged.status,
    unseen: unseenOf(group!, reference, context),
  };
}

type Part = NonNullable<Judged['parts']>[number];

const partOf = (part: Part, ranged: RangedSubjects): Part =>
  ranged.isDetermined(part.group)
    ? part
    : {
        ...part,
        estimate: null,
        status: 'undefined',
        bounds: { ...ranged.rangeOf(part.group), outerLower: part.lower, outerUpper: part.upper },
      };

/** The range of what decided, of both sides, and what the labelled people alone would say. */
function unseenOf(group: GroupKey, reference: GroupKey | null, context: Context): UnseenLabels {
  const { requirement, policy, ranged } = context;
  const own = ranged.rangeOf(group);
  const seenFor = seenForWords(policy.data)!;
  const labelledOnly = naiveOf(group, reference, context);
  if (reference === null) return { seenFor, bounds: own, group: own, labelledOnly };
  const other = ranged.rangeOf(reference);
  const bounds: LabelRange = {
    lower: between(own.lower, other.upper, requirement),
    upper: between(own.upper, other.lower, requirement),
  };
  return { seenFor, bounds, group: own, reference: other, labelledOnly };
}

/** Who got a label by lot in the groups that decided. */
function lotsIn(group: GroupKey, reference: GroupKey | null, context: Context): { readonly lots?: LabelLots } {
  const { lotOf } = context.ranged;
  if (lotOf === undefined) return {};
  return {
    lots: {
      group: lotOf(group),
      ...(reference === null ? {} : { reference: lotOf(reference) }),
      labelledOnly: naiveOf(group, reference, context),
    },
  };
}

const between = (a: number | null, b: number | null, { compare }: Requirement): number | null =>
  a === null || b === null ? null : compare === 'ratio' ? finiteOrNull(a / b) : a - b;

/** What is bounded, from those who have a label, each counted once; null for a pool, and where nobody is asked. */
function naiveOf(group: GroupKey, reference: GroupKey | null, { requirement, policy, tally }: Context): number | null {
  const rate = (key: GroupKey): number | null => {
    const found = groupTally(tally, requirement.by).find((each) => sameKey(each.key, key, requirement.by));
    if (found === undefined) return null;
    return shareOf(rateOf(found, requirement.metric as IntegerMetric, policy.data.favourable));
  };
  return reference === null ? rate(group) : between(rate(group), rate(reference), requirement);
}
