import { ofUpperWord, UPPER_DIGITS, upperWord } from './double-words.js';
import { ExactFields, type TakeCell } from './exact-fields.js';
import { NumberedPairs } from './numbered.js';

/** Steps of a page, which are told by the last bits that a step keeps. */
const PAGE_BITS = 3;
const PAGE = 2 ** PAGE_BITS;

const FIRST_PAGES = 256;

/** Rows whose cells are looked up before they are summed: two loops that do one thing each are compiled sooner, and stay so. */
const ROWS = 2048;

/**
 * Sums of integers by list and by step (`stepOf`), page by page of eight steps: values near each other are mostly near each other in memory, and what finds
 * the page is small enough to stay in the processor's cache.
 */
export class StepSums {
  readonly #pages = new NumberedPairs(FIRST_PAGES);
  readonly #fields = new ExactFields(PAGE * FIRST_PAGES);
  /** Bits of an upper word that a step does not keep. */
  readonly #dropped: number;
  /** Cells of some rows. */
  readonly #found = new Int32Array(ROWS);
  #size = 0;
  #ordered: number[][] | null = null;

  /** @param digits leading binary digits that steps keep, 4 to 21 */
  constructor(digits: number) {
    this.#dropped = UPPER_DIGITS + 1 - digits;
  }

  /** Number of cells. */
  get size(): number {
    return this.#size;
  }

  /** Adds the values of neighbouring rows. */
  addRows(lists: Int32Array, values: Float64Array, from: number, to: number): void {
    this.#ordered = null;
    const found = this.#found;
    for (let start = from; start < to; start += ROWS) {
      const rows = Math.min(ROWS, to - start);
      for (let row = 0; row < rows; row++) found[row] = this.#cellOf(lists[start + row]!, values[start + row]!);
      this.#size += this.#fields.addRows(found, values.subarray(start, start + rows), rows);
    }
  }

  /** Adds what a cell of others holds, of one value. */
  merge(list: number, value: number, from: ExactFields, other: number): void {
    const cell = this.#cellOf(list, value);
    if (this.#fields.rowsOf(cell) === 0) this.#size += 1;
    this.#fields.merge(cell, from, other);
  }

  /** Hands over what is summed at each step of a list, places ascending. */
  each(list: number, take: TakeCell): void {
    // Keys ascend with places from 0 on, and where places are below 0 they descend.
    this.#ordered ??= this.#pages.byList();
    const pages = this.#ordered[list] ?? [];
    const isBelow = (page: number): boolean => this.#placeOf(page, 0) < 0;
    for (const page of pages.filter(isBelow).reverse())
      for (let step = PAGE - 1; step >= 0; step--) this.#hand(page, step, take);
    for (const page of pages) if (!isBelow(page)) for (let step = 0; step < PAGE; step++) this.#hand(page, step, take);
  }

  #hand(page: number, step: number, take: TakeCell): void {
    const cell = PAGE * page + step;
    if (this.#fields.rowsOf(cell) > 0) take(this.#placeOf(page, step), this.#fields, cell);
  }

  #cellOf(list: number, value: number): number {
    const word = upperWord(value) >>> this.#dropped;
    const page = this.#pages.numberOf(list, word >>> PAGE_BITS);
    if (PAGE * page === this.#fields.room) this.#fields.double();
    return PAGE * page + (word & (PAGE - 1));
  }

  /** The end nearer to 0 of a step of a page. */
  #placeOf(page: number, step: number): number {
    return ofUpperWord((this.#pages.valueOf(page) * PAGE + step) << this.#dropped);
  }
}
