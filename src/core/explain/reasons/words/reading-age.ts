/** How hard a text is to read, by sentence length and syllables. */
export interface ReadingAge {
  /** US school grade; null for a text without words. */
  readonly grade: number | null;
  /** Age in years at which a pupil reads this with ease: grade + 5. */
  readonly age: number | null;
  readonly words: number;
  readonly sentences: number;
  readonly status: 'ok' | 'too hard' | 'undefined';
}

/** Highest reading age of letters to everybody (notes: reading age 12 to 14). */
export const MAX_READING_AGE = 14;
/** A pupil of US grade g is about g + 5 years old. */
const AGE_OF_GRADE_ZERO = 5;
/** Coefficients of the Flesch-Kincaid grade level: Kincaid, Fishburne, Rogers, Chissom (1975), Navy report 8-75. */
const PER_SENTENCE_WORD = 0.39;
const PER_SYLLABLE = 11.8;
const OFFSET = 15.59;

/** Reading age of an English text. */
export function readingAge(text: string): ReadingAge {
  const words = text.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu) ?? [];
  const sentences = text.split(/[.!?]+(?:\s|$)/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
  if (words.length === 0) return { grade: null, age: null, words: 0, sentences: 0, status: 'undefined' };
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  const grade = (PER_SENTENCE_WORD * words.length) / sentences + (PER_SYLLABLE * syllables) / words.length - OFFSET;
  const age = grade + AGE_OF_GRADE_ZERO;
  return { grade, age, words: words.length, sentences, status: age <= MAX_READING_AGE ? 'ok' : 'too hard' };
}

/** Number of syllables of an English word: groups of vowels, without a silent final e or -ed. A number counts as one. */
export function countSyllables(word: string): number {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  if (plain.length <= 3) return 1;
  const spoken = plain.replace(/(?:[^laeiouy]es|[^dt]ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}
