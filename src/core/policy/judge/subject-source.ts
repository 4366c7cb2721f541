import { TribuneError } from '../../base/errors.js';
import { type GroupKey, groupTally, type MetricName, pooledGroup, type Tally } from '../../fairness/tally/index.js';
import { compositeOf } from '../sections/composites.js';
import { outcomeOfMetric } from '../sections/outcomes/index.js';
import type { Policy, Requirement } from '../sections/types.js';
import { whyNotApplicable } from './applies.js';
import { type Subject, subjectOf } from './subject.js';

/**
 * The groups of the data as subjects of a requirement. How a requirement is judged does not depend on what a decision is: each kind of
 * outcome has a source of its own, and hands over values with the evidence for them.
 */
export interface SubjectSource {
  /** Why the requirement does not apply to the data; null where it does. */
  hindrance(requirement: Requirement): string | null;
  /** The groups of the requirement's attributes that may be compared. */
  subjects(requirement: Requirement): readonly Subject[];
  /** Several groups as one, under a key of its own. */
  pooled(requirement: Requirement, members: readonly GroupKey[], key: GroupKey): Subject;
}

/** Decisions of 0 and 1. */
export function tallySubjects(policy: Policy, tally: Tally): SubjectSource {
  return {
    hindrance: (requirement) => whyNotApplicable(requirement, policy, tally),
    subjects: (requirement) =>
      groupTally(tally, requirement.by)
        .filter((group) => group.known || policy.data.unknown === 'compare')
        .map((group) => subjectOf(group, binaryMetric(requirement), policy)),
    pooled: (requirement, members, key) =>
      subjectOf(pooledGroup(tally, requirement.by, members, key), binaryMetric(requirement), policy, members),
  };
}

/**
 * The metric of a requirement about decisions of 0 and 1; of a composite measure the metric whose values it compares.
 *
 * @throws TribuneError INVALID_ARGUMENT for a metric of another outcome
 */
export function binaryMetric({ id, metric }: Pick<Requirement, 'id' | 'metric'>): MetricName {
  const measured = compositeOf(metric)?.shown ?? metric;
  if (outcomeOfMetric(measured) === 'binary') return measured as MetricName;
  throw new TribuneError('INVALID_ARGUMENT', `${id}: ${metric} does not measure decisions of 0 and 1`, {
    remedy: 'Judge it on a tally of its own outcome.',
  });
}

/** The cells of some groups of a set of attributes. */
export function cellsOfGroups<Cell extends { readonly values: readonly (string | null)[] }>(
  tally: { readonly attributes: readonly string[]; readonly cells: readonly Cell[] },
  by: readonly string[],
  members: readonly GroupKey[],
): Cell[] {
  const places = by.map((name) => tally.attributes.indexOf(name));
  const wanted = new Set(members.map((key) => JSON.stringify(by.map((name) => key[name] ?? null))));
  return tally.cells.filter((cell) => wanted.has(JSON.stringify(places.map((place) => cell.values[place] ?? null))));
}
