/** Whether a byte continues a character: 10xxxxxx. */
const isTail = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/**
 * Gives where the character of two to four bytes that begins at `at` ends; -1 when it is not well-formed UTF-8 (Unicode 15, table 3-7:
 * nothing overlong, no surrogates, nothing beyond U+10FFFF).
 */
export function characterEnd(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1];
  if (lead < 0xc2 || lead > 0xf4 || !isTail(second)) return -1;
  if (lead < 0xe0) return at + 2;
  if (!isTail(bytes[at + 2])) return -1;
  if (lead < 0xf0) {
    const isBad = (lead === 0xe0 && second! < 0xa0) || (lead === 0xed && second! > 0x9f);
    return isBad ? -1 : at + 3;
  }
  const isBad = (lead === 0xf0 && second! < 0x90) || (lead === 0xf4 && second! > 0x8f);
  return isBad || !isTail(bytes[at + 3]) ? -1 : at + 4;
}
