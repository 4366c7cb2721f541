import { readingAge } from '../../../src/core/explain/index.js';

/** A pupil of a German grade g is about g + 6 years old. */
const AGE_OF_GERMAN_GRADE_ZERO = 6;

/**
 * Reading age of a German text by the fourth formula of Bamberger and Vanecek, Lesen - Verstehen - Lernen - Schreiben (1984), the Wiener
 * Sachtextformel, which gives a school grade: 0.2656 SL + 0.2744 MS - 1.693, with SL words of a sentence and MS the share, in per cent, of words of
 * three or more syllables.
 */
function germanReadingAge(text: string): number {
  const words = text.match(/\p{L}+/gu) ?? [];
  const sentences = text.split(/[.!?:]+(?:\s|$)/).filter((one) => /\p{L}/u.test(one)).length;
  const long = words.filter((word) => germanSyllables(word) >= 3).length;
  const grade = (0.2656 * words.length) / sentences + (0.2744 * 100 * long) / words.length - 1.693;
  return grade + AGE_OF_GERMAN_GRADE_ZERO;
}

/** Syllables of a German word: groups of vowels, of which two are one sound. */
const germanSyllables = (word: string): number =>
  Math.max(1, word.toLowerCase().match(/ei|ie|eu|äu|au|ai|aa|ee|oo|[aeiouyäöü]/g)?.length ?? 1);

/** Reading age of a text by its language, years. */
export const readingAgeIn: Readonly<Record<string, (text: string) => number>> = {
  en: (text) => readingAge(text).age ?? Number.POSITIVE_INFINITY,
  de: germanReadingAge,
};
