import { filled, inStretches, type Steps, sumInStretches } from '../../../base/steps.js';
import { toFixedPoint } from '../../tally/fixed-point.js';
import { compareValues } from '../../tally/order.js';
import { FIXED_POINT } from '../../tally/types.js';
import { invalidValue } from '../base/index.js';
import { type Measure, measuresOf } from './measures.js';
import { type KeptPairs, keptPairs, placeIn } from './pairs.js';
import { MOST_POSITIONS, positionWeight } from './position-weights.js';
import type { RankingRow, RankingTally } from './types.js';

/** What one group got in one list, in the order of `measuresOf`. */
export interface ListSums {
  readonly values: readonly (string | null)[];
  readonly sums: readonly bigint[];
}

/** Largest relevance: that of the scores of other tallies. */
export const MOST_RELEVANCE = 4096;

/** A list that was checked, with what is the same by whatever its candidates are grouped. */
export interface CheckedList {
  readonly tally: RankingTally;
  readonly rows: readonly RankingRow[];
  /** Place of each candidate, 0 for the one who stands first; those not shown share the place after all that there can be. */
  readonly places: Int32Array;
  readonly relevances: Float64Array;
  readonly pairs: KeptPairs;
}

/** Checks one list: refuses positions that are none and lists in which two candidates stand at one position. */
export function* checkedList(tally: RankingTally, list: string, rows: readonly RankingRow[]): Steps<CheckedList> {
  const positions = yield* checkList(tally, list, rows);
  const places = yield* filled(new Int32Array(rows.length), (i) => {
    const { position } = rows[i]!;
    return position === null ? rows.length : placeIn(positions, position);
  });
  const relevances = yield* filled(new Float64Array(rows.length), (i) => rows[i]!.relevance ?? 0);
  return { tally, rows, places, relevances, pairs: yield* keptPairs({ places, relevances }, rows.length + 1) };
}

/** The sums of one list, group by group. */
export function* sumsOfList(
  list: CheckedList,
  valuesOf: (row: RankingRow) => readonly (string | null)[],
): Steps<ListSums[]> {
  const sums: ListSums[] = [];
  for (const group of yield* membersByGroup(list.rows, valuesOf)) {
    sums.push({ values: group.values, sums: yield* sumsOfGroup(list, group.members) });
  }
  return sums;
}

function* sumsOfGroup(list: CheckedList, members: readonly number[]): Steps<bigint[]> {
  const { tally, rows, pairs } = list;
  const relevances = yield* filled(new Float64Array(members.length), (at) => list.relevances[members[at]!]!);
  const own = yield* pairsWithin(list, members, relevances);
  const sum = (numbers: Float64Array): number => numbers.reduce((total, one) => total + one, 0);
  const sumOfAll = (numbers: Float64Array): number => members.reduce((total, i) => total + numbers[i]!, 0);
  const shown = members.filter((i) => rows[i]!.position !== null);
  const within = { pairs: sum(own.pairs), kept: sum(own.kept) };
  yield;
  const gain =
    tally.relevance === 'given'
      ? yield* normalisedGain(yield* shownInOrder(shown, list.places), { own: relevances, all: list.relevances })
      : null;
  const found: Readonly<Record<Exclude<Measure, `top_${number}`>, bigint>> = {
    lists: 1n,
    candidates: BigInt(members.length),
    shown: BigInt(shown.length),
    exposure: yield* sumInStretches(shown.length, (i) => BigInt(positionWeight(rows[shown[i]!]!.position!))),
    relevance: yield* sumInStretches(relevances.length, (i) => toFixedPoint(relevances[i]!)),
    ranked: gain === null ? 0n : 1n,
    ndcg: gain ?? 0n,
    pairs_within: BigInt(within.pairs),
    kept_within: BigInt(within.kept),
    pairs_across: BigInt(sumOfAll(pairs.pairs) - within.pairs),
    kept_across: BigInt(sumOfAll(pairs.kept) - within.kept),
  };
  const top = (k: number) => BigInt(shown.filter((i) => rows[i]!.position! <= k).length);
  return measuresOf(tally.k).map((measure) =>
    measure.startsWith('top_') ? top(Number(measure.slice('top_'.length))) : found[measure as keyof typeof found],
  );
}

/** Pairs of a group's candidates among themselves: those of the whole list where all of it is the group. */
function* pairsWithin(
  { rows, places, pairs }: CheckedList,
  members: readonly number[],
  relevances: Float64Array,
): Steps<KeptPairs> {
  if (members.length === rows.length) return pairs;
  const own = yield* filled(new Int32Array(members.length), (at) => places[members[at]!]!);
  return yield* keptPairs({ places: own, relevances }, rows.length + 1);
}

/** Those who were shown, the first one first. */
function* shownInOrder(shown: readonly number[], places: Int32Array): Steps<Int32Array> {
  const taken = yield* filled(new Int32Array(shown.length), (at) => places[shown[at]!]!);
  const sorted = taken.slice().sort();
  const order = new Int32Array(shown.length);
  yield* inStretches(shown.length, (from, to) => {
    for (let at = from; at < to; at++) order[placeIn(sorted, taken[at]!)] = shown[at]!;
  });
  return order;
}

interface Group {
  readonly values: readonly (string | null)[];
  readonly members: number[];
}

function* membersByGroup(
  rows: readonly RankingRow[],
  valuesOf: (row: RankingRow) => readonly (string | null)[],
): Steps<Group[]> {
  const groups = new Map<string, Group>();
  yield* inStretches(rows.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const values = valuesOf(rows[i]!);
      const id = JSON.stringify(values);
      const group = groups.get(id) ?? { values: [...values], members: [] };
      groups.set(id, group);
      group.members.push(i);
    }
  });
  return [...groups.values()].sort((a, b) => compareValues(a.values, b.values));
}

/**
 * Normalised discounted gain of the candidates of one group among themselves, in fixed point: the shown ones at the positions that they have within the group, over the
 * same of the best order of all of them, shown or not. Null where none is relevant.
 */
function* normalisedGain(
  inOrder: Int32Array,
  relevances: { readonly own: Float64Array; readonly all: Float64Array },
): Steps<bigint | null> {
  const gainOf = (relevance: number, place: number): bigint =>
    toFixedPoint(relevance) * BigInt(positionWeight(place + 1));
  const best = relevances.own.slice().sort().reverse();
  const ideal = yield* sumInStretches(best.length, (place) => gainOf(best[place]!, place));
  if (ideal === 0n) return null;
  const gain = yield* sumInStretches(inOrder.length, (place) => gainOf(relevances.all[inOrder[place]!]!, place));
  return (gain * BigInt(FIXED_POINT)) / ideal;
}

/** Refuses what is no list; the positions that are taken, in ascending order. */
function* checkList(tally: RankingTally, list: string, rows: readonly RankingRow[]): Steps<Int32Array> {
  const where = `list ${JSON.stringify(list)}`;
  if (rows.length > MOST_POSITIONS) {
    throw invalidValue(`${where} has ${rows.length} candidates`, `A list has at most ${MOST_POSITIONS} candidates.`);
  }
  const shown = rows.flatMap(({ position }) => (position === null ? [] : [position]));
  for (const position of shown) {
    if (Number.isInteger(position) && position >= 1 && position <= MOST_POSITIONS) continue;
    const remedy = `Positions are whole numbers from 1 to ${MOST_POSITIONS}, or null for a candidate who was not shown.`;
    throw invalidValue(`position ${position} in ${where}`, remedy);
  }
  yield;
  const taken = Int32Array.from(shown).sort();
  for (const [i, position] of taken.entries()) {
    if (i === 0 || position !== taken[i - 1]) continue;
    throw invalidValue(`two candidates stand at position ${position} of ${where}`, 'Break ties as they were shown.');
  }
  if (tally.holes === 'refuse') checkHoles(where, taken);
  yield;
  for (const { relevance } of rows) checkRelevance(tally, where, relevance);
  return taken;
}

function checkHoles(where: string, taken: Int32Array): void {
  const hole = taken.findIndex((position, i) => position !== i + 1);
  if (hole < 0) return;
  throw invalidValue(
    `nobody stands at position ${hole + 1} of ${where}, though ${taken.length} are shown`,
    'Add the missing candidate, or declare `holes: keep` where something else stands there.',
  );
}

function checkRelevance(
  { relevance: declared }: RankingTally,
  where: string,
  relevance: number | null | undefined,
): void {
  if (declared === 'none') {
    if (relevance == null) return;
    throw invalidValue(`a candidate of ${where} has a relevance`, 'Declare `relevance: given`, or leave it out.');
  }
  if (relevance != null && relevance >= 0 && relevance <= MOST_RELEVANCE) return;
  const remedy = `Pass a relevance from 0 to ${MOST_RELEVANCE} for every candidate, or declare \`relevance: none\`.`;
  throw invalidValue(`relevance ${String(relevance)} in ${where}`, remedy);
}
