import { compareValues } from '../../tally/order.js';
import { DISTINCT_AMOUNT_LIMIT } from './cells.js';
import { type AmountColumns, type CellRun, emptyColumns } from './columns.js';
import { STEP_DIGITS } from './scale.js';
import { QuantitySums } from './sums/index.js';
import type { AmountCell, Places } from './types.js';

/** Rows that wait to be summed together. */
const ROWS = 2048;

/** Rows of one quantity, summed some thousand at a time: a loop that does nothing else stays fast code, and one over whole rows did not. */
class Batch {
  readonly sums: QuantitySums;
  readonly #lists = new Int32Array(ROWS);
  readonly #values = new Float64Array(ROWS);
  #rows = 0;

  constructor(limit: number) {
    this.sums = new QuantitySums({ limit, digits: STEP_DIGITS });
  }

  add(list: number, value: number): void {
    this.#lists[this.#rows] = list;
    this.#values[this.#rows] = value;
    this.#rows += 1;
    if (this.#rows === ROWS) this.flush();
  }

  flush(): QuantitySums {
    this.sums.addRows(this.#lists, this.#values, this.#rows);
    this.#rows = 0;
    return this.sums;
  }
}

/**
 * The sums of amounts and errors of rows that are one person each, for millions of rows that an engine hands over as numbers: arrays of numbers and no
 * objects. The cells are those that `AmountAccumulator` makes of the same rows.
 *
 * @example
 * const sums = new AmountSums();
 * sums.add(0, 123450, 100000);
 * sums.columns([['f']]).at // [123450, 23450], the amount and its error
 */
export class AmountSums {
  readonly #amount: Batch;
  readonly #error: Batch;

  /** @param limit distinct values above which steps are kept, for tests; the contract fixes the default */
  constructor(limit = DISTINCT_AMOUNT_LIMIT) {
    this.#amount = new Batch(limit);
    this.#error = new Batch(limit);
  }

  /** Number of cells, without those of the last rows. */
  get size(): number {
    return this.#amount.sums.size + this.#error.sums.size;
  }

  /** How the values of each quantity are kept. */
  get places(): { readonly amount: Places; readonly error: Places } {
    const placesOf = (batch: Batch): Places => (batch.flush().inSteps ? 'steps' : 'distinct');
    return { amount: placesOf(this.#amount), error: placesOf(this.#error) };
  }

  /**
   * Adds a row.
   *
   * @param combination number of its attribute values
   * @param amount in smallest parts, at least 0 and not -0
   * @param actual the amount that turned out right, likewise; NaN where it is not known
   */
  add(combination: number, amount: number, actual: number): void {
    this.#amount.add(combination, amount);
    const error = amount - actual;
    if (!Number.isNaN(error)) this.#error.add(combination, error);
  }

  /** The cells in their order, from the attribute values of each combination. */
  columns(values: readonly AmountCell['values'][]): AmountColumns {
    const quantities = [
      { quantity: 'amount', sums: this.#amount.flush() },
      { quantity: 'error', sums: this.#error.flush() },
    ] as const;
    for (const { sums } of quantities) sums.settle();
    const order = values.map((_, index) => index).sort((a, b) => compareValues(values[a]!, values[b]!));
    const columns = emptyColumns(this.size);
    const runs: CellRun[] = [];
    let end = 0;
    for (const list of order)
      for (const { quantity, sums } of quantities) {
        const start = end;
        sums.each(list, (at, fields, cell) => {
          columns.at[end] = at;
          columns.rows[end] = fields.rowsOf(cell);
          columns.weight.setNumber(end, fields.rowsOf(cell));
          fields.giveSum(cell, columns.sum, end);
          fields.giveSquares(cell, columns.squares, end);
          end += 1;
        });
        if (end > start) runs.push({ values: values[list]!, quantity, start, end });
      }
    return { ...columns, runs };
  }
}
