/** An integer takes four words of 32 bits, the lowest first, in two's complement: 128 bits hold every sum of a tally. */
export const WORDS = 4;
const WORD_BITS = 32n;
const WORD = 2 ** 32;
const LOW_BITS = 64;
const HIGH_SHIFT = 64n;
const HIGH = 2n ** HIGH_SHIFT;

/** So many terms below 2^32 add up to less than 2^53, which a double holds exactly. */
const EXACT_TERMS = 2 ** 20;

/**
 * A column of integers of 128 bits. A bigint for each would be an object of its own: a hundred thousand cells have half a million of them.
 *
 * @example
 * const column = new WideColumn(new Uint32Array(2 * WORDS));
 * column.set(0, 5n);
 * column.set(1, -7n);
 * column.sum(0, 2); // -2n
 */
export class WideColumn {
  readonly #words: Uint32Array;
  readonly #low: BigUint64Array;

  /** Takes over the words, whose offset is a multiple of 8 bytes. */
  constructor(words: Uint32Array) {
    this.#words = words;
    this.#low = new BigUint64Array(words.buffer, words.byteOffset, words.length / 2);
  }

  at(index: number): bigint {
    const low = this.#low[2 * index]!;
    const high = this.#low[2 * index + 1]!;
    return high === 0n ? low : (BigInt.asIntN(LOW_BITS, high) << HIGH_SHIFT) + low;
  }

  set(index: number, value: bigint): void {
    // Only the low 64 bits of what is assigned are kept.
    this.#low[2 * index] = value;
    this.#low[2 * index + 1] = value >= 0n && value < HIGH ? 0n : value >> HIGH_SHIFT;
  }

  /** The integer as a double, rounded once: exact up to 2^53. */
  number(index: number): number {
    const word = WORDS * index;
    const words = this.#words;
    if (words[word + 2] === 0 && words[word + 3] === 0) return words[word]! + words[word + 1]! * WORD;
    return Number(this.at(index));
  }

  /** The exact sum of the integers from `start` up to, and without, `end`. */
  sum(start: number, end: number): bigint {
    let sum = 0n;
    for (let from = start; from < end; from += EXACT_TERMS)
      sum += this.#partSum(from, Math.min(end, from + EXACT_TERMS));
    return sum;
  }

  /** Words of equal place are added as doubles; the highest is signed. */
  #partSum(start: number, end: number): bigint {
    const words = this.#words;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = WORDS * start; i < WORDS * end; i += WORDS) {
      s0 += words[i]!;
      s1 += words[i + 1]!;
      s2 += words[i + 2]!;
      s3 += words[i + 3]! | 0;
    }
    if (s3 === 0 && s2 === 0 && s1 === 0) return BigInt(s0);
    return BigInt(s0) + ((BigInt(s1) + ((BigInt(s2) + (BigInt(s3) << WORD_BITS)) << WORD_BITS)) << WORD_BITS);
  }

  /**
   * The sum of the integers at `places[start]` up to, and without, `places[end]`, none of them negative, as a double, rounded once. Mostly it is
   * one integer, so that no list is made of its places.
   */
  total(places: Uint32Array, start: number, end: number): number {
    let sum = 0;
    for (let i = start; i < end; i++) sum += this.number(places[i]!);
    // Doubles below 2^53 have added exactly.
    return sum <= Number.MAX_SAFE_INTEGER ? sum : Number(this.totalExact(places, start, end));
  }

  totalExact(places: Uint32Array, start: number, end: number): bigint {
    let sum = 0n;
    for (let i = start; i < end; i++) sum += this.at(places[i]!);
    return sum;
  }

  /** The integers at these places, in this order. */
  picked(places: Uint32Array): WideColumn {
    const words = new Uint32Array(WORDS * places.length);
    for (let i = 0; i < places.length; i++) {
      const [to, from] = [WORDS * i, WORDS * places[i]!];
      words[to] = this.#words[from]!;
      words[to + 1] = this.#words[from + 1]!;
      words[to + 2] = this.#words[from + 2]!;
      words[to + 3] = this.#words[from + 3]!;
    }
    return new WideColumn(words);
  }
}
