import { toFixedPoint } from '../../tally/fixed-point.js';
import { compareValues } from '../../tally/order.js';
import { FIXED_POINT } from '../../tally/types.js';
import { invalidValue } from '../base/index.js';
import { type Measure, measuresOf } from './measures.js';
import { keptPairs, placeIn } from './pairs.js';
import { MOST_POSITIONS, positionWeight } from './position-weights.js';
import type { RankingRow, RankingTally } from './types.js';

/** What one group got in one list, in the order of `measuresOf`. */
export interface ListSums {
  readonly values: readonly (string | null)[];
  readonly sums: readonly bigint[];
}

/** Largest relevance: that of the scores of other tallies. */
export const MOST_RELEVANCE = 4096;

/** The sums of one list, group by group; refuses positions that are none and lists in which two candidates stand at one position. */
export function sumsOfList(
  tally: RankingTally,
  list: string,
  rows: readonly RankingRow[],
  valuesOf: (row: RankingRow) => readonly (string | null)[],
): ListSums[] {
  const positions = checkList(tally, list, rows);
  const all = { places: placesOf(rows, positions), relevances: Float64Array.from(rows, relevanceOf) };
  const pairs = keptPairs(all, rows.length + 1);
  return membersByGroup(rows, valuesOf).map(({ values, members }): ListSums => {
    const relevances = Float64Array.from(members, (i) => all.relevances[i]!);
    const own = keptPairs({ places: Int32Array.from(members, (i) => all.places[i]!), relevances }, rows.length + 1);
    const sum = (numbers: Float64Array): number => numbers.reduce((total, one) => total + one, 0);
    const sumOfAll = (numbers: Float64Array): number => members.reduce((total, i) => total + numbers[i]!, 0);
    const shown = members.filter((i) => rows[i]!.position !== null);
    const within = { pairs: sum(own.pairs), kept: sum(own.kept) };
    const gain =
      tally.relevance === 'given'
        ? normalisedGain(shownInOrder(shown, all.places), { own: relevances, all: all.relevances })
        : null;
    const found: Readonly<Record<Exclude<Measure, `top_${number}`>, bigint>> = {
      lists: 1n,
      candidates: BigInt(members.length),
      shown: BigInt(shown.length),
      exposure: shown.reduce((total, i) => total + BigInt(positionWeight(rows[i]!.position!)), 0n),
      relevance: relevances.reduce((total, one) => total + toFixedPoint(one), 0n),
      ranked: gain === null ? 0n : 1n,
      ndcg: gain ?? 0n,
      pairs_within: BigInt(within.pairs),
      kept_within: BigInt(within.kept),
      pairs_across: BigInt(sumOfAll(pairs.pairs) - within.pairs),
      kept_across: BigInt(sumOfAll(pairs.kept) - within.kept),
    };
    const top = (k: number) => BigInt(shown.filter((i) => rows[i]!.position! <= k).length);
    const sums = measuresOf(tally.k).map((measure) =>
      measure.startsWith('top_') ? top(Number(measure.slice('top_'.length))) : found[measure as keyof typeof found],
    );
    return { values, sums };
  });
}

const relevanceOf = ({ relevance }: RankingRow): number => relevance ?? 0;

/** Place of each candidate, 0 for the one who stands first; those not shown share the place after all that there can be. */
const placesOf = (rows: readonly RankingRow[], positions: Int32Array): Int32Array =>
  Int32Array.from(rows, ({ position }) => (position === null ? rows.length : placeIn(positions, position)));

/** Those who were shown, the first one first. */
function shownInOrder(shown: readonly number[], places: Int32Array): number[] {
  const sorted = Int32Array.from(shown, (i) => places[i]!).sort();
  const order = new Array<number>(shown.length);
  for (const i of shown) order[placeIn(sorted, places[i]!)] = i;
  return order;
}

function membersByGroup(
  rows: readonly RankingRow[],
  valuesOf: (row: RankingRow) => readonly (string | null)[],
): { values: readonly (string | null)[]; members: number[] }[] {
  const groups = new Map<string, { values: readonly (string | null)[]; members: number[] }>();
  for (const [i, row] of rows.entries()) {
    const values = valuesOf(row);
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values: [...values], members: [] };
    groups.set(id, group);
    group.members.push(i);
  }
  return [...groups.values()].sort((a, b) => compareValues(a.values, b.values));
}

/**
 * Normalised discounted gain of the candidates of one group among themselves, in fixed point: the shown ones at the positions that they have within the group, over the
 * same of the best order of all of them, shown or not. Null where none is relevant.
 */
function normalisedGain(
  inOrder: readonly number[],
  relevances: { readonly own: Float64Array; readonly all: Float64Array },
): bigint | null {
  const gainOf = (relevance: number, place: number): bigint =>
    toFixedPoint(relevance) * BigInt(positionWeight(place + 1));
  const best = relevances.own.slice().sort().reverse();
  const ideal = best.reduce((sum, relevance, place) => sum + gainOf(relevance, place), 0n);
  if (ideal === 0n) return null;
  const gain = inOrder.reduce((sum, i, place) => sum + gainOf(relevances.all[i]!, place), 0n);
  return (gain * BigInt(FIXED_POINT)) / ideal;
}

/** Refuses what is no list; the positions that are taken, in ascending order. */
function checkList(tally: RankingTally, list: string, rows: readonly RankingRow[]): Int32Array {
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
  const taken = Int32Array.from(shown).sort();
  for (const [i, position] of taken.entries()) {
    if (i === 0 || position !== taken[i - 1]) continue;
    throw invalidValue(`two candidates stand at position ${position} of ${where}`, 'Break ties as they were shown.');
  }
  if (tally.holes === 'refuse') checkHoles(where, taken);
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
