import { TribuneError } from '../../base/errors.js';
import { compareValues, type GroupKey } from '../../fairness/tally/index.js';
import { groupText } from '../sections/text.js';
import type { GapRequirement, Policy, Requirement } from '../sections/types.js';
import { estimateOf, type Pair } from './comparison.js';
import { allowedRegion, at, isDeclared, isWithin } from './region.js';
import type { Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';

/**
 * Most comparisons, which are all pairs of 447 groups. More would take minutes and show nothing: each would have to hold at a level of 1 -
 * 5e-7.
 */
export const COMPARISON_LIMIT = 100_000;
/** Most groups named in a message. */
const NAMED_GROUPS = 12;

/** The comparisons that a requirement asks for. */
export interface Plan {
  /** All groups that are compared, small ones too. */
  readonly subjects: readonly Subject[];
  readonly pairs: readonly Pair[];
  /** Number of comparisons by which the simultaneous level divides 1 - level. */
  readonly comparisons: number;
  /** Groups too small to judge by the metric's own denominator, including those in which it is undefined. */
  readonly insufficient: readonly Subject[];
  /** Small groups judged together; null where there are none, or the requirement does not pool. */
  readonly pool: Subject | null;
}

/** The groups that comparisons are made of. */
export interface Field {
  /** Groups large enough to judge, the pool included. */
  readonly large: readonly Subject[];
  /** Groups too small to judge that have somebody in the metric's denominator, with the pool where it is still too small. */
  readonly small: readonly Subject[];
}

/**
 * Lays out the comparisons of a requirement.
 *
 * @throws TribuneError `DATA_GROUP_MISSING` when its reference does not occur in the data, `DATA_TOO_LARGE` beyond `COMPARISON_LIMIT`
 */
export function planComparisons(requirement: GapRequirement, policy: Policy, source: SubjectSource): Plan {
  const subjects = source.subjects(requirement);
  const declared = isDeclared(requirement) ? declaredSubject(requirement, policy, subjects) : null;
  const { insufficient, pool, field } = fieldOf(subjects, declared, { requirement, source });
  return { subjects, ...layOut(requirement, field, declared), insufficient, pool };
}

/** Tells large groups from small ones and pools the small ones where the requirement says so; `apart` is never in the pool. */
export function fieldOf(
  subjects: readonly Subject[],
  apart: Subject | null,
  context: PoolContext,
): Pick<Plan, 'insufficient' | 'pool'> & { readonly field: Field } {
  const insufficient = subjects.filter((subject) => !subject.sufficient);
  const pool =
    context.requirement.smallGroups === 'pool'
      ? poolOf(
          insufficient.filter((subject) => subject !== apart),
          context,
        )
      : null;
  const all = pool === null ? subjects : [...subjects, pool];
  const field: Field = {
    large: all.filter((subject) => subject.sufficient),
    small: all.filter((subject) => !subject.sufficient && subject.value !== null),
  };
  return { insufficient, pool, field };
}

/** The small groups that were judged in no pool either: those outside it, and all where the pool is still too small. */
export const unpooled = ({ insufficient, pool }: Pick<Plan, 'insufficient' | 'pool'>): readonly Subject[] =>
  pool?.sufficient === true ? insufficient.filter(({ key }) => !pool.members.includes(key)) : insufficient;

/** The pairs that a requirement compares, and how many comparisons its simultaneous level allows for. */
export function layOut(requirement: GapRequirement, field: Field, declared: Subject | null): Layout {
  const layout = declared ? againstDeclared(field, declared) : againstChosen(requirement, field);
  if (layout.pairs.length > COMPARISON_LIMIT) throw tooMany(requirement, field.large.length + field.small.length);
  return layout;
}

function tooMany({ id, by }: GapRequirement, groups: number): TribuneError {
  return new TribuneError(
    'DATA_TOO_LARGE',
    `${id}: ${groups} groups of ${by.join(' x ')} make more than ${COMPARISON_LIMIT} pairs`,
    {
      remedy: 'Name a reference, or group the values more coarsely (bins, or a coarser column).',
    },
  );
}

const valuesOf = (key: GroupKey, by: readonly string[]): (string | null)[] => by.map((name) => key[name] ?? null);

export const sameKey = (a: GroupKey, b: GroupKey, by: readonly string[]): boolean =>
  compareValues(valuesOf(a, by), valuesOf(b, by)) === 0;

function declaredSubject(requirement: GapRequirement, policy: Policy, subjects: readonly Subject[]): Subject {
  const { by, reference, id } = requirement;
  const key: GroupKey =
    typeof reference === 'object' ? reference : Object.fromEntries(by.map((name) => [name, declaredOf(policy, name)]));
  const found = subjects.find((subject) => sameKey(subject.key, key, by));
  if (found) return found;
  const there = subjects.slice(0, NAMED_GROUPS).map((subject) => groupText(subject.key));
  const more = subjects.length > NAMED_GROUPS ? ` and ${subjects.length - NAMED_GROUPS} more` : '';
  throw new TribuneError('DATA_GROUP_MISSING', `${id}: the reference ${groupText(key)} does not occur in the data`, {
    remedy: `Groups of ${by.join(' x ')} in the data: ${there.join(', ')}${more}.`,
    place: { line: requirement.line },
  });
}

const declaredOf = ({ data: { attributes, membership = [] } }: Policy, name: string): string | null =>
  [...attributes, ...membership].find((one) => one.name === name)?.reference ?? null;

interface PoolContext {
  readonly requirement: Requirement;
  readonly source: SubjectSource;
}

/** The small groups as one group; a single small group is not pooled. */
function poolOf(small: readonly Subject[], { requirement, source }: PoolContext): Subject | null {
  if (small.length < 2) return null;
  const members = small.map((subject) => subject.key);
  return source.pooled(requirement, members, pooledKey(members, requirement.by));
}

/** A name for the pool: the values of its members, joined per attribute. */
function pooledKey(members: readonly GroupKey[], by: readonly string[]): GroupKey {
  const joined = (name: string) => [...new Set(members.map((key) => key[name] ?? 'unknown'))].join(' + ');
  return Object.fromEntries(by.map((name) => [name, joined(name)]));
}

export type Layout = Pick<Plan, 'pairs' | 'comparisons'>;

function againstDeclared({ large, small }: Field, reference: Subject): Layout {
  const pairs = [
    ...large.map((group) => ({ group, reference, judged: reference.sufficient })),
    ...small.map((group) => ({ group, reference, judged: false })),
  ].filter((pair) => pair.group !== reference && reference.value !== null);
  return { pairs, comparisons: Math.max(1, pairs.length) };
}

/**
 * Comparisons with a reference that is chosen from the data: every pair might have been the chosen one, so the level allows for all of
 * them.
 */
function againstChosen(requirement: GapRequirement, field: Field): Layout {
  const { large, small } = field;
  const all = [...large, ...small];
  const comparisons = Math.max(1, (all.length * (all.length - 1)) / 2);
  if (requirement.reference === 'all-pairs') return { pairs: allPairs(requirement, field), comparisons };
  const highest = requirement.reference === 'highest';
  const rank = (subject: Subject) => (highest ? (subject.value ?? Number.NEGATIVE_INFINITY) : subject.people);
  const single = small.filter((subject) => subject.members.length === 0);
  const reference = first(large, rank) ?? first(single, rank);
  if (reference === null) return { pairs: [], comparisons };
  const pairs = all
    .filter((group) => group !== reference && !overlap(group, reference))
    .map((group): Pair => ({ group, reference, judged: group.sufficient && reference.sufficient }));
  return { pairs: highest ? [...pairs, ...otherBreaches(requirement, all, reference)] : pairs, comparisons };
}

/**
 * Further pairs that may fail a requirement under `highest`: the truly best group is at least as well off as any, and the level allows for
 * all pairs already. Only pairs whose estimates are beyond the bound can fail, and a pass need not show them.
 */
function otherBreaches(requirement: GapRequirement, all: readonly Subject[], reference: Subject): Pair[] {
  const region = allowedRegion(requirement);
  const ascending = all.filter(({ value }) => value !== null).sort((a, b) => a.value! - b.value!);
  let pairs: Pair[] = [];
  for (const group of ascending)
    for (let i = ascending.length - 1; ascending[i]!.value! > group.value!; i--) {
      const pair: Pair = { group, reference: ascending[i]!, judged: false };
      // The gap shrinks as the other side's value falls, so all remaining pairs keep the bound, too.
      if (isWithin(at(estimateOf(pair, requirement.compare)!), region)) break;
      if (pair.reference === reference || overlap(group, pair.reference)) continue;
      pairs.push(pair);
      if (pairs.length > COMPARISON_LIMIT) pairs = farthest(pairs);
    }
  return farthest(pairs);
}

/** Of very many pairs those whose gap is largest for the number of people behind it; the other pairs could not change the verdict. */
function farthest(pairs: Pair[]): Pair[] {
  const most = COMPARISON_LIMIT / 2;
  if (pairs.length <= most) return pairs;
  const distance = ({ group, reference }: Pair) =>
    (reference.value! - group.value!) / Math.sqrt(1 / group.n + 1 / reference.n);
  return pairs.sort((a, b) => distance(b) - distance(a)).slice(0, most);
}

/** Whether one of the two is a pool that contains the other. */
const overlap = (a: Subject, b: Subject): boolean => a.members.includes(b.key) || b.members.includes(a.key);

/** The subject of highest rank; of equal ones the one with more people behind the metric, then the first. */
function first(subjects: readonly Subject[], rank: (subject: Subject) => number): Subject | null {
  let best: Subject | null = null;
  for (const subject of subjects) {
    const ahead = best === null ? 1 : rank(subject) - rank(best) || subject.n - best.n;
    if (ahead > 0) best = subject;
  }
  return best;
}

/** Every pair once; `group` is the one with the higher value. Small groups are not compared with a pool that contains them. */
function allPairs(requirement: GapRequirement, { large, small }: Field): Pair[] {
  const all = [...large, ...small];
  if ((all.length * (all.length - 1)) / 2 > COMPARISON_LIMIT) throw tooMany(requirement, all.length);
  return all.flatMap((a, i) =>
    all
      .slice(i + 1)
      .filter((b) => !overlap(a, b))
      .map((b): Pair => {
        const [group, reference] = (b.value ?? 0) > (a.value ?? 0) ? [b, a] : [a, b];
        return { group, reference, judged: a.sufficient && b.sufficient };
      }),
  );
}
