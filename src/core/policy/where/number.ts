/**
 * A decimal number as every engine reads it alike: no blanks inside, no underscores, no hexadecimal, no `inf`, no `nan`, an exponent of two
 * digits (three below zero). The SQL of every dialect and the evaluator of the filter language share this grammar.
 */
export const NUMBER_PATTERN = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE]([+]?[0-9]{1,2}|-[0-9]{1,3}))?$';

/** Longest text that may be a number, which keeps every engine clear of overflow while parsing. */
export const MAX_NUMBER_LENGTH = 200;

/** The same pattern for JavaScript. Spaces around the number are allowed but no other blanks, since engines differ about those. */
export const WHERE_NUMBER = new RegExp(`^ *${NUMBER_PATTERN.slice(1, -1)} *$`);

/** The finite number that a text is, or null. */
export function numberOfText(text: string): number | null {
  return text.length <= MAX_NUMBER_LENGTH && WHERE_NUMBER.test(text) ? Number(text) : null;
}
