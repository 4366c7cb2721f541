import { TribuneError } from '../../base/errors.js';
import { isIntegerMetric, rateOf } from '../../fairness/metrics/index.js';
import {
  type Group,
  type GroupKey,
  groupTally,
  type MetricName,
  pooledGroup,
  type Tally,
} from '../../fairness/tally/index.js';
import type { Proportion, SkewedMean } from '../../stats/index.js';
import type { BaselineAudit, BaselineGroup } from '../accepted/read.js';
import { compositeOf, isComposite } from '../sections/composites.js';
import { outcomesOfMetric } from '../sections/outcomes/index.js';
import type { GapRequirement, Policy, Requirement } from '../sections/types.js';
import { acceptedSubject } from './accepted-subject.js';
import { whyNotApplicable } from './applies.js';
import { type Component, comparedGroups, TOGETHER } from './components.js';
import { compositeGroups, compositeSubject } from './composite-subjects.js';
import { type LikelySource, likelyAttribute, readMembership, whyNotLikely } from './read-membership.js';
import { isBounded } from './seen-for.js';
import { type Subject, subjectOf } from './subject.js';

/**
 * The groups of the data as subjects of a requirement. How a requirement is judged does not depend on what a decision is: each kind of
 * outcome has a source of its own, and hands over values with the evidence for them.
 */
export interface SubjectSource {
  /** Why the requirement does not apply to the data; null where it does. */
  hindrance(requirement: Requirement): string | null;
  /** Why the requirement may not pass on these data, whatever their numbers, as a sentence; null or absent where it may. */
  doubt?(): string | null;
  /** The tally, where the requirement is about labels that only people with one prediction have; null or absent where it has an estimate. */
  unseen?(requirement: Requirement): Tally | null;
  /** The people, where the groups of the requirement are known as probabilities; null or absent where they are recorded. */
  likely?(requirement: Requirement): LikelySource | null;
  /** The groups of the requirement's attributes that may be compared. */
  subjects(requirement: Requirement): readonly Subject[];
  /** Several groups as one, under a key of its own. */
  pooled(requirement: Requirement, members: readonly GroupKey[], key: GroupKey): Subject;
  /** The rates whose gaps make up a measure of all groups together; only decisions of 0 and 1 have such measures. */
  components?(requirement: Requirement): readonly Component[];
  /** Several groups as one, before anything is measured in it. */
  groupOfMembers?(requirement: Requirement, members: readonly GroupKey[], key: GroupKey): Group;
  /**
   * A group of an accepted audit, with the evidence that the audit carries; null where the measure is undefined there.
   *
   * @throws TribuneError `BASELINE_INVALID` where the audit contradicts itself
   */
  accepted(requirement: Requirement, group: BaselineGroup, baseline: BaselineAudit): Subject | null;
  /** The group that a requirement holds all others against by its metric alone, which is no subject of it; null where there is none. */
  against?(requirement: Requirement): GroupKey | null;
  /** The rates of each stratum, for comparisons within strata. */
  strata?(requirement: GapRequirement): readonly StratumSubjects<Proportion>[];
  /** The means of each stratum, where the requirement compares means within strata; null where it compares rates. */
  strataOfMeans?(requirement: GapRequirement): StrataOfMeans | null;
}

/** One stratum of a comparison within strata. */
export interface StratumSubjects<Side> {
  readonly stratum: GroupKey;
  /** The rate of a group there, or its mean; null where it has nobody. */
  readonly sideOf: (key: GroupKey) => Side | null;
}

/** The means of strata; of a root mean square those of the squares. */
export interface StrataOfMeans {
  readonly kind: 'mean' | 'root';
  readonly strata: readonly StratumSubjects<SkewedMean>[];
}

/** Decisions of 0 and 1. */
export function tallySubjects(policy: Policy, tally: Tally): SubjectSource {
  const groupOfMembers = ({ by }: Requirement, members: readonly GroupKey[], key: GroupKey): Group =>
    pooledGroup(tally, by, members, key);
  const measured = (group: Group, requirement: Requirement, members: readonly GroupKey[] = []): Subject => {
    if (!isComposite(requirement.metric)) return subjectOf(group, binaryMetric(requirement), policy, members);
    const context = { policy, requirement, everyone: groupTally(tally, [])[0]! };
    return compositeSubject(group, requirement.metric, context, members);
  };
  const likely = likelySources(policy, tally);
  return {
    hindrance: (requirement) =>
      whyNotApplicable(requirement, policy, tally) ?? whyNotLikely(requirement, policy.data, tally),
    likely,
    unseen: (requirement) => (isBounded(requirement, policy.data) ? tally : null),
    subjects: (requirement) =>
      compositeGroups(tally, requirement, policy)
        .filter((group) => group.known || policy.data.unknown === 'compare')
        .map((group) => measured(group, requirement)),
    pooled: (requirement, members, key) => measured(groupOfMembers(requirement, members, key), requirement, members),
    components: (requirement) =>
      isComposite(requirement.metric)
        ? (TOGETHER[requirement.metric]?.components(comparedGroups(tally, requirement, policy), policy) ?? [])
        : [],
    groupOfMembers,
    accepted: (requirement, group, baseline) =>
      acceptedSubject(group, binaryMetric(requirement), policy, baseline.data?.weightKind ?? 'none'),
    strata: (requirement) => strataOfTally(tally, requirement, binaryMetric(requirement), policy),
  };
}

/** The people by their probabilities, read from the tally once for each attribute. */
function likelySources({ data }: Policy, tally: Tally): (requirement: Requirement) => LikelySource | null {
  const made = new Map<string, LikelySource>();
  return (requirement) => {
    const spec = likelyAttribute(requirement, data);
    if (spec === null) return null;
    const found = made.get(spec.name) ?? { spec, membership: readMembership(spec, data, tally) };
    made.set(spec.name, found);
    return found;
  };
}

/**
 * The metric of a requirement about decisions of 0 and 1; of a composite measure the metric whose values it compares.
 *
 * @throws TribuneError INVALID_ARGUMENT for a metric of another outcome
 */
export function binaryMetric({ id, metric }: Pick<Requirement, 'id' | 'metric'>): MetricName {
  const measured = compositeOf(metric)?.shown ?? metric;
  if (outcomesOfMetric(measured).includes('binary')) return measured as MetricName;
  throw new TribuneError('INVALID_ARGUMENT', `${id}: ${metric} does not measure decisions of 0 and 1`, {
    remedy: 'Judge it on a tally of its own outcome.',
  });
}

/** The rates of a requirement in each stratum of its columns that is known. */
function strataOfTally(
  tally: Tally,
  requirement: GapRequirement,
  metric: MetricName,
  { data }: Policy,
): StratumSubjects<Proportion>[] {
  if (!isIntegerMetric(metric)) return [];
  const groups = groupTally(tally, strataNames(requirement));
  return strataOfGroups(groups, requirement, (group) => rateOf(group, metric, data.favourable));
}

const stratumNames = ({ by, given = [] }: GapRequirement): string[] => given.filter((name) => !by.includes(name));

/** The attributes whose combinations are the groups of each stratum. */
export const strataNames = (requirement: GapRequirement): string[] => [...stratumNames(requirement), ...requirement.by];

/** The rates, or means, of a requirement in each stratum that is known, from its groups in all strata (`strataNames`). */
export function strataOfGroups<Member extends { readonly key: GroupKey }, Side>(
  groups: readonly Member[],
  requirement: GapRequirement,
  sideIn: (group: Member) => Side,
): StratumSubjects<Side>[] {
  const { by } = requirement;
  const names = stratumNames(requirement);
  const found = new Map<string, { stratum: GroupKey; sides: Map<string, Side> }>();
  for (const group of groups) {
    const stratum = partOf(group.key, names);
    if (Object.values(stratum).includes(null)) continue;
    const id = JSON.stringify(Object.values(stratum));
    const known = found.get(id) ?? { stratum, sides: new Map<string, Side>() };
    found.set(id, known);
    known.sides.set(JSON.stringify(Object.values(partOf(group.key, by))), sideIn(group));
  }
  return [...found.values()].map(({ stratum, sides }) => ({
    stratum,
    sideOf: (key) => sides.get(JSON.stringify(Object.values(partOf(key, by)))) ?? null,
  }));
}

const partOf = (key: GroupKey, names: readonly string[]): GroupKey =>
  Object.fromEntries(names.map((name) => [name, key[name] ?? null]));

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
