import { Buffer } from 'node:buffer';
import type * as Bindings from '@duckdb/node-bindings';

/** The low-level bindings of DuckDB. */
export type Api = (typeof Bindings)['default'];

/** Numbers of the column types that results have: text, whole numbers, doubles, booleans. */
export const TYPE = { boolean: 1, integer: 4, bigint: 5, double: 11, hugeint: 16, varchar: 17 } as const;

/** A string of the engine takes 16 bytes: its length, then up to 12 bytes of text, or 4 of them and an address. */
const STRING_BYTES = 16;
const INLINE_BYTES = 12;
const HUGEINT_BYTES = 16;

/** Bytes of texts. */
const ZERO = 48;
const POINT = 46;

/** Of as many decimals as a short text can have. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: INLINE_BYTES + 1 }, (_, power) => 10 ** power);

/**
 * Up to 2048 rows of a result in the engine's own memory: columns are read in place, not copied. They are valid until `release`, whose call
 * also keeps the memory from being collected before.
 */
export class Chunk {
  readonly rows: number;
  readonly #api: Api;
  #chunk: Bindings.DataChunk | null;

  constructor(api: Api, chunk: Bindings.DataChunk) {
    this.#api = api;
    this.#chunk = chunk;
    this.rows = api.data_chunk_get_size(chunk);
  }

  integers(column: number): { valid: Validity; values: Int32Array } {
    const { valid, bytes } = this.#column(column, Int32Array.BYTES_PER_ELEMENT);
    return { valid, values: new Int32Array(bytes.buffer, bytes.byteOffset, this.rows) };
  }

  doubles(column: number): { valid: Validity; values: Float64Array } {
    const { valid, bytes } = this.#column(column, Float64Array.BYTES_PER_ELEMENT);
    return { valid, values: new Float64Array(bytes.buffer, bytes.byteOffset, this.rows) };
  }

  bigints(column: number): { valid: Validity; values: BigInt64Array } {
    const { valid, bytes } = this.#column(column, BigInt64Array.BYTES_PER_ELEMENT);
    return { valid, values: new BigInt64Array(bytes.buffer, bytes.byteOffset, this.rows) };
  }

  /** The values of a column that has one in every row. */
  allIntegers(column: number): Int32Array {
    const { buffer, byteOffset } = this.#bytes(column, Int32Array.BYTES_PER_ELEMENT);
    return new Int32Array(buffer, byteOffset, this.rows);
  }

  /** As `allIntegers`. */
  allDoubles(column: number): Float64Array {
    const { buffer, byteOffset } = this.#bytes(column, Float64Array.BYTES_PER_ELEMENT);
    return new Float64Array(buffer, byteOffset, this.rows);
  }

  booleans(column: number): { valid: Validity; values: Uint8Array } {
    const { valid, bytes } = this.#column(column, 1);
    return { valid, values: bytes };
  }

  hugeints(column: number): Hugeints {
    const { valid, bytes } = this.#column(column, HUGEINT_BYTES);
    return new Hugeints(valid, bytes);
  }

  texts(column: number): Texts {
    const { valid, bytes } = this.#column(column, STRING_BYTES);
    return new Texts(this.#api, valid, bytes);
  }

  release(): void {
    this.#chunk = null;
  }

  #bytes(column: number, width: number): Uint8Array {
    return this.#api.vector_get_data(this.#api.data_chunk_get_vector(this.#chunk!, column), this.rows * width);
  }

  #column(column: number, width: number): { valid: Validity; bytes: Uint8Array } {
    const vector = this.#api.data_chunk_get_vector(this.#chunk!, column);
    const mask = this.#api.vector_get_validity(vector, Math.ceil(this.rows / 64) * 8) as Uint8Array | null;
    return {
      valid: mask === null ? allValid : (row) => (mask[row >> 3]! & (1 << (row & 7))) !== 0,
      bytes: this.#api.vector_get_data(vector, this.rows * width),
    };
  }
}

/** Whether a row of a column holds a value, not NULL. */
export type Validity = (row: number) => boolean;

/** That of a column that has a value in every row. */
export const allValid: Validity = () => true;

/** Small integers are shared objects, because most cells hold few people. */
const SMALL_INTEGERS = Array.from({ length: 1024 }, (_, i) => BigInt(i));

/** A column of 128-bit integers. */
export class Hugeints {
  readonly valid: Validity;
  readonly #words: Uint32Array;
  readonly #low: BigUint64Array;
  readonly #high: BigInt64Array;

  constructor(valid: Validity, bytes: Uint8Array) {
    this.valid = valid;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    this.#low = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    this.#high = new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  }

  /** The integer of a row. Most sums fit 64 bits, and many are small. */
  at(row: number): bigint {
    const word = 4 * row;
    const words = this.#words;
    if (words[word + 2] === 0 && words[word + 3] === 0) {
      return (words[word + 1] === 0 ? SMALL_INTEGERS[words[word]!] : undefined) ?? this.#low[2 * row]!;
    }
    return (this.#high[2 * row + 1]! << 64n) + this.#low[2 * row]!;
  }

  /** The words of the integers, four for each, the lowest first. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** The integer of a row as a double: exact up to 2^53. */
  number(row: number): number {
    const word = 4 * row;
    const words = this.#words;
    if (words[word + 2] === 0 && words[word + 3] === 0) return words[word]! + words[word + 1]! * 2 ** 32;
    return Number(this.at(row));
  }
}

/** A column of texts, decoded on demand. The values of a column recur, so the last short ones are remembered. */
export class Texts {
  readonly valid: Validity;
  readonly #api: Api;
  readonly #bytes: Buffer;
  readonly #words: Uint32Array;

  constructor(api: Api, valid: Validity, bytes: Uint8Array) {
    this.valid = valid;
    this.#api = api;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }

  at(row: number): string | null {
    if (!this.valid(row)) return null;
    const at = row * STRING_BYTES;
    const length = this.#words[4 * row]!;
    if (length <= INLINE_BYTES) return this.#bytes.toString('utf8', at + 4, at + 4 + length);
    const { buffer, byteOffset } = this.#bytes;
    const bytes = this.#api.get_data_from_pointer(buffer as ArrayBuffer, byteOffset + at + 8, length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
  }

  /** Whether a text lies outside the column, so that to read it takes a call of the engine. */
  isLong(row: number): boolean {
    return this.#words[4 * row]! > INLINE_BYTES && this.valid(row);
  }

  /**
   * The whole number of 10^-decimals that a short text of digits, with a point or without, writes; -1 for every other text. It is exact below 2^53.
   */
  parts(row: number, decimals: number): number {
    const length = this.#words[4 * row]!;
    if (length === 0 || length > INLINE_BYTES) return -1;
    const bytes = this.#bytes;
    const start = row * STRING_BYTES + 4;
    let value = 0;
    let fraction = -1;
    for (let at = start; at < start + length; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = 10 * value + digit;
        if (fraction >= 0) fraction += 1;
      } else if (digit === POINT - ZERO && fraction < 0) fraction = 0;
      else return -1;
    }
    if (fraction > decimals || (fraction === 0 && length === 1)) return -1;
    return value * POWERS_OF_TEN[decimals - Math.max(fraction, 0)]!;
  }

  /** As `at`, through a memory of short texts that lasts from chunk to chunk. */
  known(row: number, memory: TextMemory): string | null {
    const word = 4 * row;
    const words = this.#words;
    if (words[word]! > INLINE_BYTES || !this.valid(row)) return this.at(row);
    const slot = memory.slotOf(words[word]!, words[word + 1]!, words[word + 2]!, words[word + 3]!);
    slot.text ??= this.at(row);
    return slot.text;
  }
}

interface Remembered {
  a: number;
  b: number;
  c: number;
  d: number;
  text: string | null;
}

/** Number of slots of the memory; when there are more values, they displace one another. */
const SLOTS = 1024;

/** Short texts, keyed by the four words that they consist of. */
export class TextMemory {
  readonly #slots: Remembered[] = Array.from({ length: SLOTS }, () => ({ a: -1, b: 0, c: 0, d: 0, text: null }));

  /** The slot of these words; it has no text when they are new. */
  slotOf(a: number, b: number, c: number, d: number): { text: string | null } {
    const mixed = Math.imul(
      a ^ Math.imul(b ^ Math.imul(c ^ Math.imul(d, 0x9e3779b1), 0x85ebca6b), 0xc2b2ae35),
      0x27d4eb2f,
    );
    const slot = this.#slots[(mixed ^ (mixed >>> 15)) & (SLOTS - 1)]!;
    if (slot.a === a && slot.b === b && slot.c === c && slot.d === d) return slot;
    slot.a = a;
    slot.b = b;
    slot.c = c;
    slot.d = d;
    slot.text = null;
    return slot;
  }
}
