import type { QuantityRows } from '../../../core/fairness/outcomes/amount/index.js';
import { AT_FAULT, MISSING, STATES } from '../statement/amount-rows.js';

/** Rows as the engine hands them over. */
interface HandedRows {
  readonly count: number;
  /** Number of the key of each row. */
  readonly codes: Int32Array;
  readonly states: Int32Array | null;
  /** In smallest parts, or `MISSING`, or `AT_FAULT`. */
  readonly amounts: Float64Array;
  readonly labels: Float64Array | null;
}

/** What is known by the number of a key: the list of its attribute values, and its rows. */
export interface Keys {
  readonly lists: Int32Array;
  readonly rows: Float64Array;
}

/** Rows of a quantity as they are gathered. */
interface Gathered extends QuantityRows {
  count: number;
}

const gathered = (room: number): Gathered => ({
  lists: new Int32Array(room),
  values: new Float64Array(room),
  count: 0,
});

/** The rows of a chunk that are counted, by quantity, and the places of those that are not; valid until the next chunk. */
export class FitRows {
  amount = gathered(0);
  error = gathered(0);
  left: { readonly rows: Int32Array; count: number } = { rows: new Int32Array(0), count: 0 };

  gather(handed: HandedRows, keys: Keys): void {
    if (this.left.rows.length < handed.count) {
      [this.amount, this.error] = [gathered(handed.count), gathered(handed.count)];
      this.left = { rows: new Int32Array(handed.count), count: 0 };
    }
    for (let row = 0; row < handed.count; row++) keys.rows[handed.codes[row]!]! += 1;
    this.left.count = gatherAmounts(handed, keys, this.amount, this.left.rows);
    if (handed.labels !== null) gatherErrors(handed, keys, this.error);
  }
}

/*
 * Loops over arrays of numbers that call nothing: they are compiled in a fraction of the time of one loop over whole rows, which a command of a second
 * notices.
 */

const isFit = (state: number, amount: number, label: number): boolean =>
  state === STATES.fit && amount >= 0 && label !== AT_FAULT;

/** Gathers amounts, and says how many rows it left out. */
function gatherAmounts(
  { count, codes, states, amounts, labels }: HandedRows,
  { lists }: Keys,
  to: Gathered,
  out: Int32Array,
): number {
  let [fit, left] = [0, 0];
  for (let row = 0; row < count; row++) {
    const amount = amounts[row]!;
    if (isFit(states === null ? STATES.fit : states[row]!, amount, labels === null ? MISSING : labels[row]!)) {
      to.lists[fit] = lists[codes[row]!]!;
      to.values[fit] = amount;
      fit += 1;
    } else {
      out[left] = row;
      left += 1;
    }
  }
  to.count = fit;
  return left;
}

function gatherErrors({ count, codes, states, amounts, labels }: HandedRows, { lists }: Keys, to: Gathered): void {
  let fit = 0;
  for (let row = 0; row < count; row++) {
    const [amount, label] = [amounts[row]!, labels![row]!];
    if (label === MISSING || !isFit(states === null ? STATES.fit : states[row]!, amount, label)) continue;
    to.lists[fit] = lists[codes[row]!]!;
    to.values[fit] = amount - label;
    fit += 1;
  }
  to.count = fit;
}
