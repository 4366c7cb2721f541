/** Numbers are read from the bytes of a text without a string for each, because a model file is mostly numbers. */

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;

export const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

/** Integers below 2^53 with this many digits are exact. */
const EXACT_DIGITS = 15;
/** Powers of ten up to this one are exact, so one multiplication or division rounds once and rightly (Clinger 1990). */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, e) => Number(`1e${e}`));
/** Longest number that is read; no library writes a longer one. */
const LONGEST = 1000;
/** Exponents beyond this one make the number infinite or 0, whatever its digits are. */
const EXPONENT_CAP = 1e6;

/** A number that was read. One object is reused for many numbers. */
export interface ParsedNumber {
  value: number;
  /** Index after the number; -1 when no number starts there. */
  end: number;
}

/** Reads the number that starts at a byte, as `JSON.parse` reads it. */
export function parseNumber(bytes: Uint8Array, start: number, out: ParsedNumber): void {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  out.end = -1;
  if (!isDigit(bytes[first]) || (bytes[first] === ZERO && isDigit(bytes[first + 1]))) return;
  const magnitude = readMagnitude(bytes, first, out);
  out.value = negative ? -magnitude : magnitude;
}

function readMagnitude(bytes: Uint8Array, first: number, out: ParsedNumber): number {
  let at = first;
  let mantissa = 0;
  let significant = 0;
  let exponent = 0;
  for (let inFraction = false; ; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      significant += +(mantissa !== 0);
      exponent -= +inFraction;
    } else if (byte === POINT && !inFraction && isDigit(bytes[at + 1])) inFraction = true;
    else break;
  }
  if ((bytes[at]! | 0x20) === 0x65) {
    const end = exponentEnd(bytes, at + 1);
    if (end < 0) return Number.NaN;
    exponent += exponentValue(bytes, at + 1, end);
    at = end;
  }
  if (at - first > LONGEST) return Number.NaN;
  out.end = at;
  const isExact = significant <= EXACT_DIGITS && Math.abs(exponent) < POWERS.length;
  return isExact ? scaled(mantissa, exponent) : Number(String.fromCharCode(...bytes.subarray(first, at)));
}

const scaled = (mantissa: number, exponent: number): number =>
  exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;

/** Index after the digits of an exponent and its sign; -1 when there are no digits. */
function exponentEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === PLUS || bytes[start] === MINUS ? start + 1 : start;
  if (!isDigit(bytes[at])) return -1;
  while (isDigit(bytes[at])) at++;
  return at;
}

function exponentValue(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    if (isDigit(bytes[at])) value = Math.min(EXPONENT_CAP, value * 10 + (bytes[at]! - ZERO));
  }
  return bytes[start] === MINUS ? -value : value;
}
