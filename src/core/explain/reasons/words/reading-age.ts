import { countSyllables, frenchSyllables, germanSyllables, spanishSyllables } from './syllables.js';

export { countSyllables } from './syllables.js';

/** How hard a text is to read, by sentence length and syllables. */
export interface ReadingAge {
  /** School grade by the formula of the language; null for a text without words, or in a language without a formula. */
  readonly grade: number | null;
  /** Age in years at which a pupil reads this with ease: grade + 5. */
  readonly age: number | null;
  readonly words: number;
  readonly sentences: number;
  readonly status: 'ok' | 'too hard' | 'undefined';
  /** The formula and its source; null for a language without one, whose reading age is not known. */
  readonly formula: string | null;
}

/** Highest reading age of letters to everybody (notes: reading age 12 to 14). */
export const MAX_READING_AGE = 14;
/** A pupil of grade g is about g + 5 years old, in the US as in Germany and Austria. */
const AGE_OF_GRADE_ZERO = 5;

/** What the formulas are made of. */
interface TextFacts {
  readonly words: readonly string[];
  readonly sentences: number;
}

interface Formula {
  readonly name: string;
  readonly grade: (text: TextFacts) => number;
}

const total = (words: readonly string[], of: (word: string) => number): number =>
  words.reduce((sum, word) => sum + of(word), 0);

/** Share of words in percent. */
const percent = (words: readonly string[], is: (word: string) => boolean): number =>
  (100 * words.filter(is).length) / words.length;

/** Words of more than six letters are long, by the formula for German. */
const LONG_LETTERS = 6;
const MANY_SYLLABLES = 3;

/**
 * School grade of a reading ease from 0 to 100, read off the table of Flesch (1949), which both translations of his formula keep: 90 is the
 * fifth grade, 80 the sixth, 70 the seventh, 60 the ninth, 50 the twelfth, 30 the sixteenth. Between them by the straight line.
 */
const EASE: readonly (readonly [number, number])[] = [
  [100, 4],
  [90, 5],
  [80, 6],
  [70, 7],
  [60, 9],
  [50, 12],
  [30, 16],
  [0, 19],
];

function gradeOfEase(ease: number): number {
  const at = Math.max(
    1,
    EASE.findIndex(([step]) => step <= ease),
  );
  const [[high, easy], [low, hard]] =
    ease < 0 ? (EASE.slice(-2) as [readonly [number, number], readonly [number, number]]) : [EASE[at - 1]!, EASE[at]!];
  return easy + ((high - ease) / (high - low)) * (hard - easy);
}

/** A formula for each language of letters. */
const FORMULAS: Readonly<Record<string, Formula>> = {
  en: {
    name: 'Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers, Chissom 1975, Navy report 8-75)',
    grade: ({ words, sentences }) =>
      (0.39 * words.length) / sentences + (11.8 * total(words, countSyllables)) / words.length - 15.59,
  },
  de: {
    name: 'first Wiener Sachtextformel (Bamberger and Vanecek 1984)',
    grade: ({ words, sentences }) =>
      0.1935 * percent(words, (word) => germanSyllables(word) >= MANY_SYLLABLES) +
      (0.1672 * words.length) / sentences +
      0.1297 * percent(words, (word) => word.length > LONG_LETTERS) -
      0.0327 * percent(words, (word) => germanSyllables(word) === 1) -
      0.875,
  },
  fr: {
    name: 'reading ease of Kandel and Moles (1958), as a grade by the table of Flesch (1949)',
    grade: ({ words, sentences }) =>
      gradeOfEase(207 - (1.015 * words.length) / sentences - (73.6 * total(words, frenchSyllables)) / words.length),
  },
  es: {
    name: 'reading ease of Fernández Huerta (1959), as a grade by the table of Flesch (1949)',
    grade: ({ words, sentences }) =>
      gradeOfEase(206.84 - (60 * total(words, spanishSyllables)) / words.length - (1.02 * words.length) / sentences),
  },
};

/** The formula of a language tag: that of the language where there is none for the region. */
const formulaOf = (locale: string): Formula | null => {
  const language = locale.toLowerCase().split('-')[0]!;
  return Object.hasOwn(FORMULAS, language) ? FORMULAS[language]! : null;
};

/**
 * Reading age of a text in a language (BCP 47). Formulas are sieves, not tests with readers, and syllables are counted by rule; a language
 * without a formula has no reading age.
 *
 * @example readingAge('You have more loans open than most.').status // 'ok'
 */
export function readingAge(text: string, locale = 'en'): ReadingAge {
  const words = text.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu) ?? [];
  const sentences = text.split(/[.!?]+(?:\s|$)/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
  const formula = formulaOf(locale);
  const counts = { words: words.length, sentences, formula: formula?.name ?? null };
  if (words.length === 0 || formula === null) return { grade: null, age: null, ...counts, status: 'undefined' };
  const grade = formula.grade({ words, sentences });
  const age = grade + AGE_OF_GRADE_ZERO;
  return { grade, age, ...counts, status: age <= MAX_READING_AGE ? 'ok' : 'too hard' };
}
