import { ExactFields, type TakeCell } from './exact-fields.js';
import { NumberedPairs } from './numbered.js';

/** Sums of integers by list and by value, each a place of its own. */
export class ValueSums {
  readonly #cells = new NumberedPairs();
  readonly #fields = new ExactFields(1024);
  /** Cells of some rows. */
  #found = new Int32Array(0);
  #ordered: number[][] | null = null;

  /** Number of cells. */
  get size(): number {
    return this.#cells.size;
  }

  /** Adds the values of neighbouring rows. */
  addRows(lists: Int32Array, values: Float64Array, from: number, to: number): void {
    this.#ordered = null;
    const rows = to - from;
    if (this.#found.length < rows) this.#found = new Int32Array(rows);
    const found = this.#found;
    for (let row = 0; row < rows; row++) found[row] = this.#cells.numberOf(lists[from + row]!, values[from + row]!);
    while (this.#fields.room < this.#cells.size) this.#fields.double();
    this.#fields.addRows(found, values.subarray(from, to), rows);
  }

  /** Hands over what is summed at each place of a list, places ascending. */
  each(list: number, take: TakeCell): void {
    this.#ordered ??= this.#cells.byList();
    const fields = this.#fields;
    for (const cell of this.#ordered[list] ?? []) take(this.#cells.valueOf(cell), fields, cell);
  }

  /** Hands over the cells in any order. */
  cells(take: (list: number, value: number, fields: ExactFields, cell: number) => void): void {
    for (let cell = 0; cell < this.size; cell++)
      take(this.#cells.listOf(cell), this.#cells.valueOf(cell), this.#fields, cell);
  }
}
