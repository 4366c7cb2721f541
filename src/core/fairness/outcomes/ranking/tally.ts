import { TribuneError } from '../../../base/errors.js';
import { atOnce, type Steps, Stretch } from '../../../base/steps.js';
import { addExclusions } from '../../tally/cells.js';
import { compareValues } from '../../tally/order.js';
import { checkAlike, checkAttributes, checkRowFrame, invalidArgument, mergeFrames } from '../base/index.js';
import { blocksOf, measuresOf } from './measures.js';
import { checkedList, type ListSums, sumsOfList } from './one-list.js';
import type { RankingGroup, RankingProducts, RankingRow, RankingSpec, RankingSums, RankingTally } from './types.js';

/** Most groups of one tally: each pair of them has its products. Ours. */
const MOST_GROUPS = 200;
/** Most numbers of first places that are counted. */
export const MOST_TOPS = 20;

/**
 * A tally of rankings without lists.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for attributes named twice, and for places `k` that are no ascending whole numbers from 1
 */
export function emptyRankingTally(spec: RankingSpec): RankingTally {
  checkAttributes(spec.attributes);
  const ascending = spec.k.every((k, i) => Number.isSafeInteger(k) && k >= 1 && (i === 0 || k > spec.k[i - 1]!));
  if (!ascending || spec.k.length > MOST_TOPS) {
    throw invalidArgument(
      `k is ${spec.k.join(', ')}`,
      `Pass at most ${MOST_TOPS} ascending whole numbers from 1.`,
      'k',
    );
  }
  return {
    schemaVersion: '1',
    outcome: 'ranking',
    policyDigest: spec.policyDigest,
    attributes: [...spec.attributes],
    k: [...spec.k],
    relevance: spec.relevance,
    holes: spec.holes ?? 'refuse',
    rowsRead: 0,
    excluded: [],
    lists: 0,
    groups: [],
    products: [],
  };
}

/**
 * The tally of lists. Rows of a list may come in any order and between those of others, but all of them have to be there.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for positions that are no whole numbers from 1, for two candidates at one position, for positions without a
 * candidate (unless `holes: keep`), for lists of more than 1,000,000 candidates, and for a relevance that is missing, negative or too large; each names the list
 * @example
 * const spec = { policyDigest: '', attributes: ['sex'], k: [1], relevance: 'none' } as const;
 * rankingTally(spec, [{ list: 'q1', values: ['f'], position: 2 }, { list: 'q1', values: ['m'], position: 1 }]).lists // 1
 */
export function rankingTally(spec: RankingSpec, rows: Iterable<RankingRow>): RankingTally {
  return tallyFrom(emptyRankingTally(spec), rows);
}

const tallyFrom = (empty: RankingTally, rows: Iterable<RankingRow>): RankingTally => atOnce(stepsFrom(empty, rows));

function* stepsFrom(empty: RankingTally, rows: Iterable<RankingRow>): Steps<RankingTally> {
  const lists = yield* candidatesByList(empty, rows);
  const rowsRead = [...lists.values()].reduce((sum, candidates) => sum + candidates.length, 0);
  const [tally] = yield* talliesOfLists(lists, [{ empty: { ...empty, rowsRead }, valuesOf: ({ values }) => values }]);
  return tally!;
}

/** Candidates by the list that they were ranked in. */
export function* candidatesByList(
  empty: RankingTally,
  rows: Iterable<RankingRow>,
): Steps<ReadonlyMap<string, readonly RankingRow[]>> {
  const rowsByList = new Map<string, RankingRow[]>();
  const stretch = new Stretch();
  let rowsRead = 0;
  for (const row of rows) {
    rowsRead += 1;
    checkRowFrame(empty.attributes, row, rowsRead, ['list', 'position', 'relevance']);
    if (typeof row.list !== 'string') {
      throw invalidArgument(`row ${rowsRead} names no list`, 'Name the list of each candidate as text.');
    }
    const list = rowsByList.get(row.list) ?? [];
    rowsByList.set(row.list, list);
    list.push(row);
    if (stretch.isOver(1)) yield;
  }
  return rowsByList;
}

interface Grouping {
  /** A tally without lists that counts all rows that were read. */
  readonly empty: RankingTally;
  /** The group of a candidate. */
  readonly valuesOf: (row: RankingRow) => readonly (string | null)[];
}

/** The tallies of the same lists under declarations that differ in attributes alone, with groups by chosen values of the candidates. */
export function* talliesOfLists(
  lists: ReadonlyMap<string, readonly RankingRow[]>,
  groupings: readonly Grouping[],
): Steps<RankingTally[]> {
  const made = groupings.map((grouping) => ({ ...grouping, sums: new Sums(grouping.empty.k) }));
  for (const [list, candidates] of lists) {
    const checked = yield* checkedList(groupings[0]!.empty, list, candidates);
    for (const { valuesOf, sums } of made) sums.addList(yield* sumsOfList(checked, valuesOf));
    yield;
  }
  return made.map(({ empty, sums }) => ({ ...empty, lists: lists.size, ...sums.sorted() }));
}

/** The tally with one more list; for many lists `rankingTally` is quicker. Throws as `rankingTally` does, and for rows of several lists. */
export function addRankingList(tally: RankingTally, rows: Iterable<RankingRow>): RankingTally {
  const one = tallyFrom({ ...tally, rowsRead: 0, excluded: [], lists: 0, groups: [], products: [] }, rows);
  if (one.lists > 1) throw invalidArgument(`the rows are of ${one.lists} lists`, 'Add one list at a time.', 'rows');
  return mergeRankingTallies(tally, one);
}

/**
 * The tally of all lists of both: the same bits in any order, because every sum is an integer. A list must not be divided between the two.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, places k, relevance or holes
 */
export function mergeRankingTallies(a: RankingTally, b: RankingTally): RankingTally {
  const frame = mergeFrames(a, b);
  for (const field of ['k', 'relevance', 'holes'] as const) checkAlike(field, a[field], b[field]);
  const sums = new Sums(a.k);
  for (const tally of [a, b]) sums.addTally(tally);
  return {
    ...a,
    ...frame,
    excluded: addExclusions(a.excluded, b.excluded),
    lists: a.lists + b.lists,
    ...sums.sorted(),
  };
}

/**
 * Groups of a tally, one for every combination of its attributes, in the order of their values, unknown (null) last.
 *
 * @example rankingGroups(tally).map((group) => group.key)
 */
export function rankingGroups(tally: RankingTally): RankingGroup[] {
  const measures = measuresOf(tally.k);
  return tally.groups.map(({ values, sums }, place) => ({
    key: Object.fromEntries(tally.attributes.map((name, i) => [name, values[i] ?? null])),
    known: !values.includes(null),
    lists: Number(sums[measures.indexOf('lists')]),
    candidates: Number(sums[measures.indexOf('candidates')]),
    shown: Number(sums[measures.indexOf('shown')]),
    tops: tally.k.map((top) => Number(sums[measures.indexOf(`top_${top}`)])),
    tally,
    place,
  }));
}

/** Sums and products while lists are added. */
class Sums {
  readonly #k: readonly number[];
  readonly #groups = new Map<string, { values: readonly (string | null)[]; sums: bigint[] }>();
  /** Products by the ids of two groups, in the order of their values. */
  readonly #products = new Map<string, { ids: readonly [string, string]; products: bigint[] }>();

  constructor(k: readonly number[]) {
    this.#k = k;
  }

  /** Adds the groups of one list, which come in the order of their values. */
  addList(groups: readonly ListSums[]): void {
    for (const group of groups) this.#addGroup(group);
    for (const [i, one] of groups.entries()) {
      for (const two of groups.slice(i))
        this.#addProducts(idOf(one), idOf(two), productsOf(this.#k, one.sums, two.sums));
    }
  }

  addTally(tally: RankingTally): void {
    for (const group of tally.groups) this.#addGroup(group);
    for (const {
      groups: [one, two],
      products,
    } of tally.products) {
      this.#addProducts(idOf(tally.groups[one]!), idOf(tally.groups[two]!), products);
    }
  }

  #addGroup({ values, sums }: ListSums): void {
    const id = JSON.stringify(values);
    const there = this.#groups.get(id) ?? { values, sums: sums.map(() => 0n) };
    this.#groups.set(id, there);
    sums.forEach((sum, i) => {
      there.sums[i]! += sum;
    });
    if (this.#groups.size > MOST_GROUPS) {
      throw new TribuneError('DATA_VALUE_INVALID', `there are more than ${MOST_GROUPS} groups`, {
        remedy: 'Name attributes with few values; more is mostly an identifier.',
      });
    }
  }

  #addProducts(one: string, two: string, products: readonly bigint[]): void {
    const id = `${one} ${two}`;
    const there = this.#products.get(id) ?? { ids: [one, two], products: products.map(() => 0n) };
    this.#products.set(id, there);
    products.forEach((product, i) => {
      there.products[i]! += product;
    });
  }

  sorted(): { groups: RankingSums[]; products: RankingProducts[] } {
    const groups = [...this.#groups.values()].sort((a, b) => compareValues(a.values, b.values));
    const placeById = new Map(groups.map((group, place) => [idOf(group), place]));
    const products = [...this.#products.values()].map(({ ids, products: sums }) => ({
      groups: [placeById.get(ids[0])!, placeById.get(ids[1])!] as const,
      products: sums,
    }));
    products.sort((a, b) => a.groups[0] - b.groups[0] || a.groups[1] - b.groups[1]);
    return { groups, products };
  }
}

const idOf = ({ values }: { readonly values: readonly (string | null)[] }): string => JSON.stringify(values);

function productsOf(k: readonly number[], one: readonly bigint[], two: readonly bigint[]): bigint[] {
  return factorPlaces(k).map(([row, column]) => one[row]! * two[column]!);
}

const placesByTops = new Map<string, readonly (readonly [number, number])[]>();

/** Places of the two measures of each product; made once for each list of k, since every pair of groups of every list asks. */
function factorPlaces(k: readonly number[]): readonly (readonly [number, number])[] {
  const tops = k.join();
  const there = placesByTops.get(tops);
  if (there !== undefined) return there;
  const measures = measuresOf(k);
  const made = blocksOf(k).flatMap((block) => {
    const places = block.map((measure) => measures.indexOf(measure));
    return places.flatMap((row) => places.map((column) => [row, column] as const));
  });
  placesByTops.set(tops, made);
  return made;
}
