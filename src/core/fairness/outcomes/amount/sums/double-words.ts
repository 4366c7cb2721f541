/*
 * The words of doubles, because the leading digits of an integer are the leading bits of the double that holds it.
 */
const double = new Float64Array([1]);
/** Signed, because small integers of compiled code are: words of negative doubles did not fit, and the code was compiled again. */
const words = new Int32Array(double.buffer);
const UPPER = words[0] === 0 ? 1 : 0;

/** Sign, exponent and the first 20 digits after the leading one. */
export function upperWord(value: number): number {
  double[0] = value;
  return words[UPPER]!;
}

/** The double of an upper word, all further digits 0. */
export function ofUpperWord(word: number): number {
  words[UPPER] = word;
  words[1 - UPPER] = 0;
  return double[0]!;
}

/** Digits after the leading one in an upper word. */
export const UPPER_DIGITS = 20;

/** Exponent of 1 in an upper word. */
export const EXPONENT_OF_ONE = 1023;

const EXPONENT = 0x7ff;

/** The largest power of two that is not above the size of an integer other than 0: its exponent. */
export const exponentOf = (value: number): number => ((upperWord(value) >>> UPPER_DIGITS) & EXPONENT) - EXPONENT_OF_ONE;
