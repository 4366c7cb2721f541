import { alikeBut, alikeForm } from './alike.js';

/** Farthest distance of a suggestion, as a share of the word; beyond it a suggestion is noise. */
const FARTHEST_SHARE = 0.4;

/** Longest word that is compared: nobody mistypes a key of that length by accident. */
const LONGEST_WORD = 80;

/** Edits (insert, drop, replace, swap neighbours) that turn `a` into `b`: the restricted Damerau-Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

const plain = (text: string): string => alikeForm(text).replaceAll(/[-_\s]/g, '');

/**
 * The candidate that a mistyped word most likely meant; null where none is near. Differences in case, form of Unicode, `-` and `_` do not count.
 *
 * @example suggest('favorable', ['favourable', 'label']) // 'favourable'
 */
export function suggest(word: string, candidates: readonly string[]): string | null {
  if (word.length > LONGEST_WORD) return null;
  const typed = plain(word);
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_WORD) continue;
    const meant = plain(candidate);
    const distance = editDistance(typed, meant);
    // Two words of which no letter stays are not one mistyped: a grade D is no slip of C.
    const isOther = distance > 0 && distance >= Math.max(typed.length, meant.length);
    if (!isOther && distance < bestDistance && distance <= Math.max(1, typed.length * FARTHEST_SHARE)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A sentence with the word that was probably meant, `Did you mean "race"?`, or with the list of possible words. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = suggest(word, candidates);
  return near === null ? `Possible: ${candidates.join(', ')}.` : meant(word, near);
}

/** The beginning of a remedy that lists names: `Did you mean "race"? `, or nothing where no name is near. */
export function nearName(word: string, candidates: readonly string[]): string {
  const near = suggest(word, candidates);
  return near === null ? '' : `${meant(word, near)} `;
}

/** Two names that look the same in print are told apart in words. */
function meant(word: string, near: string): string {
  const looksSame = word !== near && word.normalize('NFC') === near.normalize('NFC');
  return `Did you mean "${near}"?${looksSame ? ` It differs ${alikeBut([word, near])}.` : ''}`;
}

/**
 * The candidate of which a word is most likely a slip: one edit away, or different in case, `-` and `_` only; null where the word is a
 * candidate itself or none is that near. For words that may also be unknown for a good reason.
 *
 * @example slipOf('Sex', ['sex', 'age']) // 'sex'
 */
export function slipOf(word: string, candidates: readonly string[]): string | null {
  if (candidates.includes(word)) return null;
  const near = suggest(word, candidates);
  if (near === null) return null;
  return editDistance(plain(word), plain(near)) <= 1 ? near : null;
}
