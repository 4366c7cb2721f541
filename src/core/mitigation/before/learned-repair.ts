import type { GroupKey } from '../../fairness/tally/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import { targetAt } from './repair.js';

/** Where the values of a group go. */
export interface RepairSteps {
  readonly key: GroupKey;
  /** Different values of the group, rising. */
  readonly values: readonly number[];
  /** The value that all groups share at the rank of each of them. */
  readonly at: readonly number[];
  /** The same for a value that lies below `values[0]`, between two neighbours, or above the last: one more than there are values. */
  readonly between: readonly number[];
}

/** A repair that was learned from some people and is done for others. */
export interface LearnedRepair {
  /** Share of the way that every value goes, 0 to 1. */
  readonly level: number;
  readonly groups: readonly RepairSteps[];
}

/**
 * Learns a repair from some people, so that it can be done for others one by one: `repairColumn` needs all of them at once. People with the
 * same value share the rank in the middle, because nobody can be split over ranks who comes alone.
 *
 * @param values a number for every row, NaN where it is missing
 * @throws TribuneError INVALID_ARGUMENT for a level outside 0..1 or lengths that differ
 * @example
 * const repair = learnRepair(Float64Array.of(1, 2, 5, 9), groupRows({ sex: ['f', 'f', 'm', 'm'] }), 1);
 * applyRepair(repair, Float64Array.of(5), groupRows({ sex: ['m'] })); // [1]
 */
export function learnRepair(values: Float64Array, groups: RowGroups, level: number): LearnedRepair {
  checkGroups(groups, values.length);
  if (!(level >= 0 && level <= 1)) throw refused(`a level of ${level}`, 'Give a number from 0 to 1.');
  const members = groups.keys.map((): number[] => []);
  values.forEach((value, r) => {
    if (Number.isFinite(value) && groups.codes[r]! >= 0) members[groups.codes[r]!]!.push(value);
  });
  const known = groups.keys.flatMap((key, g) =>
    members[g]!.length === 0 ? [] : [{ key, curve: Float64Array.from(members[g]!).sort() }],
  );
  const curves = known.map(({ curve }) => curve);
  return { level, groups: known.map(({ key, curve }) => ({ key, ...stepsOf(curve, curves) })) };
}

function stepsOf(curve: Float64Array, curves: readonly Float64Array[]): Omit<RepairSteps, 'key'> {
  const values: number[] = [];
  const at: number[] = [];
  const between = [targetAt(curves, 0)];
  for (let from = 0; from < curve.length; ) {
    let to = from + 1;
    while (to < curve.length && curve[to] === curve[from]) to++;
    values.push(curve[from]!);
    at.push(targetAt(curves, (from + to) / 2 / curve.length));
    between.push(targetAt(curves, to / curve.length));
    from = to;
  }
  return { values, at, between };
}

/** The values after a learned repair; those that are missing, and of people of no group that it knows, stay as they are. */
export function applyRepair(repair: LearnedRepair, values: Float64Array, groups: RowGroups): Float64Array {
  checkGroups(groups, values.length);
  const byKey = new Map(repair.groups.map((steps) => [keyOf(steps.key), steps]));
  const byCode = groups.keys.map((key) => byKey.get(keyOf(key)) ?? null);
  return values.map((value, r) => {
    const code = groups.codes[r]!;
    const steps = code < 0 ? null : byCode[code]!;
    if (steps === null || Number.isNaN(value)) return value;
    return (1 - repair.level) * value + repair.level * targetOf(steps, value);
  });
}

function targetOf({ values, at, between }: RepairSteps, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return values[low] === value ? at[low]! : between[low]!;
}

const keyOf = (key: GroupKey): string => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
