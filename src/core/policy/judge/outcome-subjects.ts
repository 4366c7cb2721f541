import { defined } from '../../base/defined.js';
import type { MeasuredOutcome } from '../../fairness/outcomes/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import type { BaselineAudit } from '../accepted/read.js';
import { metricWords, needsLabel } from '../sections/metric-needs.js';
import type { Policy, Requirement } from '../sections/types.js';
import { sameKey } from './plan.js';
import type { Evidence, Subject } from './subject.js';
import { cellsOfGroups, type SubjectSource, strataNames, strataOfGroups } from './subject-source.js';

const NOBODY = { successes: 0, n: 0 } as const;

/** A group of a tally of outcomes. */
export interface OutcomeGroup {
  readonly key: GroupKey;
  readonly known: boolean;
  readonly n: number;
}

interface GroupCell {
  readonly values: readonly (string | null)[];
}

export interface CellTally<Cell extends GroupCell> {
  readonly attributes: readonly string[];
  readonly cells: readonly Cell[];
}

/** What a kind of outcome says of its groups. */
export interface OutcomeSubjects<Cell extends GroupCell, Tally extends CellTally<Cell>, Group extends OutcomeGroup> {
  /** Why the requirement does not apply to the data; null where it does. */
  hindrance(requirement: Requirement): string | null;
  groups(tally: Tally, by: readonly string[]): readonly Group[];
  /** What an accepted audit counted of the groups of some attributes; null where it carries nothing of them. */
  acceptedTally(baseline: BaselineAudit, by: readonly string[]): Tally | null;
  /** The metric of a group. */
  measured(group: Group, requirement: Requirement): MeasuredOutcome;
}

/** The groups of a tally whose cells count people, as subjects of requirements. */
export function outcomeSubjects<Cell extends GroupCell, Tally extends CellTally<Cell>, Group extends OutcomeGroup>(
  policy: Policy,
  tally: Tally,
  kind: OutcomeSubjects<Cell, Tally, Group>,
): SubjectSource {
  const { minGroupSize } = policy.data;
  const acceptedGroupsOf = acceptedGroupsReader(kind);
  return {
    hindrance: kind.hindrance,
    accepted(requirement, { attributes }, baseline) {
      const group = acceptedGroupsOf(baseline, requirement.by).find(({ key }) =>
        sameKey(key, attributes, requirement.by),
      );
      return group === undefined ? null : definedSubject(group, kind.measured(group, requirement), { minGroupSize });
    },
    subjects: (requirement) =>
      comparedGroups(policy, kind.groups(tally, requirement.by)).map((group) =>
        measuredSubject(group, kind.measured(group, requirement), { minGroupSize }),
      ),
    strata(requirement) {
      const groups = kind.groups(tally, strataNames(requirement));
      return strataOfGroups(groups, requirement, (group) => {
        const made = kind.measured(group, requirement);
        // Within strata only rates are compared: other metrics were refused when the policy was read.
        return made.kind === 'rate' ? made.rate : NOBODY;
      });
    },
    pooled(requirement, members, key) {
      const group = poolOf(tally, kind, { by: requirement.by, members, key });
      return measuredSubject(group, kind.measured(group, requirement), { minGroupSize, members });
    },
  };
}

/** Reads the groups of an accepted audit, each set of attributes once. */
export function acceptedGroupsReader<
  Cell extends GroupCell,
  Tally extends CellTally<Cell>,
  Group extends OutcomeGroup,
>({ groups, acceptedTally }: Pick<OutcomeSubjects<Cell, Tally, Group>, 'groups' | 'acceptedTally'>) {
  const known = new WeakMap<BaselineAudit, Map<string, readonly Group[]>>();
  return (baseline: BaselineAudit, by: readonly string[]): readonly Group[] => {
    const read = known.get(baseline) ?? new Map<string, readonly Group[]>();
    known.set(baseline, read);
    const id = JSON.stringify(by);
    const found = read.get(id);
    if (found !== undefined) return found;
    const tally = acceptedTally(baseline, by);
    const made = tally === null ? [] : groups(tally, by);
    read.set(id, made);
    return made;
  };
}

/** The groups that take part in comparisons. */
export const comparedGroups = <Group extends OutcomeGroup>(policy: Policy, groups: readonly Group[]): Group[] =>
  groups.filter((group) => group.known || policy.data.unknown === 'compare');

/** Several groups as one, under a key of its own. */
export function poolOf<Cell extends GroupCell, Tally extends CellTally<Cell>, Group extends OutcomeGroup>(
  tally: Tally,
  kind: Pick<OutcomeSubjects<Cell, Tally, Group>, 'groups'>,
  pool: { readonly by: readonly string[]; readonly members: readonly GroupKey[]; readonly key: GroupKey },
): Group {
  const cells = cellsOfGroups(tally, pool.by, pool.members);
  return { ...kind.groups({ ...tally, cells }, [])[0]!, key: pool.key };
}

interface SubjectFrame {
  readonly minGroupSize: number;
  readonly members?: readonly GroupKey[];
  /** Whom the value is one against, with their people; the key where they are one group. */
  readonly against?: { readonly n: number; readonly key?: GroupKey };
}

export function measuredSubject(
  group: OutcomeGroup,
  made: MeasuredOutcome,
  { minGroupSize, members = [], against }: SubjectFrame,
): Subject {
  const n = made.kind === 'rate' ? made.rate.n : made.n;
  return {
    key: group.key,
    people: group.n,
    n,
    sufficient: Math.min(n, against?.n ?? n) >= minGroupSize,
    value: made.kind === 'rate' ? rateValue(made.rate) : made.value,
    evidence: made satisfies Evidence,
    members,
    ...defined({ against: against?.key }),
  };
}

/** A group of an accepted audit; null where the measure is undefined there. */
export function definedSubject(group: OutcomeGroup, made: MeasuredOutcome, frame: SubjectFrame): Subject | null {
  const subject = measuredSubject(group, made, frame);
  return subject.value === null ? null : subject;
}

const rateValue = ({ successes, n }: { readonly successes: number; readonly n: number }): number | null =>
  n > 0 ? successes / n : null;

/** Why a metric of errors does not apply to words; null where it does, or needs no label. */
export function whyNoLabel(
  metric: Requirement['metric'],
  { data }: Policy,
  { cells }: { readonly cells: readonly { readonly label: number | null }[] },
): string | null {
  if (!needsLabel(metric)) return null;
  if (data.outcome?.label == null) return `${metricWords(metric)} needs a label, and the policy binds none`;
  return cells.some(({ label }) => label !== null) ? null : `${metricWords(metric)} needs a label, and no row has one`;
}
