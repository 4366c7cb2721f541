import { toFixedPoint } from '../../tally/fixed-point.js';
import { compareValues } from '../../tally/order.js';
import { FIXED_POINT } from '../../tally/types.js';
import { invalidValue } from '../base/index.js';
import { type Measure, measuresOf } from './measures.js';
import { keptPairs } from './pairs.js';
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
  checkList(tally, list, rows);
  const places = placesOf(rows);
  const relevances = rows.map((row) => row.relevance ?? 0);
  const pairs = pairsOf(rows, places, relevances);
  return membersByGroup(rows, valuesOf).map(({ values, members }): ListSums => {
    const own = keptPairs(
      members.map((i) => ({ place: places[i]!, relevance: relevances[i]! })),
      rows.length + 1,
    );
    const sum = (of: (i: number, m: number) => number) => members.reduce((total, i, m) => total + of(i, m), 0);
    const shown = members.filter((i) => rows[i]!.position !== null);
    const within = { pairs: sum((_, m) => own[m]!.pairs), kept: sum((_, m) => own[m]!.kept) };
    const gain = tally.relevance === 'given' ? normalisedGain(members, rows, relevances) : null;
    const found: Readonly<Record<Exclude<Measure, `top_${number}`>, bigint>> = {
      lists: 1n,
      candidates: BigInt(members.length),
      shown: BigInt(shown.length),
      exposure: shown.reduce((total, i) => total + BigInt(positionWeight(rows[i]!.position!)), 0n),
      relevance: members.reduce((total, i) => total + toFixedPoint(relevances[i]!), 0n),
      ranked: gain === null ? 0n : 1n,
      ndcg: gain ?? 0n,
      pairs_within: BigInt(within.pairs),
      kept_within: BigInt(within.kept),
      pairs_across: BigInt(sum((i) => pairs[i]!.pairs) - within.pairs),
      kept_across: BigInt(sum((i) => pairs[i]!.kept) - within.kept),
    };
    const top = (k: number) => BigInt(shown.filter((i) => rows[i]!.position! <= k).length);
    const sums = measuresOf(tally.k).map((measure) =>
      measure.startsWith('top_') ? top(Number(measure.slice('top_'.length))) : found[measure as keyof typeof found],
    );
    return { values, sums };
  });
}

function pairsOf(rows: readonly RankingRow[], places: readonly number[], relevances: readonly number[]) {
  return keptPairs(
    places.map((place, i) => ({ place, relevance: relevances[i]! })),
    rows.length + 1,
  );
}

/** Place of each candidate, 0 for the one who stands first; those not shown share the place after all that there can be. */
function placesOf(rows: readonly RankingRow[]): number[] {
  const places = new Array<number>(rows.length).fill(rows.length);
  shownInOrder(
    rows.map((_, i) => i),
    rows,
  ).forEach((i, place) => {
    places[i] = place;
  });
  return places;
}

const shownInOrder = (members: readonly number[], rows: readonly RankingRow[]): number[] =>
  members.filter((i) => rows[i]!.position !== null).sort((a, b) => rows[a]!.position! - rows[b]!.position!);

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
  members: readonly number[],
  rows: readonly RankingRow[],
  relevances: readonly number[],
): bigint | null {
  const gainOf = (order: readonly number[]): bigint =>
    order.reduce((sum, i, place) => sum + toFixedPoint(relevances[i]!) * BigInt(positionWeight(place + 1)), 0n);
  const ideal = gainOf([...members].sort((a, b) => relevances[b]! - relevances[a]!));
  if (ideal === 0n) return null;
  return (gainOf(shownInOrder(members, rows)) * BigInt(FIXED_POINT)) / ideal;
}

function checkList(tally: RankingTally, list: string, rows: readonly RankingRow[]): void {
  const where = `list ${JSON.stringify(list)}`;
  if (rows.length > MOST_POSITIONS) {
    throw invalidValue(`${where} has ${rows.length} candidates`, `A list has at most ${MOST_POSITIONS} candidates.`);
  }
  const taken = new Set<number>();
  for (const { position } of rows) {
    if (position === null) continue;
    if (!Number.isInteger(position) || position < 1 || position > MOST_POSITIONS) {
      const remedy = `Positions are whole numbers from 1 to ${MOST_POSITIONS}, or null for a candidate who was not shown.`;
      throw invalidValue(`position ${position} in ${where}`, remedy);
    }
    if (taken.has(position)) {
      throw invalidValue(`two candidates stand at position ${position} of ${where}`, 'Break ties as they were shown.');
    }
    taken.add(position);
  }
  if (tally.holes === 'refuse') checkHoles(where, taken);
  for (const { relevance } of rows) checkRelevance(tally, where, relevance);
}

function checkHoles(where: string, taken: ReadonlySet<number>): void {
  for (let position = 1; position <= taken.size; position++) {
    if (taken.has(position)) continue;
    throw invalidValue(
      `nobody stands at position ${position} of ${where}, though ${taken.size} are shown`,
      'Add the missing candidate, or declare `holes: keep` where something else stands there.',
    );
  }
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
