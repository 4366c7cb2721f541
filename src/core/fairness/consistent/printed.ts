import { TribuneError } from '../../base/errors.js';
import type { Fraction } from './simplex.js';

/** A printed number, and everything that it may have been before it was rounded. */
export interface PrintedNumber {
  readonly text: string;
  readonly lowest: Fraction;
  readonly highest: Fraction;
}

/** Digits before and after the point of `0.62`, `.62`, `62 %`, `62.5%`. */
const PRINTED = /^(\d*)(?:\.(\d+))?\s*(%?)$/;
/** More digits than a rate of all people alive has. */
const MOST_DIGITS = 12;
const PERCENT_DIGITS = 2;

/**
 * Reads a rate as it is printed. The number of its digits says how far it was rounded: `0.62` may be anything from .615 to .625 (ends included,
 * since halves are rounded up, down or to even), `0.620` from .6195 to .6205. What lies outside of 0 to 1 is cut off.
 */
export function readPrinted(text: string, name: string): PrintedNumber {
  const [, whole = '', decimals = '', percent = ''] = PRINTED.exec(text.trim()) ?? [];
  if (whole + decimals === '') throw refused(`${name} is "${text}"`, 'Write it as it is printed: 0.62, .62 or 62 %.');
  if (whole.length + decimals.length > MOST_DIGITS)
    throw refused(`${name} has more than ${MOST_DIGITS} digits`, 'Write the digits that are printed.');
  const scale = 10n ** BigInt(decimals.length + (percent === '' ? 0 : PERCENT_DIGITS));
  const value = BigInt(whole + decimals);
  if (value > scale) {
    const hint = percent === '' ? ' A number in per cent is written with its sign: 62 %.' : '';
    throw refused(`${name} is ${text}, more than 1`, `A rate lies between 0 and 1.${hint}`);
  }
  const denominator = 2n * scale;
  const [lower, upper] = [2n * value - 1n, 2n * value + 1n];
  return {
    text: text.trim(),
    lowest: { numerator: lower < 0n ? 0n : lower, denominator },
    highest: { numerator: upper > denominator ? denominator : upper, denominator },
  };
}

const refused = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
