import { rateOf } from '../../fairness/metrics/index.js';
import type { RateBounds } from '../../fairness/selective/index.js';
import { shareOf } from '../../fairness/selective/index.js';
import { type GroupKey, groupTally, type IntegerMetric, type Tally } from '../../fairness/tally/index.js';
import type { UnseenLabels } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import { finiteOrNull } from './frame.js';
import type { Judged } from './message.js';
import { sameKey } from './plan.js';
import { seenForWords } from './seen-for.js';
import type { SubjectSource } from './subject-source.js';
import { unseenSubjects } from './unseen-subjects.js';

/** Judges a requirement on a source; handed in, because gaps and values are judged where this is asked for. */
type Judge<Of extends Requirement> = (requirement: Of, policy: Policy, source: SubjectSource) => Judged;

/**
 * Judges a requirement about labels that only people with one prediction have. There is no estimate, only the range that all labels of the others leave: it
 * fails where all of that range, with the chance of the sample, lies beyond the bound, passes where all of it lies within, and is inconclusive otherwise, under
 * `evidence: point` too, since no point is known. Which group is the highest is not known either, so a comparison with the highest is one of all pairs.
 */
export function judgeUnseen<Of extends Requirement>(
  requirement: Of,
  policy: Policy,
  { source, tally, judge }: { readonly source: SubjectSource; readonly tally: Tally; readonly judge: Judge<Of> },
): Judged {
  const unseen = unseenSubjects(requirement, policy, tally);
  const asked = {
    ...requirement,
    ...(requirement.evidence === 'point' ? { evidence: 'violation' as const } : {}),
    ...('reference' in requirement && requirement.reference === 'highest' ? { reference: 'all-pairs' as const } : {}),
  };
  const judged = judge(asked, policy, {
    ...source,
    subjects: () => unseen.subjects,
    pooled: (_, members, key) => unseen.pooled(members, key),
  });
  const { group, reference, parts } = judged;
  const context = { requirement, policy, tally, boundsOf: unseen.boundsOf };
  return {
    ...judged,
    evidence: requirement.evidence,
    ...('reference' in requirement ? { referenceChoice: requirement.reference } : {}),
    estimate: null,
    groupValue: null,
    ...(reference === null ? {} : { referenceValue: null }),
    nNeeded: null,
    status: judged.status === 'ok' ? 'undefined' : judged.status,
    ...(group === null ? {} : { unseen: unseenOf(group, reference, context) }),
    ...(parts === undefined
      ? {}
      : {
          parts: parts.map((part) => ({
            ...part,
            estimate: null,
            status: 'undefined' as const,
            bounds: { ...rangeOf(unseen.boundsOf(part.group)), outerLower: part.lower, outerUpper: part.upper },
          })),
        }),
  };
}

interface Context {
  readonly requirement: Requirement;
  readonly policy: Policy;
  readonly tally: Tally;
  readonly boundsOf: (key: GroupKey) => RateBounds;
}

/** The range of what decided, of both sides, and what the labelled people alone would say. */
function unseenOf(group: GroupKey, reference: GroupKey | null, context: Context): UnseenLabels {
  const { requirement, policy } = context;
  const own = rangeOf(context.boundsOf(group));
  const naive = naiveRate(group, context);
  const seenFor = seenForWords(policy.data)!;
  if (reference === null) return { seenFor, bounds: own, group: own, labelledOnly: naive };
  const other = rangeOf(context.boundsOf(reference));
  const ratio = requirement.compare === 'ratio';
  const between = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : ratio ? finiteOrNull(a / b) : a - b;
  return {
    seenFor,
    bounds: { lower: between(own.lower, other.upper), upper: between(own.upper, other.lower) },
    group: own,
    reference: other,
    labelledOnly: between(naive, naiveRate(reference, context)),
  };
}

const rangeOf = ({ lower, upper }: RateBounds) => ({ lower: shareOf(lower), upper: shareOf(upper) });

/** The rate among those who have a label; null for a pool, and where nobody is asked. */
function naiveRate(key: GroupKey, { requirement, policy, tally }: Context): number | null {
  const found = groupTally(tally, requirement.by).find((group) => sameKey(group.key, key, requirement.by));
  return found === undefined
    ? null
    : shareOf(rateOf(found, requirement.metric as IntegerMetric, policy.data.favourable));
}
