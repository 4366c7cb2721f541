import { criticalValue } from '../../stats/index.js';
import { refused } from '../groups/index.js';

export interface MarkedWordsOptions {
  /**
   * Words that stand for groups, by the name of the group. Words at the same place are each other's counterparts, such as `{ woman: ['she', 'her'], man: ['he', 'his'] }`;
   * a list that is shorter has no counterpart there.
   */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Scores of texts, in their order. */
  readonly score: (texts: readonly string[]) => ArrayLike<number>;
  /** A score from here on is a 1. */
  readonly cutoff: number;
}

/** What becomes of scores where marked words are changed. */
export interface ChangedWords {
  /** `without`: marked words are taken out; else they are those of this group. */
  readonly to: string;
  /** Texts that this changes; all others have none of the words, and are left out. */
  readonly texts: number;
  /** Mean change of the score, with the ends of its interval at 0.95; null of fewer than two texts. */
  readonly change: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Decisions that become another, each way. */
  readonly toOne: number;
  readonly toZero: number;
  /** The texts whose score changes most, at most 20. */
  readonly most: readonly { readonly row: number; readonly before: number; readonly after: number }[];
}

export interface MarkedWords {
  readonly texts: number;
  /** Texts with at least one marked word. */
  readonly marked: number;
  readonly changes: readonly ChangedWords[];
}

/** What a text without its marked words is called. */
const WITHOUT = 'without';
const MOST_WORDS = 1_000;
const MOST_SHOWN = 20;
const LEVEL = 0.95;

/**
 * What a model of texts would say had words that stand for a group not been there, or been those of another group: a flip test. Whole words are
 * meant, whatever their case, which is kept where it is capital. Words that nobody marked, names and ways of speaking tell groups too: no change shows little.
 * Source: Garg, Perot, Limtiaco, Taly, Chi and Beutel 2019, Counterfactual fairness in text classification through robustness.
 *
 * @param texts null where one is missing; those are left out
 * @throws TribuneError INVALID_ARGUMENT for words of no group, a word of two groups, or scores that are not one number a text
 * @example
 * markedWords(texts, { words: { woman: ['she'], man: ['he'] }, score, cutoff: 0.5 }).changes;
 */
export function markedWords(texts: readonly (string | null)[], options: MarkedWordsOptions): MarkedWords {
  const { words, score, cutoff } = options;
  const groups = Object.keys(words);
  const owner = ownersOf(words);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}_])(${[...owner.keys()]
      .sort((a, b) => b.length - a.length)
      .map(escaped)
      .join('|')})(?![\\p{L}\\p{M}\\p{N}_])`,
    'giu',
  );
  const known = texts.flatMap((text, row) => (text === null ? [] : [{ row, text }]));
  const marked = known.filter(({ text }) => text.search(pattern) >= 0);
  const before = scoresOf(
    score,
    marked.map(({ text }) => text),
  );
  const changes = [WITHOUT, ...groups].map((to) => {
    const changed = marked.map(({ row, text }, i) => ({
      row,
      before: before[i]!,
      own: text,
      text: to === WITHOUT ? withoutWords(text, pattern) : swapped(text, pattern, { owner, words, to }),
    }));
    return changeOf(
      to,
      changed.filter(({ own, text }) => own !== text),
      { score, cutoff },
    );
  });
  return { texts: known.length, marked: marked.length, changes };
}

/** The group and the place of every word, by its small letters. */
function ownersOf(words: MarkedWordsOptions['words']): Map<string, { group: string; place: number }> {
  const owner = new Map<string, { group: string; place: number }>();
  for (const [group, own] of Object.entries(words)) {
    if (group === WITHOUT) throw refused(`a group "${WITHOUT}"`, 'That is what texts without marked words are called.');
    own.forEach((word, place) => {
      const small = word.toLowerCase();
      if (small.trim() === '') throw refused(`an empty word of "${group}"`, 'Leave it out.');
      const there = owner.get(small);
      if (there !== undefined && there.group !== group)
        throw refused(`"${word}" stands for "${there.group}" and "${group}"`, 'A word of two groups marks neither.');
      if (there === undefined) owner.set(small, { group, place });
    });
  }
  if (owner.size === 0 || owner.size > MOST_WORDS)
    throw refused(`${owner.size} marked words`, `Give from 1 to ${MOST_WORDS}, by the group that they stand for.`);
  return owner;
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const withoutWords = (text: string, pattern: RegExp): string => text.replace(pattern, '').replace(/ {2,}/g, ' ').trim();

interface Swapping {
  readonly owner: ReadonlyMap<string, { readonly group: string; readonly place: number }>;
  readonly words: MarkedWordsOptions['words'];
  readonly to: string;
}

const swapped = (text: string, pattern: RegExp, { owner, words, to }: Swapping): string =>
  text.replace(pattern, (found) => {
    const { group, place } = ownerOf(found, owner);
    const other = words[to]![place];
    return group === to || other === undefined ? found : inCaseOf(found, other);
  });

/** Whose word is meant. Letters that a pattern takes for the same, such as the long s, may have other small ones. */
const ownerOf = (found: string, owner: Swapping['owner']): { readonly group: string; readonly place: number } =>
  owner.get(found.toLowerCase()) ?? [...owner].find(([word]) => new RegExp(`^${escaped(word)}$`, 'iu').test(found))![1];

/** A word with the capitals of another: all of them, the first, or none. */
function inCaseOf(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase();
  const [first = ''] = model;
  return first !== first.toLowerCase() ? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}` : word;
}

function scoresOf(score: MarkedWordsOptions['score'], texts: readonly string[]): ArrayLike<number> {
  if (texts.length === 0) return [];
  const scores = score(texts);
  const odd = scores.length === texts.length ? Array.from(scores).findIndex((one) => !Number.isFinite(one)) : 0;
  if (odd >= 0) throw refused(`the scores are not one number for each of ${texts.length} texts`, 'Score every text.');
  return scores;
}

function changeOf(
  to: string,
  changed: readonly { readonly row: number; readonly before: number; readonly text: string }[],
  { score, cutoff }: Pick<MarkedWordsOptions, 'score' | 'cutoff'>,
): ChangedWords {
  const after = scoresOf(
    score,
    changed.map(({ text }) => text),
  );
  const pairs = changed.map(({ row, before }, i) => ({ row, before, after: after[i]! }));
  const n = pairs.length;
  const mean = pairs.reduce((sum, one) => sum + one.after - one.before, 0) / n;
  const squares = pairs.reduce((sum, one) => sum + (one.after - one.before - mean) ** 2, 0);
  const half = n < 2 ? null : criticalValue(LEVEL) * Math.sqrt(squares / (n - 1) / n);
  return {
    to,
    texts: n,
    change: n === 0 ? null : mean,
    lower: half === null ? null : mean - half,
    upper: half === null ? null : mean + half,
    toOne: pairs.filter((one) => one.before < cutoff && one.after >= cutoff).length,
    toZero: pairs.filter((one) => one.before >= cutoff && one.after < cutoff).length,
    most: pairs
      .filter((one) => one.after !== one.before)
      .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || a.row - b.row)
      .slice(0, MOST_SHOWN),
  };
}
