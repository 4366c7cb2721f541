/** Integers are kept in doubles: `high * 2^52 + low`, with low below 2^52 in size between additions. */
const RADIX = 2 ** 52;
const WIDE_RADIX = BigInt(RADIX);

/** Below it the square of an integer is below 2^52. */
const SMALL = 2 ** 26;

/** Numbers of a cell: rows, sum, low and high of the sum of squares. */
const FIELDS = 4;
const SUM = 1;
const SQUARES = 2;

/** The same words as one integer and as two. */
const long = new BigInt64Array(1);
const halves = new Uint32Array(long.buffer);
const [UPPER, LOWER] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [1, 0] : [0, 1];

/** `BigInt` of an integer of at most 2^52 in size, without a call of the engine. */
function wideOf(value: number): bigint {
  const upper = Math.floor(value / 2 ** 32);
  halves[UPPER] = upper;
  halves[LOWER] = value - upper * 2 ** 32;
  return long[0]!;
}

/** Takes what is summed at a place. */
export type TakeCell = (at: number, rows: number, sum: bigint, squares: bigint) => void;

/**
 * Rows, sums and sums of squares of integers up to 2^44 in size by cell, exact for as many rows as there can be: doubles that hold integers, and what
 * they carry beyond that, which is next to nothing for most amounts.
 */
export class ExactFields {
  #fields: Float64Array;
  /** What left a field, in its carry's unit, by place of the field. */
  readonly #carried = new Map<number, number>();

  constructor(cells: number) {
    this.#fields = new Float64Array(FIELDS * cells);
  }

  /** Number of cells that there is room for. */
  get room(): number {
    return this.#fields.length / FIELDS;
  }

  double(): void {
    const fields = new Float64Array(2 * this.#fields.length);
    fields.set(this.#fields);
    this.#fields = fields;
  }

  /** Adds a row. */
  add(cell: number, value: number): void {
    const at = FIELDS * cell;
    this.#fields[at]! += 1;
    this.#carry(at + SUM, value);
    const size = Math.abs(value);
    if (size < SMALL) this.#addToSquares(at + SQUARES, size * size);
    else this.#addSquare(at + SQUARES, size);
  }

  /** Adds what a cell of others holds. */
  merge(cell: number, from: ExactFields, other: number): void {
    const [at, there] = [FIELDS * cell, FIELDS * other];
    this.#fields[at]! += from.#fields[there]!;
    this.#carry(at + SUM, from.#fields[there + SUM]!);
    this.#addToSquares(at + SQUARES, from.#fields[there + SQUARES]!);
    this.#carry(at + SQUARES + 1, from.#fields[there + SQUARES + 1]!);
    for (const field of [SUM, SQUARES + 1]) {
      const carried = from.#carried.get(there + field);
      if (carried !== undefined) this.#carryOut(at + field, carried);
    }
  }

  rowsOf(cell: number): number {
    return this.#fields[FIELDS * cell]!;
  }

  sumOf(cell: number): bigint {
    return this.#wide(FIELDS * cell + SUM);
  }

  squaresOf(cell: number): bigint {
    const at = FIELDS * cell + SQUARES;
    const low = wideOf(this.#fields[at]!);
    if (this.#fields[at + 1] === 0 && !this.#carried.has(at + 1)) return low;
    return this.#wide(at + 1) * WIDE_RADIX + low;
  }

  #wide(at: number): bigint {
    const low = wideOf(this.#fields[at]!);
    const carried = this.#carried.size === 0 ? undefined : this.#carried.get(at);
    return carried === undefined ? low : BigInt(carried) * WIDE_RADIX + low;
  }

  /** Adds an integer of at most 2^52 in size, so that no sum on the way is beyond 2^53. */
  #carry(at: number, value: number): void {
    const sum = this.#fields[at]! + value;
    if (sum < RADIX && sum > -RADIX) {
      this.#fields[at] = sum;
      return;
    }
    const carried = sum < 0 ? -1 : 1;
    this.#fields[at] = sum - carried * RADIX;
    this.#carryOut(at, carried);
  }

  #carryOut(at: number, carried: number): void {
    this.#carried.set(at, (this.#carried.get(at) ?? 0) + carried);
  }

  /** Adds an integer from 0 to 2^52 to the low part of squares. */
  #addToSquares(at: number, value: number): void {
    const sum = this.#fields[at]! + value;
    if (sum < RADIX) {
      this.#fields[at] = sum;
      return;
    }
    this.#fields[at] = sum - RADIX;
    this.#carry(at + 1, 1);
  }

  /** Adds the square of an integer from 2^26 on: with size = h 2^26 + l it is h^2 2^52 + 2 h l 2^26 + l^2. */
  #addSquare(at: number, size: number): void {
    const high = Math.floor(size / SMALL);
    const low = size - high * SMALL;
    const mixed = 2 * high * low;
    const above = Math.floor(mixed / SMALL);
    this.#carry(at + 1, high * high + above);
    this.#addToSquares(at, (mixed - above * SMALL) * SMALL);
    this.#addToSquares(at, low * low);
  }
}
