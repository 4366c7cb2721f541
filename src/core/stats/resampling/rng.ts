import { demand, demandCount } from '../base/check.js';
import { philox4x32 } from './philox.js';

/** What a generator may be seeded with: a whole number, a bigint (its lowest 64 bits), or any text. */
export type Seed = number | bigint | string;

/** A seeded stream of random numbers. The same seed and stream give the same numbers on every machine. */
export interface Generator {
  /** An unsigned 32-bit integer. */
  nextUint32(): number;
  /** Uniform on [0, 1) with 53 random bits. */
  nextUniform(): number;
  /** Uniform on (0, 1): never 0, for logarithms. */
  nextOpenUniform(): number;
  /** Uniform integer in 0 .. bound - 1, without modulo bias. `bound` up to 2^53. */
  nextInteger(bound: number): number;
  /** Standard normal. */
  nextNormal(): number;
}

const TWO_TO_32 = 4294967296;
const TWO_TO_MINUS_53 = 1 / 9007199254740992;
const MASK_64 = (1n << 64n) - 1n;
const MASK_32 = (1n << 32n) - 1n;
const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** 64 bits of a seed, as two words. Text is hashed with FNV-1a over its UTF-16 code units; numbers and bigints are taken as they are. */
function seedWords(seed: Seed): readonly [number, number] {
  // A resampling makes thousands of streams of one seed, so whole numbers, the usual seeds, are split without big integers.
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) {
    return [seed % TWO_TO_32, Math.floor(seed / TWO_TO_32)];
  }
  const bits = seedBits(seed);
  return [Number(bits & MASK_32), Number(bits >> 32n)];
}

function seedBits(seed: Seed): bigint {
  if (typeof seed === 'bigint') return seed & MASK_64;
  if (typeof seed === 'number') {
    demand(Number.isSafeInteger(seed), `seed is ${seed}`, 'Pass a whole number, a bigint or text as seed.');
    return BigInt(seed) & MASK_64;
  }
  let hash = FNV_OFFSET;
  for (let i = 0; i < seed.length; i++) hash = ((hash ^ BigInt(seed.charCodeAt(i))) * FNV_PRIME) & MASK_64;
  return hash;
}

/** Philox blocks read word by word. The counter holds the block number below and the stream above, so streams never meet. */
class PhiloxGenerator implements Generator {
  readonly #key0: number;
  readonly #key1: number;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;

  constructor(seed: Seed, stream: number) {
    [this.#key0, this.#key1] = seedWords(seed);
    this.#counter = new Uint32Array(4);
    this.restart(stream);
  }

  restart(stream: number): void {
    this.#counter[0] = 0;
    this.#counter[1] = 0;
    this.#counter[2] = stream % TWO_TO_32;
    this.#counter[3] = Math.floor(stream / TWO_TO_32);
    this.#used = 4;
  }

  nextUint32(): number {
    if (this.#used === 4) this.#refill();
    return this.#block[this.#used++]!;
  }

  /** Two words make a uniform number, the first one the upper bits: mostly both are of one block. */
  nextUniform(): number {
    if (this.#used === 4) this.#refill();
    const first = this.#block[this.#used++]!;
    if (this.#used === 4) this.#refill();
    const second = this.#block[this.#used++]!;
    return ((first >>> 5) * 67108864 + (second >>> 6)) * TWO_TO_MINUS_53;
  }

  #refill(): void {
    philox4x32(this.#counter, this.#key0, this.#key1, this.#block);
    this.#counter[0]! += 1;
    if (this.#counter[0] === 0) this.#counter[1]! += 1;
    this.#used = 0;
  }

  nextOpenUniform(): number {
    for (;;) {
      const u = this.nextUniform();
      if (u > 0) return u;
    }
  }

  nextInteger(bound: number): number {
    demand(bound >= 1 && Number.isSafeInteger(bound), `bound is ${bound}`, 'Pass a whole number of at least 1.');
    const span = 9007199254740992;
    const fair = span - (span % bound);
    for (;;) {
      const value = this.nextUniform() * span;
      if (value < fair) return value % bound;
    }
  }

  /** Marsaglia and Bray's polar method; the second number of a pair is dropped so that no state hides between calls. */
  nextNormal(): number {
    for (;;) {
      const x = 2 * this.nextUniform() - 1;
      const y = 2 * this.nextUniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }
}

/**
 * A counter-based generator (Philox 4x32-10). Different streams of one seed are independent, so work can be split without a shared state.
 *
 * @param stream 0 .. 2^53 - 1
 * @throws TribuneError `INVALID_ARGUMENT` on a fractional seed or stream
 * @example createGenerator('audit-2026', 3).nextUniform()
 */
export function createGenerator(seed: Seed, stream = 0): Generator {
  demandCount(stream, 'stream');
  return new PhiloxGenerator(seed, stream);
}

/**
 * The streams of one seed one after the other, from one generator that is set back for each, so that a resampling of a thousand replicates
 * does not make a thousand generators. The numbers are those of `createGenerator(seed, stream)`; a stream ends when the next one is asked
 * for.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a fractional seed or stream
 * @example streamsOf(1)(3).nextUniform() === createGenerator(1, 3).nextUniform() // true
 */
export function streamsOf(seed: Seed): (stream: number) => Generator {
  const generator = new PhiloxGenerator(seed, 0);
  return (stream) => {
    demandCount(stream, 'stream');
    generator.restart(stream);
    return generator;
  };
}
