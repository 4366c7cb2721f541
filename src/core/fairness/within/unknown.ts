import { comparableGroups } from '../comparisons/family.js';
import { rateOf } from '../metrics/rates.js';
import { groupId } from '../tally/group-id.js';
import { type Group, groupTally } from '../tally/groups.js';
import type { GroupKey, IntegerMetric, Tally } from '../tally/types.js';
import { withoutScores } from '../tally/without-scores.js';

/** A value among the people whose group is known, and its extremes over every assignment of the others to the known groups. */
export interface AssignmentBounds {
  /** The value; null when it is undefined among known people. */
  readonly estimate: number | null;
  /**
   * Lower extreme. Both extremes are null when nobody of the group is known to be in the denominator, or (ratio) nobody of the reference
   * has the outcome.
   */
  readonly lowest: number | null;
  readonly highest: number | null;
}

export interface UnknownGroupBounds {
  readonly metric: IntegerMetric;
  readonly by: readonly string[];
  /** Number of people of unknown group; `unknownInDenominator` counts those of them in the metric's denominator: only these can move it. */
  readonly unknown: number;
  readonly unknownInDenominator: number;
  readonly rates: readonly (AssignmentBounds & { readonly group: GroupKey })[];
  /** Every group against the reference: the differences and ratios that some assignment would give. */
  readonly differences: readonly (AssignmentBounds & { readonly group: GroupKey; readonly reference: GroupKey })[];
  readonly ratios: readonly (AssignmentBounds & { readonly group: GroupKey; readonly reference: GroupKey })[];
}

/** Known people of a group, and the unknown people that an assignment may put there. */
interface Assignable {
  readonly key: GroupKey;
  readonly successes: number;
  readonly failures: number;
  readonly moreSuccesses: number;
  readonly moreFailures: number;
}

/**
 * How far people of unknown group could move each rate and each gap: the exact extremes over all assignments of each of them to one of the
 * known groups that agree with what is known (of an intersection a part may be known). Nothing is assumed about why the group is missing.
 *
 * A rate is highest when all unknown people with the outcome, and nobody else, are put in the group. A gap is largest when they are put in
 * the group and those without the outcome in the reference; the two never compete for the same person, so the extremes are reached.
 * Manski (1990), American Economic Review 80, 319-323, on bounds without assumptions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example unknownGroupBounds(tally, ['race'], 'favourable_rate', { favourable: 1, reference: { race: 'white' } })
 */
export function unknownGroupBounds(
  tally: Tally,
  by: readonly string[],
  metric: IntegerMetric,
  options: { readonly favourable: 0 | 1; readonly reference: GroupKey },
): UnknownGroupBounds {
  const groups = groupTally(withoutScores(tally), by);
  const missing = groups.filter((group) => !group.known);
  const assignable = assign(comparableGroups(groups), missing, (group) => rateOf(group, metric, options.favourable));
  const reference = assignable.find(({ key }) => groupId(key) === groupId(options.reference));
  const others = assignable.filter((one) => one !== reference);
  const pairs = reference === undefined ? [] : others.map((group) => ({ group, reference }));
  return {
    metric,
    by,
    unknown: missing.reduce((sum, group) => sum + group.n, 0),
    unknownInDenominator: missing.reduce((sum, group) => sum + rateOf(group, metric, options.favourable).n, 0),
    rates: assignable.map((one) => ({ group: one.key, ...rateBounds(one) })),
    differences: pairs.map((pair) => ({
      group: pair.group.key,
      reference: pair.reference.key,
      ...differenceBounds(pair),
    })),
    ratios: pairs.map((pair) => ({ group: pair.group.key, reference: pair.reference.key, ...ratioBounds(pair) })),
  };
}

/** Assigns people of unknown group. Those who can belong to one known group only count as known; those who fit none stay out. */
function assign(
  known: readonly Group[],
  missing: readonly Group[],
  rate: (group: Group) => { successes: number; n: number },
): Assignable[] {
  const sums = known.map((group) => {
    const { successes, n } = rate(group);
    return { key: group.key, successes, failures: n - successes, moreSuccesses: 0, moreFailures: 0 };
  });
  for (const unknown of missing) {
    const { successes, n } = rate(unknown);
    const fitting = sums.filter(({ key }) => agrees(key, unknown.key));
    for (const sum of fitting) {
      if (fitting.length === 1) {
        sum.successes += successes;
        sum.failures += n - successes;
      } else {
        sum.moreSuccesses += successes;
        sum.moreFailures += n - successes;
      }
    }
  }
  return sums;
}

function agrees(key: GroupKey, partly: GroupKey): boolean {
  return Object.entries(partly).every(([name, value]) => value === null || key[name] === value);
}

const share = (successes: number, failures: number): number => successes / (successes + failures);

/** Extremes of one group's rate; null where nobody is known to be in the denominator, because an assignment may then leave it empty. */
function extremes(one: Assignable): { estimate: number; lowest: number; highest: number } | null {
  if (one.successes + one.failures === 0) return null;
  return {
    estimate: share(one.successes, one.failures),
    lowest: share(one.successes, one.failures + one.moreFailures),
    highest: share(one.successes + one.moreSuccesses, one.failures),
  };
}

const NO_BOUNDS: AssignmentBounds = { estimate: null, lowest: null, highest: null };

const rateBounds = (one: Assignable): AssignmentBounds => extremes(one) ?? NO_BOUNDS;

interface Pair {
  readonly group: Assignable;
  readonly reference: Assignable;
}

function differenceBounds(pair: Pair): AssignmentBounds {
  const group = extremes(pair.group);
  const reference = extremes(pair.reference);
  if (group === null || reference === null) return NO_BOUNDS;
  return {
    estimate: group.estimate - reference.estimate,
    lowest: group.lowest - reference.highest,
    highest: group.highest - reference.lowest,
  };
}

function ratioBounds(pair: Pair): AssignmentBounds {
  const group = extremes(pair.group);
  const reference = extremes(pair.reference);
  if (group === null || reference === null || reference.estimate === 0) return NO_BOUNDS;
  return {
    estimate: group.estimate / reference.estimate,
    lowest: group.lowest / reference.highest,
    highest: group.highest / reference.lowest,
  };
}
