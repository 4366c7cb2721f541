const WORD = 2 ** 32;

/** A number of 32 bits in which each bit of an integer below 2^53 in size, and of a list, counts. */
export function digestOf(list: number, value: number): number {
  let digest = Math.imul((value | 0) ^ Math.imul((value / WORD) | 0, 0x85ebca6b), 0x9e3779b1);
  digest ^= Math.imul(list, 0x27d4eb2f);
  digest = Math.imul(digest ^ (digest >>> 15), 0xc2b2ae35);
  return digest ^ (digest >>> 16);
}
