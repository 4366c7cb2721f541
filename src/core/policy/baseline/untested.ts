import type { GroupKey } from '../../fairness/tally/index.js';
import type { BaselineAudit } from '../accepted/read.js';
import { hinders, type Standing, whyUntested } from '../accepted/standing.js';
import type { Plan } from '../judge/plan.js';
import { metricKey } from '../sections/metric-needs.js';
import type { UntestedChange } from '../sections/result-types.js';
import type { Requirement } from '../sections/types.js';

interface Sides {
  readonly requirement: Requirement;
  readonly plan: Plan;
  readonly baseline: BaselineAudit;
  readonly minGroupSize: number;
  /** Whether the group of people whose attribute is missing is compared. */
  readonly withUnknown: boolean;
}

/** A group as the two audits know it. */
interface Known {
  readonly key: GroupKey;
  readonly now: Standing;
  readonly before: Standing;
}

/**
 * Groups whose change cannot be tested, because one of the audits does not have them or has too few of them. A group that is new, gone or
 * renamed has no change to show, and a gap may hide behind the new name.
 */
export function untestedGroups(sides: Sides): UntestedChange[] {
  return knownGroups(sides).flatMap(({ key, now, before }): UntestedChange[] => {
    if (now === 'sufficient' && before === 'sufficient') return [];
    return [{ group: key, why: whyUntested(now, before), hinders: hinders(sides.requirement, now, before) }];
  });
}

function knownGroups({ requirement, plan, baseline, minGroupSize, withUnknown }: Sides): Known[] {
  const { by } = requirement;
  const nameOf = (key: GroupKey): string => JSON.stringify(by.map((name) => key[name] ?? null));
  const accepted = new Map(
    baseline.groups
      .filter(
        ({ attributes }) =>
          Object.keys(attributes).length === by.length &&
          by.every((name) => Object.hasOwn(attributes, name) && (withUnknown || attributes[name] !== null)),
      )
      .map((group) => [nameOf(group.attributes), group]),
  );
  const standingBefore = (name: string): Standing => {
    const group = accepted.get(name);
    const found = group?.metrics[metricKey(requirement)];
    if (group === undefined) return 'absent';
    return found && found.estimate !== null && found.n >= minGroupSize ? 'sufficient' : 'small';
  };
  const present = new Set(plan.subjects.map(({ key }) => nameOf(key)));
  const gone = [...accepted].filter(([name]) => !present.has(name));
  return [
    ...plan.subjects.map(
      ({ key, sufficient, value }): Known => ({
        key,
        now: sufficient && value !== null ? 'sufficient' : 'small',
        before: standingBefore(nameOf(key)),
      }),
    ),
    ...gone.map(
      ([name, { attributes }]): Known => ({
        key: Object.fromEntries(by.map((attribute) => [attribute, attributes[attribute] ?? null])),
        now: 'absent',
        before: standingBefore(name),
      }),
    ),
  ];
}
