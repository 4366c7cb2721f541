import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import type { CellColumns, ValueList } from './cell-columns.js';
import { addSums, type CellSums, type OutcomeSums, sumRuns } from './cell-sums.js';
import { columnsOf } from './columns-of-tally.js';
import { type Distribution, distributionOf, mergeDistributions } from './distribution.js';
import { fromFixedPoint } from './fixed-point.js';
import { compareValues } from './order.js';
import type { ConfusionCounts, GroupKey, Tally, WeightKind } from './types.js';

/** Sums of squared weights beside the counts (sampling weights only, else 0), for Kish's effective size of any denominator. */
export interface SquaredWeights extends ConfusionCounts {
  readonly selectedUnlabelled: number;
}

/** Sums over the rows that have a score. Weights count as people. */
export interface ScoreMoments {
  /** People with a score, and their squared weights. */
  readonly n: number;
  readonly squares: number;
  readonly mean: number | null;
  /** Population variance (divided by n); 0 where it is below the resolution of the fixed point. */
  readonly variance: number | null;
  /** People with a score and a label, their squared weights, and their mean of (label - score)^2. */
  readonly labelled: number;
  readonly labelledSquares: number;
  readonly meanSquaredError: number | null;
}

/** Everything that is known of one group: enough for every metric of the contract. */
export interface Group {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing: such a group is listed, and compared only on request. */
  readonly known: boolean;
  /** Number of people: rows, or the sum of weights. */
  readonly n: number;
  readonly rows: number;
  readonly weightKind: WeightKind;
  readonly counts: ConfusionCounts;
  /** Those of `counts.unlabelled` with prediction 1. */
  readonly selectedUnlabelled: number;
  readonly squares: SquaredWeights;
  readonly moments: ScoreMoments;
  /** Distribution of scores; null where the tally keeps no scores or the group has none. */
  readonly distribution: Distribution | null;
}

/**
 * Groups of a tally by some of its attributes, summed over all others. Sorted by code point of the values, unknown (null) last;
 * `by = []` gives one group of everybody (with n 0 where there are no rows).
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example groupTally(tally, ['race', 'sex'])
 */
export function groupTally(tally: Tally, by: readonly string[]): Group[] {
  const known = groupsByTally.get(tally) ?? new Map<string, readonly Group[]>();
  groupsByTally.set(tally, known);
  const set = JSON.stringify(by);
  const groups = known.get(set) ?? groupsOf(tally, by);
  known.set(set, groups);
  return [...groups];
}

/**
 * A tally never changes, and neither do its groups: metrics, requirements, conditional audits and the frontier of one audit ask for the
 * same sets, so each set is computed once. The groups live as long as somebody holds their tally.
 */
const groupsByTally = new WeakMap<Tally, Map<string, readonly Group[]>>();

function groupsOf(tally: Tally, by: readonly string[]): Group[] {
  const places = by.map((name) => placeOf(tally, name));
  const everybody = by.length === 0 ? everybodyOf(tally) : null;
  if (everybody !== null) return [everybody];
  const columns = columnsOf(tally);
  return partsOf(columns, places)
    .sort((a, b) => compareValues(a.values, b.values))
    .map(({ values, runs }) => groupOfRuns(keyOf(by, values), tally, columns, runs));
}

/** The sums that a group was made of. */
const sumsByGroup = new WeakMap<Group, CellSums>();

/**
 * The group of everybody, added up from the groups of the first attribute: sums are integers, and people counted in whole numbers add up by
 * score. Null where they do not (sampling weights, bins, which hold means, and sums beyond 2^53), or where there is no attribute.
 */
function everybodyOf(tally: Tally): Group | null {
  const [first] = tally.attributes;
  if (first === undefined || tally.score.kind !== 'distinct' || tally.weightKind === 'sampling') return null;
  const groups = groupTally(tally, [first]);
  const sums = addSums(groups.map((group) => sumsByGroup.get(group)!));
  const group = groupOfSums({}, tally.weightKind, sums);
  if (!(group.n <= Number.MAX_SAFE_INTEGER)) return null;
  const distributions = groups.flatMap(({ distribution }) => distribution ?? []);
  return { ...group, distribution: distributions.length === 0 ? null : mergeDistributions(distributions) };
}

interface Part {
  readonly values: ValueList;
  readonly runs: number[];
}

/** Runs of cells by their values at some places. */
function partsOf(columns: CellColumns, places: readonly number[]): Part[] {
  if (places.length === 0)
    return [{ values: [], runs: Array.from({ length: columns.runs.length - 1 }, (_, run) => run) }];
  const partByKey = new Map<string, Part>();
  let list = -1;
  let part: Part = { values: [], runs: [] };
  for (let run = 0; run + 1 < columns.runs.length; run++) {
    // Runs of one list stand next to each other.
    if (columns.list[columns.runs[run]!] !== list) {
      list = columns.list[columns.runs[run]!]!;
      const values = places.map((place) => columns.lists[list]![place] ?? null);
      const key = JSON.stringify(values);
      part = partByKey.get(key) ?? { values, runs: [] };
      partByKey.set(key, part);
    }
    part.runs.push(run);
  }
  return [...partByKey.values()];
}

/** Several groups of a set of attributes as one, under a key of its own: the "pool" of groups too small to judge alone. */
export function pooledGroup(tally: Tally, by: readonly string[], members: readonly GroupKey[], key: GroupKey): Group {
  const places = by.map((name) => placeOf(tally, name));
  const wanted = new Set(members.map((member) => JSON.stringify(by.map((name) => member[name] ?? null))));
  const columns = columnsOf(tally);
  const runs = partsOf(columns, places)
    .filter(({ values }) => wanted.has(JSON.stringify(values)))
    .flatMap((part) => part.runs);
  return groupOfRuns(key, tally, columns, runs);
}

function groupOfRuns(key: GroupKey, tally: Tally, columns: CellColumns, runs: readonly number[]): Group {
  const sums = sumRuns(columns, runs);
  const distribution = distributionOf(tally, columns, runs);
  const group: Group = { ...groupOfSums(key, tally.weightKind, sums), distribution };
  sumsByGroup.set(group, sums);
  return group;
}

/** Turns a sum of weights into a number of people. */
const peopleOf = (weightKind: WeightKind): ((sum: bigint) => number) =>
  weightKind === 'sampling' ? fromFixedPoint : Number;

function groupOfSums(key: GroupKey, weightKind: WeightKind, sums: CellSums): Omit<Group, 'distribution'> {
  const { rows, weight, squares, scored, labelled } = sums;
  const people = peopleOf(weightKind);
  return {
    key,
    known: Object.values(key).every((value) => value !== null),
    n: people(weight.tp + weight.fp + weight.fn + weight.tn + weight.selectedUnlabelled + weight.rejectedUnlabelled),
    rows,
    weightKind,
    counts: countsOf(weight, people),
    selectedUnlabelled: people(weight.selectedUnlabelled),
    squares: { ...countsOf(squares, fromFixedPoint), selectedUnlabelled: fromFixedPoint(squares.selectedUnlabelled) },
    moments: momentsOf(scored, labelled, people),
  };
}

function countsOf(sums: OutcomeSums, people: (sum: bigint) => number): ConfusionCounts {
  return {
    tp: people(sums.tp),
    fp: people(sums.fp),
    fn: people(sums.fn),
    tn: people(sums.tn),
    unlabelled: people(sums.selectedUnlabelled + sums.rejectedUnlabelled),
  };
}

/** Floors lose up to 2^-40 a row in each sum; a variance below a few of these (times the mean) is rounding, not spread. */
const VARIANCE_RESOLUTION = 2 ** -38;

function momentsOf(
  scored: CellSums['scored'],
  labelled: CellSums['labelled'],
  people: (sum: bigint) => number,
): ScoreMoments {
  const nobody = scored.weight === 0n;
  const mean = nobody ? null : fromFixedPoint(scored.scoreSum) / people(scored.weight);
  return {
    n: people(scored.weight),
    squares: fromFixedPoint(scored.squares),
    mean,
    variance: mean === null ? null : varianceOf(fromFixedPoint(scored.scoreSquares) / people(scored.weight), mean),
    labelled: people(labelled.weight),
    labelledSquares: fromFixedPoint(labelled.squares),
    meanSquaredError: labelled.weight === 0n ? null : fromFixedPoint(labelled.errorSquares) / people(labelled.weight),
  };
}

function varianceOf(meanSquare: number, mean: number): number {
  const variance = meanSquare - mean * mean;
  return variance > VARIANCE_RESOLUTION * (1 + Math.abs(mean)) ? variance : 0;
}

export function placeOf(tally: Tally, name: string): number {
  const place = tally.attributes.indexOf(name);
  if (place < 0) {
    throw new TribuneError('INVALID_ARGUMENT', `the tally has no attribute "${name}"`, {
      remedy: `${nearName(name, tally.attributes)}It has: ${tally.attributes.join(', ') || 'none'}.`,
    });
  }
  return place;
}

function keyOf(by: readonly string[], values: readonly (string | null)[]): GroupKey {
  return Object.fromEntries(by.map((name, i) => [name, values[i] ?? null]));
}
