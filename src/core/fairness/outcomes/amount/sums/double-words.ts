/*
 * The words of doubles, because the leading digits of an integer are the leading bits of the double that holds it.
 */
const double = new Float64Array([1]);
const words = new Uint32Array(double.buffer);
const UPPER = words[0] === 0 ? 1 : 0;

/** Sign, exponent and the first 20 digits after the leading one. */
export function upperWord(value: number): number {
  double[0] = value;
  return words[UPPER]!;
}

export function lowerWord(value: number): number {
  double[0] = value;
  return words[1 - UPPER]!;
}

/** The double of an upper word, all further digits 0. */
export function ofUpperWord(word: number): number {
  words[UPPER] = word;
  words[1 - UPPER] = 0;
  return double[0]!;
}

/** Digits after the leading one in an upper word. */
export const UPPER_DIGITS = 20;

/** A number of 32 bits in which each bit of three others counts. */
export function mixed(a: number, b: number, c: number): number {
  let sum = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(c, 0x27d4eb2f);
  sum = Math.imul(sum ^ (sum >>> 15), 0xc2b2ae35);
  return sum ^ (sum >>> 16);
}
