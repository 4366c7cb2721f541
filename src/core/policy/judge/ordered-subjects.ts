import { TribuneError } from '../../base/errors.js';
import {
  measuredShare,
  measuredSuperiority,
  type OrderedCell,
  type OrderedGroup,
  type OrderedTally,
  orderedGroups,
} from '../../fairness/outcomes/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { acceptedOrdered } from '../accepted/outcome-tallies.js';
import type { BaselineAudit } from '../accepted/read.js';
import { groupList, groupText } from '../sections/text.js';
import type { Policy, Requirement } from '../sections/types.js';
import {
  acceptedGroupsReader,
  comparedGroups,
  definedSubject,
  measuredSubject,
  outcomeSubjects,
  poolOf,
} from './outcome-subjects.js';
import { sameKey } from './plan.js';
import type { SubjectSource } from './subject-source.js';

/** Decisions that are levels. */
export function orderedSubjects(policy: Policy, tally: OrderedTally): SubjectSource {
  const { minGroupSize } = policy.data;
  const kind = {
    groups: orderedGroups,
    acceptedTally: (baseline: BaselineAudit, by: readonly string[]) => acceptedOrdered(baseline, policy, by),
  };
  const acceptedGroupsOf = acceptedGroupsReader<OrderedCell, OrderedTally, OrderedGroup>(kind);
  const shares = outcomeSubjects<OrderedCell, OrderedTally, OrderedGroup>(policy, tally, {
    ...kind,
    hindrance: () => null,
    measured: (group, { atLevel }) => measuredShare(group, atLevel!),
  });
  const outranks = (group: OrderedGroup, requirement: Requirement, members: readonly GroupKey[] = []) => {
    const against = outrankedBy(policy, tally, requirement)!;
    return measuredSubject(group, measuredSuperiority(group, against), { minGroupSize, members, against });
  };
  return {
    hindrance: () => null,
    accepted(requirement, group, baseline) {
      if (requirement.metric !== 'superiority') return shares.accepted(requirement, group, baseline);
      const { by } = requirement;
      const groups = acceptedGroupsOf(baseline, by);
      const find = (key: GroupKey) => groups.find((one) => sameKey(one.key, key, by));
      const reference = outrankedBy(policy, tally, requirement);
      const [ours, against] = [find(group.attributes), reference === null ? undefined : find(reference.key)];
      if (ours === undefined || against === undefined) return null;
      return definedSubject(ours, measuredSuperiority(ours, against), { minGroupSize, against });
    },
    strata: (requirement) => shares.strata!(requirement),
    against: (requirement) =>
      requirement.metric === 'superiority' ? (outrankedBy(policy, tally, requirement)?.key ?? null) : null,
    subjects(requirement) {
      if (requirement.metric !== 'superiority') return shares.subjects(requirement);
      const groups = comparedGroups(policy, orderedGroups(tally, requirement.by));
      const reference = outrankedBy(policy, tally, requirement);
      return groups
        .filter(({ key }) => reference !== null && !sameKey(key, reference.key, requirement.by))
        .map((group) => outranks(group, requirement));
    },
    pooled(requirement, members, key) {
      if (requirement.metric !== 'superiority') return shares.pooled(requirement, members, key);
      const pool = poolOf<OrderedCell, OrderedTally, OrderedGroup>(tally, kind, { by: requirement.by, members, key });
      return outranks(pool, requirement, members);
    },
  };
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
