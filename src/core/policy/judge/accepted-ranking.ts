import { z } from 'zod';
import { type ReportedFigure, reportedGap, reportedLimits } from '../../fairness/outcomes/index.js';
import type { Compare, GroupKey } from '../../fairness/tally/index.js';
import type { BaselineAudit, BaselineGroup } from '../accepted/read.js';
import { metricKey, rangeOf } from '../sections/metric-needs.js';
import type { Policy, Requirement } from '../sections/types.js';
import { acceptedGroup } from './accepted-subject.js';
import { sameKey } from './plan.js';
import type { JointEvidence, Subject } from './subject.js';

/**
 * A metric of rankings of a group in an accepted audit, with what its figures say of the lists: limits at any level, and gaps to other groups with the covariance
 * that the comparisons of the audit show. Null where it is undefined there.
 */
export function acceptedRanking(
  requirement: Requirement,
  { attributes, metrics, n: people }: BaselineGroup,
  baseline: BaselineAudit,
  { data }: Policy,
): Subject | null {
  const reported = metrics[metricKey(requirement)];
  if (reported === undefined || reported.estimate === null) return null;
  const figure = { ...reported, estimate: reported.estimate };
  const { estimate: value, n } = figure;
  const limits = reportedLimits(figure, isShare(requirement));
  return {
    key: attributes,
    people: people ?? n,
    n,
    sufficient: n >= data.minGroupSize,
    value,
    evidence: {
      kind: 'limits',
      value,
      at(level) {
        const span = limits?.at(level) ?? null;
        return span === null ? null : { estimate: value, ...span };
      },
      method: limits?.method ?? 'none',
      ...(limits === null ? { hindrance: 'the accepted audit carries no limits of this value at other levels' } : {}),
      beside: (key, compare) => gapTo(key, compare, { requirement, baseline, figure, own: attributes }),
    },
    members: [],
  };
}

const isShare = ({ metric }: Requirement): boolean => rangeOf(metric).upper === 1;

interface Accepted {
  readonly requirement: Requirement;
  readonly baseline: BaselineAudit;
  readonly figure: ReportedFigure;
  readonly own: GroupKey;
}

const key = z.record(z.string(), z.string().nullable());

/** A comparison of rankings in an audit. */
const comparison = z.object({
  metric: z.string(),
  k: z.int().optional(),
  pairs: z.string().optional(),
  per: z.string().optional(),
  by: z.array(z.string()),
  compare: z.string(),
  group: key,
  reference: key,
  estimate: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  level: z.number().gt(0).lt(1),
  n: z.number().min(0),
  method: z.string(),
});
type Comparison = z.infer<typeof comparison>;

/** The gap to another group; null where the accepted audit did not compare the two. */
function gapTo(
  other: GroupKey,
  compare: Compare,
  { requirement, baseline, figure, own }: Accepted,
): JointEvidence | null {
  const reported = acceptedGroup(baseline, other)?.metrics[metricKey(requirement)];
  const gap = comparisonOf(own, other, compare, { requirement, baseline });
  if (reported == null || reported.estimate === null || gap === null) return null;
  const reference = { ...reported, estimate: reported.estimate };
  return reportedGap({ group: figure, reference, gap, isShare: isShare(requirement) }, compare);
}

function comparisonOf(
  group: GroupKey,
  reference: GroupKey,
  compare: Compare,
  { requirement, baseline }: Pick<Accepted, 'requirement' | 'baseline'>,
): ReportedFigure | null {
  const { by, metric, k, pairs, per } = requirement;
  const isAsked = (one: Comparison): boolean =>
    one.metric === metric &&
    one.k === k &&
    one.pairs === pairs &&
    one.per === per &&
    one.compare === compare &&
    sameSet(one.by, by);
  for (const each of baseline.comparisons ?? []) {
    const { data } = comparison.safeParse(each);
    if (data === undefined || !isAsked(data)) continue;
    if (sameKey(data.group, group, by) && sameKey(data.reference, reference, by)) return data;
    if (sameKey(data.group, reference, by) && sameKey(data.reference, group, by)) return turned(data, compare);
  }
  return null;
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

/** The same comparison seen from the other group. */
function turned(figure: Comparison, compare: Compare): ReportedFigure {
  const turn = (value: number): number => (compare === 'difference' ? -value : 1 / value);
  const { estimate, lower, upper } = figure;
  return {
    ...figure,
    estimate: turn(estimate),
    lower: upper === null ? null : turn(upper),
    upper: lower === null ? null : turn(lower),
  };
}
