import { TribuneError } from '../../../base/errors.js';
import { atOnce, type Steps } from '../../../base/steps.js';
import { asList, asRecord, demand, readCount } from '../../tally/json-fields.js';
import type { OutcomeFrame } from '../base/index.js';
import { attributePlace, invalidArgument, mergeFrames, readFrame } from '../base/index.js';
import { rankingTallyFromJson, rankingTallyToJson } from './json.js';
import { candidatesByList, emptyRankingTally, mergeRankingTallies, talliesOfLists } from './tally.js';
import type { RankingRow, RankingSpec, RankingTally } from './types.js';

/**
 * Tallies of the same lists, one for each set of attributes whose combinations are groups. Pairs of candidates across groups, and gains of a group among
 * themselves, do not add up to those of coarser groups, so each set has its own.
 */
export interface RankingSets extends OutcomeFrame {
  readonly outcome: 'ranking';
  /** Each with the attributes of its set, among them always the one without attributes, which is of everybody. */
  readonly sets: readonly RankingTally[];
  /** Recorded lists of which something is missing or contradicts itself, so that their candidates stand among `excluded`; absent where there are none. */
  readonly listsNotWhole?: number;
}

/** Lists that were read, and the rows that were left out. */
export interface ReadLists extends Pick<OutcomeFrame, 'rowsRead' | 'excluded'> {
  /** With a value for each attribute of the spec. */
  readonly rows: Iterable<RankingRow>;
}

/**
 * The tallies of lists for several sets of attributes.
 *
 * @param sets attributes of each set; that of everybody (`[]`) is added
 * @throws TribuneError as `rankingTally`, and `INVALID_ARGUMENT` for an attribute that the spec does not have
 */
export const rankingSets = (spec: RankingSpec, sets: readonly (readonly string[])[], lists: ReadLists): RankingSets =>
  atOnce(rankingSetsInSteps(spec, sets, lists));

/** The same with pauses: a list of a million candidates takes seconds. */
export function* rankingSetsInSteps(
  spec: RankingSpec,
  sets: readonly (readonly string[])[],
  { rows, rowsRead, excluded }: ReadLists,
): Steps<RankingSets> {
  const { attributes, policyDigest } = spec;
  const lists = yield* candidatesByList(emptyRankingTally(spec), rows);
  const groupings = distinctSets(sets).map((by) => {
    const places = by.map((name) => attributePlace(attributes, name));
    const empty = { ...emptyRankingTally({ ...spec, attributes: by }), rowsRead, excluded };
    return { empty, valuesOf: ({ values }: RankingRow) => places.map((place) => values[place]!) };
  });
  const made = yield* talliesOfLists(lists, groupings);
  return { schemaVersion: '1', outcome: 'ranking', policyDigest, attributes, rowsRead, excluded, sets: made };
}

function distinctSets(sets: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map([[], ...sets].map((by): [string, readonly string[]] => [setId(by), by])).values()];
}

const setId = (by: readonly string[]): string => JSON.stringify([...by].sort());

/**
 * The tally of one of the sets, whose attributes may be named in any order.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a set that was not tallied
 */
export function tallyOfSet({ sets }: RankingSets, by: readonly string[]): RankingTally {
  const found = sets.find(({ attributes }) => setId(attributes) === setId(by));
  if (found !== undefined) return found;
  const there = sets.map(({ attributes }) => attributes.join(' x ') || 'everybody').join(', ');
  throw invalidArgument(`rankings were not tallied by ${by.join(' x ')}`, `Tallied are: ${there}.`, 'by');
}

/** The tallies of all lists of both; a list must not be divided between the two. Throws as `mergeRankingTallies`. */
export function mergeRankingSets(a: RankingSets, b: RankingSets): RankingSets {
  const frame = mergeFrames(a, b);
  const names = ({ sets }: RankingSets) => sets.map(({ attributes }) => attributes.join(' x ')).join(', ');
  if (names(a) !== names(b)) {
    throw new TribuneError('TALLY_INVALID', `the tallies differ in their sets: ${names(a)} and ${names(b)}`, {
      remedy: 'Make both under the same policy file.',
    });
  }
  const { policyDigest } = a;
  const sets = a.sets.map((one, i) => mergeRankingTallies({ ...one, policyDigest }, { ...b.sets[i]!, policyDigest }));
  return {
    ...a,
    ...frame,
    excluded: sets[0]!.excluded,
    sets,
    ...notWhole((a.listsNotWhole ?? 0) + (b.listsNotWhole ?? 0)),
  };
}

const notWhole = (lists: number): Pick<RankingSets, 'listsNotWhole'> => (lists === 0 ? {} : { listsNotWhole: lists });

/** The tallies as plain JSON data: their integers are decimal strings. */
export const rankingSetsToJson = (tallies: RankingSets): Record<string, unknown> => ({
  ...tallies,
  sets: tallies.sets.map(rankingTallyToJson),
});

/**
 * Reads what `rankingSetsToJson` wrote, and checks all of it.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function rankingSetsFromJson(json: unknown): RankingSets {
  const { root, cells: _, ...frame } = readFrame({ ...asRecord(json, 'the tally'), cells: [] }, 'ranking');
  const { schemaVersion, policyDigest, attributes, rowsRead, excluded } = frame;
  const sets = asList(root.sets, 'sets').map((one) => rankingTallyFromJson(one));
  demand(sets.length > 0 && sets[0]!.attributes.length === 0, 'sets', 'do not begin with that of everybody');
  sets.forEach((one, i) => {
    const unknown = one.attributes.find((name) => !attributes.includes(name));
    demand(unknown === undefined, `sets[${i}].attributes`, `name ${unknown}, which is no attribute of the tally`);
    const alike = one.rowsRead === rowsRead && one.policyDigest === policyDigest && one.lists === sets[0]!.lists;
    demand(alike, `sets[${i}]`, 'is not of the same lists as the others');
  });
  demand(new Set(sets.map((one) => setId(one.attributes))).size === sets.length, 'sets', 'name one twice');
  const { listsNotWhole = 0 } = root;
  const apart = notWhole(readCount(listsNotWhole, 'listsNotWhole'));
  return { schemaVersion, outcome: 'ranking', policyDigest, attributes, rowsRead, excluded, sets, ...apart };
}
