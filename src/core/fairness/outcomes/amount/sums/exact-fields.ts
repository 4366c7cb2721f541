/** Integers are kept in doubles: `high * 2^52 + low`, with low below 2^52 in size between additions. */
const RADIX = 2 ** 52;
const WIDE_RADIX = BigInt(RADIX);

/** Below it the square of an integer is below 2^52. */
const SMALL = 2 ** 26;

/** Numbers of a cell: rows, sum, low and high of the sum of squares. */
const FIELDS = 4;
const SUM = 1;
const SQUARES = 2;

/** Takes what is summed at a place, which is that of a cell of these fields. */
export type TakeCell = (at: number, fields: ExactFields, cell: number) => void;

interface Rows {
  readonly cells: Int32Array;
  readonly values: Float64Array;
  readonly count: number;
  /** Takes the rows that leave their fields. */
  readonly wide: Int32Array;
}

/**
 * Adds the rows that leave no field; says how many cells had none before, and how many rows are left. It calls nothing: with the rare rows in the loop, to
 * compile it took as long as to sum half a million rows.
 */
function addWithin(fields: Float64Array, { cells, values, count, wide }: Rows): { opened: number; wide: number } {
  let [opened, left] = [0, 0];
  for (let row = 0; row < count; row++) {
    const at = FIELDS * cells[row]!;
    const value = values[row]!;
    const rows = fields[at]!;
    const sum = fields[at + SUM]! + value;
    // Below RADIX it is exact, for then its root is below SMALL.
    const squares = fields[at + SQUARES]! + value * value;
    if (sum < RADIX && sum > -RADIX && squares < RADIX) {
      if (rows === 0) opened += 1;
      fields[at] = rows + 1;
      fields[at + SUM] = sum;
      fields[at + SQUARES] = squares;
    } else {
      wide[left] = row;
      left += 1;
    }
  }
  return { opened, wide: left };
}

/** Keeps an integer. */
interface Integers {
  /** Of an integer below 2^53 in size. */
  setNumber(index: number, value: number): void;
  set(index: number, value: bigint): void;
}

/**
 * Rows, sums and sums of squares of integers up to 2^44 in size by cell, exact for as many rows as there can be: doubles that hold integers, and what
 * they carry beyond that, which is next to nothing for most amounts.
 */
export class ExactFields {
  #fields: Float64Array;
  /** What left a field, in its carry's unit, by place of the field. */
  readonly #carried = new Map<number, number>();
  /** Rows that leave their fields, of those that are being added. */
  #wide = new Int32Array(0);

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

  /**
   * Adds the values of rows, the first `count` of the arrays, each to the cell of the row.
   *
   * @returns number of cells that had no row before
   */
  addRows(cells: Int32Array, values: Float64Array, count: number): number {
    if (this.#wide.length < count) this.#wide = new Int32Array(count);
    const { opened, wide } = addWithin(this.#fields, { cells, values, count, wide: this.#wide });
    let openedByWide = 0;
    for (let i = 0; i < wide; i++) {
      const row = this.#wide[i]!;
      const at = FIELDS * cells[row]!;
      if (this.#fields[at] === 0) openedByWide += 1;
      this.#addWide(at, values[row]!);
    }
    return opened + openedByWide;
  }

  /** Adds a value that leaves its fields. */
  #addWide(at: number, value: number): void {
    this.#fields[at]! += 1;
    this.#carry(at + SUM, value);
    const size = Math.abs(value);
    if (size >= SMALL) this.#addSquare(at + SQUARES, size);
    else this.#addToSquares(at + SQUARES, size * size);
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

  /** Hands over the sum of a cell. */
  giveSum(cell: number, to: Integers, index: number): void {
    const at = FIELDS * cell + SUM;
    if (this.#isWithin(at)) to.setNumber(index, this.#fields[at]!);
    else to.set(index, this.#whole(at));
  }

  /** Hands over the sum of squares of a cell. */
  giveSquares(cell: number, to: Integers, index: number): void {
    const at = FIELDS * cell + SQUARES;
    const low = this.#fields[at]!;
    const above = this.#fields[at + 1]!;
    if (above === 0 && this.#isWithin(at + 1)) to.setNumber(index, low);
    else to.set(index, this.#whole(at + 1) * WIDE_RADIX + BigInt(low));
  }

  /** Whether nothing left a field. */
  #isWithin(at: number): boolean {
    return this.#carried.size === 0 || !this.#carried.has(at);
  }

  #whole(at: number): bigint {
    return BigInt(this.#carried.get(at) ?? 0) * WIDE_RADIX + BigInt(this.#fields[at]!);
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
