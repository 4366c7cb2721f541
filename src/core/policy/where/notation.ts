import type { NumberNotation } from '../sections/types.js';
import { MAX_NUMBER_LENGTH, PLAIN_NUMBERS } from './number.js';

/** Three digits after a comma: `1,234` is a thousand or a little more than one, and only the author of the file knows which. */
const AMBIGUOUS = /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/;
const DECIMAL_COMMA = /^\s*[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+\s*$/;
const THOUSANDS_COMMA = /^\s*[+-]?\d{1,3}(,\d{3})+\.\d+\s*$|^\s*[+-]?\d{1,3}(,\d{3}){2,}\s*$/;
const PERCENT = /^\s*[+-]?[\d.,]+\s*%\s*$/;

/** Decimal digits with an exponent that has more digits than are read. */
const LONG_EXPONENT = /^ *[+-]?(\d+[.,]?\d*|[.,]\d+)e([+]?\d{3,}|-\d{4,}) *%? *$/i;

/** A sentence on exponents of more digits than are read, or on texts longer than numbers are; empty where there is neither. */
export function exponentHint(examples: readonly string[]): string {
  if (examples.some((text) => LONG_EXPONENT.test(text)))
    return 'Exponents are read up to two digits, and three below zero: 9e99, 1e-300. ';
  const isLong = (text: string): boolean => text.length > MAX_NUMBER_LENGTH && /^ *[+-]?[\d.,]+ *$/.test(text);
  return examples.some(isLong) ? `Numbers are read up to ${MAX_NUMBER_LENGTH} characters. ` : '';
}

/**
 * A sentence on the notation of texts that are no numbers here and how to change it; empty where the notation is not a known one. What the
 * policy says of the notation already is not proposed again.
 */
export function notationHint(
  examples: readonly string[],
  { decimal, percent }: NumberNotation = PLAIN_NUMBERS,
): string {
  const some = (like: RegExp): boolean => examples.some((example) => like.test(example));
  if (some(PERCENT)) {
    return percent
      ? 'Write percentages as one number and %, with at most one ordinary space before it and no thousands separators. '
      : 'These are percentages: write 0.932 for 93.2 %, or set data.percent: true for a file that has them all through. ';
  }
  if (some(THOUSANDS_COMMA)) return 'Write numbers without thousands separators: 9359.1 for 9,359.1. ';
  const commas = examples.filter((example) => DECIMAL_COMMA.test(example));
  if (commas.length === 0) return exponentHint(examples);
  if (decimal === 'comma') return 'Write numbers without thousands separators: 1234,5 for 1.234,5. ';
  if (commas.every((example) => AMBIGUOUS.test(example)))
    return 'The comma in 1,234 may separate thousands or decimals: write 1234 or 1.234. Set data.decimal: comma only where it is the decimal comma of the whole file. ';
  return 'These have a decimal comma: write 0.5 for 0,5, or set data.decimal: comma for a file that has it all through. ';
}

const TRUTH = /^(true|false)$/i;

/** Remedy for texts that a filter compares with a number and that are none. */
export function whereRemedy(name: string, examples: readonly string[], numbers?: NumberNotation): string {
  const truth = examples.some((example) => TRUTH.test(example))
    ? `Compare true and false by these words (${name} = true). `
    : '';
  return `${notationHint(examples, numbers)}${truth}Mend the values, list those that mean missing in data.missing, or compare as text (${name} = 'value').`;
}
