import { scalarText } from '../decisions/history/index.js';
import type { TrainingRow } from './row.js';
import type { TrainingPart } from './split.js';

/** Most cells that are told; more are identifiers that were sent as values. */
const MOST_CELLS = 2000;

/** Rows of one part with one value of an attribute and one label. */
export interface TrainingCell {
  readonly part: TrainingPart;
  readonly attribute: string;
  /** Null where it is not known of them. */
  readonly value: string | null;
  readonly label: string;
  readonly rows: number;
}

/** Counts rows by part, group and label. */
export class GroupCounts {
  readonly #cells = new Map<string, { -readonly [Key in keyof TrainingCell]: TrainingCell[Key] }>();
  #without = 0;

  add({ part, label, groups }: TrainingRow): void {
    const of = scalarText(label) ?? '';
    let isTold = true;
    for (const [attribute, value] of Object.entries(groups)) {
      const key = JSON.stringify([part, attribute, value, of]);
      const cell = this.#cells.get(key);
      if (cell !== undefined) cell.rows += 1;
      else if (this.#cells.size < MOST_CELLS) this.#cells.set(key, { part, attribute, value, label: of, rows: 1 });
      else isTold = false;
    }
    if (!isTold) this.#without += 1;
  }

  told(): { readonly cells: readonly TrainingCell[]; readonly rowsWithoutCell: number } {
    const inOrder = [...this.#cells].sort(([a], [b]) => (a < b ? -1 : 1));
    return { cells: inOrder.map(([, cell]) => cell), rowsWithoutCell: this.#without };
  }
}
