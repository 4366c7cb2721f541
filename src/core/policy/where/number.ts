import type { NumberNotation } from '../sections/types.js';

/**
 * A decimal number as every engine reads it alike: no blanks inside, no underscores, no hexadecimal, no `inf`, no `nan`, an exponent of two
 * digits (three below zero). The SQL of every dialect and the evaluator of the filter language share this grammar.
 */
export const NUMBER_PATTERN = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE]([+]?[0-9]{1,2}|-[0-9]{1,3}))?$';

/** Longest text that may be a number, which keeps every engine clear of overflow while parsing. */
export const MAX_NUMBER_LENGTH = 200;

/** The same with what may stand around a number: spaces, but no other blanks, because engines differ about those. */
export const SPACED_NUMBER_PATTERN = `^ *${NUMBER_PATTERN.slice(1, -1)} *$`;

/** The same pattern for JavaScript. */
export const WHERE_NUMBER = new RegExp(SPACED_NUMBER_PATTERN);

export const PLAIN_NUMBERS: NumberNotation = { decimal: 'point', percent: false };

/**
 * The text of a number in the notation that `NUMBER_PATTERN` describes; null or no number where the text is none in its own notation. Hundredths
 * become an exponent, so that `93,2 %` is the double nearest to 0.932. The SQL of a dialect takes the same steps (adapters/dataset/sql).
 */
function plainNumberText(text: string, { decimal, percent }: NumberNotation): string | null {
  let plain = text;
  if (decimal === 'comma') {
    if (plain.includes('.')) return null;
    plain = plain.replaceAll(',', '.');
  }
  if (!percent || !`${plain}#`.includes('%#')) return plain;
  return plain.replaceAll(' %', '%').replaceAll('%', 'e-2');
}

/** What is said of a value that is present and is no number here. Some such texts are finite numbers elsewhere: `1e300`, `0x10`. */
export const NO_NUMBER = 'not readable as a finite number';

/** The finite number that a text is, or null. */
export function numberOfText(given: string, notation: NumberNotation = PLAIN_NUMBERS): number | null {
  const text = plainNumberText(given, notation);
  if (text === null) return null;
  return text.length <= MAX_NUMBER_LENGTH && WHERE_NUMBER.test(text) ? Number(text) : null;
}
