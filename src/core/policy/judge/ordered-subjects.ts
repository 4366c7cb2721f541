import { TribuneError } from '../../base/errors.js';
import {
  cappedByInstitution,
  type MeasuredLimited,
  measuredCapped,
  measuredMeanRank,
  measuredMoved,
  measuredShare,
  measuredShortfall,
  measuredSuperiority,
  measuredTurned,
  type OrderedCell,
  type OrderedGroup,
  type OrderedTally,
  orderedGroups,
  othersOf,
  wholeOf,
} from '../../fairness/outcomes/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { acceptedOrdered } from '../accepted/outcome-tallies.js';
import type { BaselineAudit } from '../accepted/read.js';
import { type RankedPairs, RELATIVE_METRICS, type RelativeMetric } from '../sections/outcomes/index.js';
import { groupList, groupText } from '../sections/text.js';
import type { Policy, Requirement } from '../sections/types.js';
import {
  acceptedGroupsReader,
  comparedGroups,
  definedSubject,
  measuredSubject,
  outcomeSubjects,
  poolOf,
  whyNoLabel,
} from './outcome-subjects.js';
import { sameKey } from './plan.js';
import { cellsOfGroups, type SubjectSource } from './subject-source.js';

/** A metric that holds a group against other people: against the reference, which is then no subject itself, or against all others. */
interface Relative {
  readonly against: 'reference' | 'others';
  measured(group: OrderedGroup, against: OrderedGroup, pairs: RankedPairs | undefined): MeasuredLimited;
}

const RELATIVE: Readonly<Record<RelativeMetric, Relative>> = {
  superiority: { against: 'reference', measured: measuredSuperiority },
  dominance_shortfall: { against: 'reference', measured: measuredShortfall },
  mean_rank: { against: 'others', measured: measuredMeanRank },
  turned_pairs: { against: 'others', measured: (group, others, pairs) => measuredTurned(group, others, pairs!) },
};

/** How a metric of levels holds a group against other people; null where it is of the group by itself. */
export const relativeMetric = (metric: string): Relative | null =>
  RELATIVE_METRICS.some((one) => one === metric) ? RELATIVE[metric as RelativeMetric] : null;

/** The share of a group that was capped by institutions, as it is judged. */
export const cappedOf = (tally: OrderedTally, key: GroupKey, institution: string): MeasuredLimited =>
  measuredCapped(cappedByInstitution(tally, cellsOfGroups(tally, Object.keys(key), [key]), institution));

/** Decisions that are levels. */
export function orderedSubjects(policy: Policy, tally: OrderedTally): SubjectSource {
  const { minGroupSize } = policy.data;
  const kind = {
    groups: orderedGroups,
    acceptedTally: (baseline: BaselineAudit, by: readonly string[]) => acceptedOrdered(baseline, policy, by),
  };
  const hindrance = ({ metric }: Requirement): string | null => whyNoLabel(metric, policy, tally);
  const acceptedGroupsOf = acceptedGroupsReader<OrderedCell, OrderedTally, OrderedGroup>(kind);
  const own = outcomeSubjects<OrderedCell, OrderedTally, OrderedGroup>(policy, tally, {
    ...kind,
    hindrance,
    measured: (group, { metric, atLevel }) =>
      metric === 'lowered_share' || metric === 'raised_share'
        ? measuredMoved(group, metric)
        : measuredShare(group, atLevel!),
  });
  /** A group held against the best that its institutions gave. */
  const cappedSubject = (
    group: OrderedGroup,
    cells: readonly OrderedCell[],
    members: readonly GroupKey[],
    institution: string,
  ) =>
    measuredSubject(group, measuredCapped(cappedByInstitution(tally, cells, institution)), { minGroupSize, members });
  const compared = (by: readonly string[]) => comparedGroups(policy, orderedGroups(tally, by));
  const referenceOf = (requirement: Requirement): OrderedGroup | null =>
    relativeMetric(requirement.metric)?.against === 'reference' ? outrankedBy(policy, tally, requirement) : null;
  /** A group as a subject of the requirement, held against `side`: the reference, or the whole that it is part of. */
  const subjectOf = (
    group: OrderedGroup,
    side: OrderedGroup,
    { requirement, relative }: { readonly requirement: Requirement; readonly relative: Relative },
    members: readonly GroupKey[] = [],
  ) => {
    const against = relative.against === 'others' ? othersOf(side, group) : side;
    const made = relative.measured(group, against, requirement.pairs);
    return measuredSubject(group, made, { minGroupSize, members, ...sideOf(requirement, relative, against) });
  };
  return {
    hindrance,
    accepted(requirement, group, baseline) {
      const relative = relativeMetric(requirement.metric);
      // No accepted audit holds what each institution had.
      if (requirement.institution !== undefined) return null;
      if (relative === null) return own.accepted(requirement, group, baseline);
      const { by } = requirement;
      const groups = acceptedGroupsOf(baseline, by);
      const find = (key: GroupKey) => groups.find((one) => sameKey(one.key, key, by));
      const ours = find(group.attributes);
      if (ours === undefined) return null;
      const reference = referenceOf(requirement);
      const against =
        relative.against === 'others'
          ? othersOf(wholeOf(comparedGroups(policy, groups))!, ours)
          : reference === null
            ? undefined
            : find(reference.key);
      if (against === undefined) return null;
      const made = relative.measured(ours, against, requirement.pairs);
      return definedSubject(ours, made, { minGroupSize, ...sideOf(requirement, relative, against) });
    },
    strata: (requirement) => own.strata!(requirement),
    against: (requirement) => referenceOf(requirement)?.key ?? null,
    subjects(requirement) {
      const relative = relativeMetric(requirement.metric);
      const { institution } = requirement;
      if (institution !== undefined)
        return compared(requirement.by).map((group) =>
          cappedSubject(group, cellsOfGroups(tally, requirement.by, [group.key]), [], institution),
        );
      if (relative === null) return own.subjects(requirement);
      const groups = compared(requirement.by);
      const reference = referenceOf(requirement);
      const side = relative.against === 'others' ? wholeOf(groups) : reference;
      if (side === null) return [];
      return groups
        .filter(({ key }) => reference === null || !sameKey(key, reference.key, requirement.by))
        .map((group) => subjectOf(group, side, { requirement, relative }));
    },
    pooled(requirement, members, key) {
      const relative = relativeMetric(requirement.metric);
      const { by, institution } = requirement;
      if (relative === null && institution === undefined) return own.pooled(requirement, members, key);
      const pool = poolOf<OrderedCell, OrderedTally, OrderedGroup>(tally, kind, { by, members, key });
      if (relative === null) return cappedSubject(pool, cellsOfGroups(tally, by, members), members, institution!);
      const side = relative.against === 'others' ? wholeOf(compared(requirement.by)) : referenceOf(requirement);
      return subjectOf(pool, side!, { requirement, relative }, members);
    },
  };
}

/** Whom a value is one against: a group by its key, or all others, who have none; pairs within a group are against nobody. */
function sideOf({ pairs }: Requirement, { against }: Relative, group: OrderedGroup) {
  if (pairs === 'within') return {};
  // Pairs need labels on both sides; of ranks everybody has one.
  const n = pairs === undefined ? group.n : group.labelled;
  return { against: against === 'reference' ? { n, key: group.key } : { n } };
}

/**
 * The group that the others are held against: the declared one, else the largest, the first by code point of equal ones. Null without groups.
 *
 * @throws TribuneError `DATA_GROUP_MISSING` when the declared one does not occur
 */
function outrankedBy(policy: Policy, tally: OrderedTally, { id, by, line }: Requirement): OrderedGroup | null {
  const groups = comparedGroups(policy, orderedGroups(tally, by));
  const declared = by.map((name) => policy.data.attributes.find((one) => one.name === name)?.reference ?? null);
  if (declared.includes(null))
    return groups.reduce<OrderedGroup | null>(
      (best, group) => (best === null || group.n > best.n ? group : best),
      null,
    );
  const key: GroupKey = Object.fromEntries(by.map((name, i) => [name, declared[i]!]));
  const found = groups.find((group) => sameKey(group.key, key, by));
  if (found !== undefined) return found;
  throw new TribuneError('DATA_GROUP_MISSING', `${id}: the reference ${groupText(key)} does not occur in the data`, {
    remedy: `Groups of ${by.join(' x ')} in the data: ${groupList(groups.map((group) => group.key))}.`,
    place: { line },
  });
}
