import { UUID_BYTES } from '../../core/base/uuid.js';

const HALVES = UUID_BYTES / 2;
/** Number of 16-bit sums that a fingerprint consists of. */
const SUMS = 4;
const UPPER_HALF = 0xffff0000;
/** 2^32 divided by the golden ratio: multiples of it run through all numbers, far apart from each other. */
const STEP = 0x9e3779b9;

/**
 * 64-bit fingerprints of ids under a random seed. Each of the four sums is strongly universal (Dietzfelbinger, "Universal hashing and
 * k-wise independent random variables via integer arithmetic without primes", 1996): any two ids agree in all four with a chance of 2^-64
 * over the factors. The factors come from the seed, so a sender who does not know it cannot make ids that collide. Scattering the sums
 * keeps neighbouring ids out of one block.
 */
export class IdFingerprints {
  /** A factor for each half-word and sum, half-word by half-word, then the initial values of the sums. */
  readonly #keys: Int32Array;
  readonly #last = new Uint32Array(2);

  constructor(seed: number) {
    this.#keys = Int32Array.from({ length: SUMS * (HALVES + 1) }, (_, i) => scatter(seed + Math.imul(i + 1, STEP)));
  }

  /** Place of the last id, 32 bits. */
  get place(): number {
    return this.#last[0]!;
  }

  /** Fingerprint of the last id at its place, 32 bits. */
  get fingerprint(): number {
    return this.#last[1]!;
  }

  /** Sets `place` and `fingerprint` to those of the id at `at`; allocates nothing. */
  take(ids: Uint8Array, at: number): void {
    const keys = this.#keys;
    let one = keys[SUMS * HALVES]!;
    let two = keys[SUMS * HALVES + 1]!;
    let three = keys[SUMS * HALVES + 2]!;
    let four = keys[SUMS * HALVES + 3]!;
    for (let i = 0, from = at; i < SUMS * HALVES; i += SUMS, from += 2) {
      const half = ids[from]! | (ids[from + 1]! << 8);
      one = (one + Math.imul(half, keys[i]!)) | 0;
      two = (two + Math.imul(half, keys[i + 1]!)) | 0;
      three = (three + Math.imul(half, keys[i + 2]!)) | 0;
      four = (four + Math.imul(half, keys[i + 3]!)) | 0;
    }
    this.#last[0] = scatter((one & UPPER_HALF) | (two >>> 16));
    this.#last[1] = scatter((three & UPPER_HALF) | (four >>> 16));
  }
}

/** A bijection of 32 bits in which every bit of the input changes half of the output bits (the last step of MurmurHash3). */
function scatter(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
