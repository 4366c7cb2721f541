import { nameWords } from '../../core/base/name-words.js';
import type { ColumnProfile } from './guess-roles.js';

/** An attribute of which only probabilities are known: the column of each group's. */
export interface MembershipGuess {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Words for groups, with the short ones of programs that estimate them from names and addresses (wru: `pred.whi`). */
const GROUPS: Readonly<Record<string, ReadonlySet<string>>> = {
  race: new Set(
    `white black hispanic latino latina asian api aapi aian native indigenous multiple multiracial mixed other whi bla his asi oth`.split(
      ' ',
    ),
  ),
  sex: new Set('female male woman man women men f m nonbinary other'.split(' ')),
};

/** Words of names that hold what part of a place or of a company belongs to a group, and not who a person is. */
const SHARES = /^(pct|perc|percent|percentage|share|frac|fraction|ratio|rate|n|num|count|mean|avg|diff|log)$/;

/**
 * Columns that look like probabilities of belonging to the groups of one attribute: numbers from 0 to 1, not all of them 0 or 1, under names that differ in
 * one word, the name of a group. Whether they add up to 1 in each row only the rows tell.
 *
 * @example guessMembership(columns, new Set()) // [{ name: 'race', columns: { white: 'p_white', black: 'p_black', other: 'p_other' } }]
 */
export function guessMembership(
  columns: readonly ColumnProfile[],
  taken: ReadonlySet<string | undefined>,
): MembershipGuess[] {
  const known = new Set(columns.map(({ name }) => name));
  const guesses = Object.entries(GROUPS).flatMap(([name, words]) => {
    const found = columns.filter((column) => !taken.has(column.name)).flatMap((column) => groupOf(column, words));
    const families = [...new Set(found.map(({ rest }) => rest))].map((rest) =>
      found.filter((each) => each.rest === rest),
    );
    return families.filter(isFamily).map((family) => ({
      // The name of a column would make it recorded and likely at once.
      name: known.has(name) ? `likely_${name}` : name,
      columns: Object.fromEntries(family.map(({ group, column }) => [group, column.name])),
    }));
  });
  // Two families of one attribute are two estimates of the same: which one counts is not guessed.
  return guesses.filter(({ name }) => guesses.filter((other) => other.name === name).length === 1);
}

interface GroupColumn {
  readonly column: ColumnProfile;
  readonly group: string;
  /** The name without the word of the group. */
  readonly rest: string;
}

function groupOf(column: ColumnProfile, groups: ReadonlySet<string>): GroupColumn[] {
  const { numeric, min, max } = column;
  if (!numeric || min === null || max === null || min < 0 || max > 1) return [];
  const words = nameWords(column.name);
  const places = words.flatMap((word, place) => (groups.has(word) ? [place] : []));
  if (places.length !== 1 || words.some((word) => SHARES.test(word))) return [];
  const place = places[0]!;
  return [{ column, group: words[place]!, rest: words.map((word, i) => (i === place ? '*' : word)).join(' ') }];
}

/** Two groups or more, each once, and at least two of them no ones and zeros: those are recorded memberships. */
function isFamily(family: readonly GroupColumn[]): boolean {
  const groups = new Set(family.map(({ group }) => group));
  const isRest = (group: string): boolean => group === 'other' || group === 'oth';
  const named = [...groups].filter((group) => !isRest(group));
  const open = family.filter(({ column }) => !column.whole);
  return groups.size === family.length && family.length >= 2 && named.length >= 1 && open.length >= 2;
}
