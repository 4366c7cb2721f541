import { digestOf } from './digest.js';
import type { TakeCell } from './exact-fields.js';
import { StepSums } from './step-sums.js';
import { ValueSums } from './value-sums.js';

/** Bits for each distinct value that may be kept: with 16, one new value in 32 at most falls on a bit that is set. */
const BITS_OF_A_VALUE = 16;

/** A number that distinct pairs of a list and a value surely reach: of the bits that pairs fall on. */
class LeastDistinct {
  readonly #bits: Int32Array;
  #count = 0;

  constructor(most: number) {
    this.#bits = new Int32Array(2 ** Math.ceil(Math.log2(BITS_OF_A_VALUE * most)) / 32);
  }

  get count(): number {
    return this.#count;
  }

  add(list: number, value: number): void {
    const digest = digestOf(list, value);
    const word = (digest >>> 5) & (this.#bits.length - 1);
    const bit = 1 << (digest & 31);
    const before = this.#bits[word]!;
    if ((before & bit) !== 0) return;
    this.#bits[word] = before | bit;
    this.#count += 1;
  }
}

/** Rows of one quantity that are not summed yet, because it is not known how. */
class OpenRows {
  readonly #distinct: LeastDistinct;
  readonly #lists: Int32Array;
  readonly #values: Float64Array;
  #rows = 0;

  constructor(most: number, rows: number) {
    this.#distinct = new LeastDistinct(most);
    this.#lists = new Int32Array(rows);
    this.#values = new Float64Array(rows);
  }

  /** Number of distinct values, or less. */
  get distinct(): number {
    return this.#distinct.count;
  }

  get isFull(): boolean {
    return this.#rows === this.#lists.length;
  }

  /** Takes rows until they are full or have more distinct values than there may be, and says where it stopped. */
  addRows(lists: Int32Array, values: Float64Array, to: number, limit: number): number {
    const room = Math.min(to, this.#lists.length - this.#rows);
    let row = 0;
    while (row < room && this.#distinct.count <= limit) {
      const [list, value] = [lists[row]!, values[row]!];
      this.#lists[this.#rows + row] = list;
      this.#values[this.#rows + row] = value;
      this.#distinct.add(list, value);
      row += 1;
    }
    this.#rows += row;
    return row;
  }

  addTo<Sums extends ValueSums | StepSums>(sums: Sums): Sums {
    sums.addRows(this.#lists, this.#values, 0, this.#rows);
    return sums;
  }
}

/** Rows that wait, for each distinct value that may be kept: where most values are distinct, steps are sure by then. */
const ROWS_OF_A_VALUE = 2;

/**
 * The sums of one quantity: at each value, or, as soon as there are too many, in steps. The first rows wait until that is known or likely, because to sum
 * a hundred thousand values and put them into steps takes longer than to sum ten times as many in steps.
 */
export class QuantitySums {
  readonly #limit: number;
  readonly #digits: number;
  #open: OpenRows | null;
  #values: ValueSums | null = null;
  #steps: StepSums | null = null;

  /**
   * @param options.limit distinct values that are kept at most
   * @param options.digits leading binary digits that steps keep
   */
  constructor({ limit, digits }: { readonly limit: number; readonly digits: number }) {
    this.#limit = limit;
    this.#digits = digits;
    this.#open = new OpenRows(limit + 1, ROWS_OF_A_VALUE * (limit + 1));
  }

  get inSteps(): boolean {
    return this.#steps !== null;
  }

  /** Number of cells, or less where rows still wait. */
  get size(): number {
    return (this.#steps ?? this.#values)?.size ?? this.#open!.distinct;
  }

  /** Adds the values of rows, the first `count` of the arrays. */
  addRows(lists: Int32Array, values: Float64Array, count: number): void {
    let from = 0;
    if (this.#open !== null) from = this.#addOpen(this.#open, lists, values, count);
    if (this.#steps !== null) this.#steps.addRows(lists, values, from, count);
    else if (this.#values !== null) this.#addValues(this.#values, lists, values, from, count);
  }

  /** Sums the rows that still wait: no more will come. */
  settle(): void {
    if (this.#steps === null) this.#settled();
  }

  /** Hands over what is summed at each place of a list, places ascending. */
  each(list: number, take: TakeCell): void {
    (this.#steps ?? this.#settled()).each(list, take);
  }

  #addOpen(open: OpenRows, lists: Int32Array, values: Float64Array, count: number): number {
    const taken = open.addRows(lists, values, count, this.#limit);
    if (open.distinct > this.#limit) {
      this.#steps = open.addTo(new StepSums(this.#digits));
      this.#open = null;
    } else if (open.isFull) this.#settled();
    return taken;
  }

  /** The sums at each value, with the rows that waited. */
  #settled(): ValueSums {
    this.#values ??= this.#open!.addTo(new ValueSums());
    this.#open = null;
    return this.#values;
  }

  #addValues(sums: ValueSums, lists: Int32Array, values: Float64Array, from: number, to: number): void {
    sums.addRows(lists, values, from, to);
    if (sums.size <= this.#limit) return;
    const steps = new StepSums(this.#digits);
    sums.cells((list, at, fields, cell) => steps.merge(list, at, fields, cell));
    this.#steps = steps;
    this.#values = null;
  }
}
