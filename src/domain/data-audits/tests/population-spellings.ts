import { alikeBut, alikeForm } from '../../../core/base/alike.js';
import { agree, counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import { countText } from './words.js';

/** Names of groups in the population, and in the data. */
interface Spellings {
  readonly by: string;
  readonly stated: readonly string[];
  /** Groups of the data that the population does not state. */
  readonly unstated: readonly string[];
  /** People of the data by group. */
  readonly people: ReadonlyMap<string, number>;
}

/** Most names in a note, and notes of one kind. */
const MOST_SHOWN = 10;
/** Most pairs of names that are compared letter by letter: of so many groups nobody typed the names. */
const MOST_PAIRS = 100_000;
/** Words rather than codes: the neighbours of `10001`, `NV`, `US-NV` and `SW1A` are other places and no slips. */
const WORD = /\p{L}{4}/u;
const isWord = (name: string): boolean => WORD.test(name) && !/\p{N}/u.test(name);

/**
 * What is to be said of names in the population and in the data that may be of one group, and are counted as two.
 *
 * @throws TribuneError POLICY_INVALID for a stated group without rows that the data have under another spelling, naming both: it would seem to be
 *   missing from the data
 */
export function spellingNotes(spellings: Spellings): string[] {
  const alike = alikeNames(spellings);
  const renamed = alike.find(({ stated }) => !spellings.people.has(stated));
  if (renamed !== undefined) throw anotherSpelling(renamed, spellings.by);
  refuseSlip(spellings);
  return [...alikeNotes(alike, spellings), ...absentNotes(spellings)];
}

interface AlikeNames {
  readonly stated: string;
  readonly written: string;
}

const anotherSpelling = ({ stated, written }: AlikeNames, by: string): TribuneError =>
  new TribuneError(
    'POLICY_INVALID',
    `the population states "${stated}" for ${by}, and rows of the data have "${written}", which differs ${alikeBut([stated, written])}`,
    {
      remedy: 'They would count as two groups: write the group alike in the data and in the population.',
      place: { name: by },
    },
  );

function refuseSlip({ by, stated, unstated, people }: Spellings): void {
  const candidates = unstated.filter(isWord);
  const absent = stated.filter((name) => isWord(name) && !people.has(name));
  if (candidates.length * absent.length > MOST_PAIRS) return;
  for (const name of absent) {
    const near = nearName(name, candidates);
    if (near !== '')
      throw new TribuneError('POLICY_INVALID', `the population states "${name}" for ${by}, which no row has`, {
        remedy: `${near}The data have it, and the population does not state it. If it is another group, state it too, with 0 if nobody is of it.`,
        place: { name: by },
      });
  }
}

/** Groups of the population beside those that the data write in other letters of case, with other blanks or in another form of Unicode. */
function alikeNames({ stated, unstated }: Spellings): AlikeNames[] {
  if (unstated.length === 0) return [];
  const byForm = new Map<string, string[]>();
  for (const written of unstated) {
    const form = alikeForm(written);
    const same = byForm.get(form);
    if (same === undefined) byForm.set(form, [written]);
    else same.push(written);
  }
  return stated.flatMap((name) => (byForm.get(alikeForm(name)) ?? []).map((written) => ({ stated: name, written })));
}

/** Of the first pairs by name, and how many more there are. */
function alikeNotes(alike: readonly AlikeNames[], { by, people }: Spellings): string[] {
  const peopleOf = (name: string): number => people.get(name) ?? 0;
  const peopleText = (n: number): string => counted(countText(n), 'person');
  const more = alike.slice(MOST_SHOWN);
  const moreText = countText(more.length);
  const inMore = peopleText(more.reduce((sum, { written }) => sum + peopleOf(written), 0));
  return [
    ...alike
      .slice(0, MOST_SHOWN)
      .map(
        ({ stated, written }) =>
          `The data have "${written}" (${peopleText(peopleOf(written))}) beside "${stated}" (${peopleText(peopleOf(stated))}), which differs ${alikeBut([stated, written])} (${by}): they count as two groups.`,
      ),
    ...(more.length > 0
      ? [
          `${counted(moreText, 'further spelling')} of stated groups (${inMore}) ${agree(moreText, 'counts as another group', 'count as other groups')} (${by}).`,
        ]
      : []),
  ];
}

/** Stated groups of which the data have nobody, where the data have groups that are not stated: one may be meant by the other. */
function absentNotes({ by, stated, unstated, people }: Spellings): string[] {
  const absent = unstated.length === 0 ? [] : stated.filter((name) => !people.has(name));
  if (absent.length === 0) return [];
  const more = absent.length > MOST_SHOWN ? ` and ${countText(absent.length - MOST_SHOWN)} more` : '';
  return [`No row has ${absent.slice(0, MOST_SHOWN).join(', ')}${more} (${by}), which the population states.`];
}
