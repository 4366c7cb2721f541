/** Digits of codes: those of Crockford's base 32, which leave out I, L, O and U, so that a code can be read aloud and typed from paper. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Digits of a code: 125 bits, which nobody guesses. */
const LENGTH = 25;
const GROUP = 5;

/** Bytes of randomness that a code is made from, of which each gives one digit. */
export const CODE_BYTES: number = LENGTH;

/**
 * Writes a code in groups, as it stands in a letter.
 * @example codeFrom(new Uint8Array(25)) // '00000-00000-00000-00000-00000'
 */
export const codeFrom = (random: Uint8Array): string =>
  [...random.subarray(0, LENGTH)]
    .map((byte) => DIGITS[byte & 31]!)
    .join('')
    .replace(/.{5}(?!$)/g, (group) => `${group}-`);

/**
 * A code as it was made, from how a person typed it: small letters, other separators, and O for 0, I or L for 1 are understood. Null for what is
 * no code.
 * @example readCode('ooooo 00000 00000 00000 0000l') // '00000-00000-00000-00000-00001'
 */
export function readCode(typed: string): string | null {
  if (typed.length > 4 * LENGTH) return null;
  const digits = typed
    .toUpperCase()
    .replace(/[\s\-–—_.]+/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (digits.length !== LENGTH || [...digits].some((digit) => !DIGITS.includes(digit))) return null;
  return (digits.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}
