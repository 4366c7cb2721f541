import { asList, asRecord, demand, isValueList, readBig, readCount } from '../../tally/json-fields.js';
import { compareValues } from '../../tally/order.js';
import { readFrame } from '../base/index.js';
import { measuresOf, productCount } from './measures.js';
import { emptyRankingTally } from './tally.js';
import type { RankingProducts, RankingSums, RankingTally } from './types.js';

/** A tally of rankings as plain JSON data: its integers are decimal strings. */
export function rankingTallyToJson(tally: RankingTally): Record<string, unknown> {
  const texts = (integers: readonly bigint[]) => integers.map(String);
  return {
    ...tally,
    groups: tally.groups.map(({ values, sums }) => ({ values, sums: texts(sums) })),
    products: tally.products.map(({ groups, products }) => ({ groups, products: texts(products) })),
  };
}

/**
 * Reads what `rankingTallyToJson` or another engine wrote, and checks all of it.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function rankingTallyFromJson(json: unknown): RankingTally {
  const { root, cells: _, ...frame } = readFrame({ ...asRecord(json, 'the tally'), cells: [] }, 'ranking');
  const { relevance, holes } = root;
  demand(relevance === 'given' || relevance === 'none', 'relevance', 'is not given or none');
  demand(holes === 'refuse' || holes === 'keep', 'holes', 'is not refuse or keep');
  const k = asList(root.k, 'k').map((top, i) => readCount(top, `k[${i}]`));
  demand(
    k.every((top, i) => top >= 1 && (i === 0 || top > k[i - 1]!)),
    'k',
    'does not ascend from 1',
  );
  const lists = readCount(root.lists, 'lists');
  const { policyDigest, attributes } = frame;
  const empty = emptyRankingTally({ policyDigest, attributes, k, relevance, holes });
  const groups = asList(root.groups, 'groups').map((group, i) => readGroup(group, `groups[${i}]`, empty));
  const isSorted = groups.every((group, i) => i === 0 || compareValues(groups[i - 1]!.values, group.values) < 0);
  demand(isSorted, 'groups', 'are not sorted by their values, each once');
  const products = asList(root.products, 'products').map((one, i) =>
    readProducts(one, `products[${i}]`, groups.length, k),
  );
  const isOrdered = products.every((one, i) => i === 0 || comparePlaces(products[i - 1]!.groups, one.groups) < 0);
  demand(isOrdered, 'products', 'are not sorted by their groups, each pair once');
  const candidates = measuresOf(k).indexOf('candidates');
  const held = groups.reduce((sum, group) => sum + Number(group.sums[candidates]), 0);
  const excluded = frame.excluded.reduce((sum, part) => sum + part.rows, 0);
  demand(
    held + excluded === frame.rowsRead,
    'rowsRead',
    `is ${frame.rowsRead}, but groups and exclusions hold ${held + excluded}`,
  );
  return { ...empty, rowsRead: frame.rowsRead, excluded: frame.excluded, lists, groups, products };
}

const comparePlaces = (a: readonly [number, number], b: readonly [number, number]): number =>
  a[0] - b[0] || a[1] - b[1];

function readGroup(json: unknown, where: string, { attributes, k }: RankingTally): RankingSums {
  const { values, sums } = asRecord(json, where);
  demand(
    isValueList(values) && values.length === attributes.length,
    `${where}.values`,
    'has not one value per attribute',
  );
  const read = readIntegers(sums, `${where}.sums`, measuresOf(k).length);
  return { values, sums: read };
}

function readProducts(json: unknown, where: string, groups: number, k: readonly number[]): RankingProducts {
  const fields = asRecord(json, where);
  const places = asList(fields.groups, `${where}.groups`).map((place, i) => readCount(place, `${where}.groups[${i}]`));
  const [one, two] = places;
  const isPair = places.length === 2 && one! <= two! && two! < groups;
  demand(isPair, `${where}.groups`, 'is not a pair of places among the groups, the smaller first');
  return { groups: [one!, two!], products: readIntegers(fields.products, `${where}.products`, productCount(k)) };
}

function readIntegers(json: unknown, where: string, length: number): bigint[] {
  const integers = asList(json, where).map((value, i) => readBig(value, `${where}[${i}]`));
  demand(integers.length === length, where, `has ${integers.length} integers instead of ${length}`);
  demand(
    integers.every((value) => value >= 0n),
    where,
    'has a negative integer',
  );
  return integers;
}
