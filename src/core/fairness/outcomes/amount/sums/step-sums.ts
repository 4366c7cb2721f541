import { ExactFields, type TakeCell } from './exact-fields.js';
import { PAGE, StepCells } from './step-cells.js';

const FIRST_CELLS = 2048;

/** Rows whose cells are found before they are summed: two loops that do one thing each are compiled sooner, and stay so. */
const ROWS = 2048;

/**
 * Sums of integers by list and by step (`stepOf`): values near each other are mostly near each other in memory, and what finds them is small enough to stay
 * in the processor's cache.
 */
export class StepSums {
  readonly #cells: StepCells;
  readonly #fields = new ExactFields(FIRST_CELLS);
  /** Cells of some rows. */
  readonly #found = new Int32Array(ROWS);
  #size = 0;
  #ordered: number[][] | null = null;

  /** @param digits leading binary digits that steps keep, 4 to 21 */
  constructor(digits: number) {
    this.#cells = new StepCells(digits);
  }

  /** Number of cells. */
  get size(): number {
    return this.#size;
  }

  /** Adds the values of neighbouring rows. */
  addRows(lists: Int32Array, values: Float64Array, from: number, to: number): void {
    this.#ordered = null;
    for (let start = from; start < to; start += ROWS) {
      const count = Math.min(ROWS, to - start);
      this.#cells.find({ lists, values, from: start, count }, this.#found);
      this.#makeRoom();
      this.#size += this.#fields.addRows(this.#found, values.subarray(start, start + count), count);
    }
  }

  /** Adds what a cell of others holds, of one value. */
  merge(list: number, value: number, from: ExactFields, other: number): void {
    const cell = this.#cells.cellOf(list, value);
    this.#makeRoom();
    if (this.#fields.rowsOf(cell) === 0) this.#size += 1;
    this.#fields.merge(cell, from, other);
  }

  /** Hands over what is summed at each step of a list, places ascending. */
  each(list: number, take: TakeCell): void {
    this.#ordered ??= this.#cells.byList();
    const pages = this.#ordered[list] ?? [];
    const isBelow = (page: number): boolean => this.#cells.placeOf(page, 0) < 0;
    for (const page of pages.filter(isBelow).reverse())
      for (let step = PAGE - 1; step >= 0; step--) this.#hand(page, step, take);
    for (const page of pages) if (!isBelow(page)) for (let step = 0; step < PAGE; step++) this.#hand(page, step, take);
  }

  #hand(page: number, step: number, take: TakeCell): void {
    const cell = PAGE * page + step;
    if (this.#fields.rowsOf(cell) > 0) take(this.#cells.placeOf(page, step), this.#fields, cell);
  }

  #makeRoom(): void {
    while (this.#fields.room < this.#cells.room) this.#fields.double();
  }
}
