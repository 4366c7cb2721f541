import { compareValues } from '../../tally/order.js';
import { DISTINCT_AMOUNT_LIMIT } from './cells.js';
import { type AmountColumns, type CellRun, emptyColumns } from './columns.js';
import { STEP_DIGITS } from './scale.js';
import { QuantitySums } from './sums/index.js';
import type { AmountCell, Places } from './types.js';

/** Rows of one quantity: the first `count` of the arrays. */
export interface QuantityRows {
  /** Number of the attribute values of each row. */
  readonly lists: Int32Array;
  /** In smallest parts: amounts at least 0, no -0. */
  readonly values: Float64Array;
  readonly count: number;
}

/**
 * The sums of amounts and errors of rows that are one person each, for millions of rows that an engine hands over as numbers: arrays of numbers and no
 * objects. The cells are those that `AmountAccumulator` makes of the same rows.
 *
 * @example
 * const sums = new AmountSums();
 * sums.add('amount', { lists: Int32Array.of(0), values: Float64Array.of(123450), count: 1 });
 * sums.columns([['f']]).at // [123450]
 */
export class AmountSums {
  readonly #sums: Readonly<Record<'amount' | 'error', QuantitySums>>;

  /** @param limit distinct values above which steps are kept, for tests; the contract fixes the default */
  constructor(limit = DISTINCT_AMOUNT_LIMIT) {
    const sums = (): QuantitySums => new QuantitySums({ limit, digits: STEP_DIGITS });
    this.#sums = { amount: sums(), error: sums() };
  }

  /** Number of cells. */
  get size(): number {
    return this.#sums.amount.size + this.#sums.error.size;
  }

  /** How the values of each quantity are kept. */
  get places(): { readonly amount: Places; readonly error: Places } {
    const placesOf = (sums: QuantitySums): Places => (sums.inSteps ? 'steps' : 'distinct');
    return { amount: placesOf(this.#sums.amount), error: placesOf(this.#sums.error) };
  }

  /** Adds rows of one quantity. */
  add(quantity: 'amount' | 'error', { lists, values, count }: QuantityRows): void {
    this.#sums[quantity].addRows(lists, values, count);
  }

  /** The cells in their order, from the attribute values of each combination. */
  columns(values: readonly AmountCell['values'][]): AmountColumns {
    const quantities = [
      { quantity: 'amount', sums: this.#sums.amount },
      { quantity: 'error', sums: this.#sums.error },
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
