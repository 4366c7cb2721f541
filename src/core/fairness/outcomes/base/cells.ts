import { MAX_CELLS } from '../../tally/limits.js';
import { invalidValue, wholeSum } from './frame.js';

/** A cell that counts people. */
export interface CountedCell {
  readonly values: readonly (string | null)[];
  /** Number of rows, whatever they stand for. */
  readonly rows: number;
  /** People: rows, or the sum of what the rows stand for. */
  readonly people: number;
}

/** What makes two cells the same one, and in which order cells stand. */
export interface CellRules<C> {
  keyOf(cell: C): string;
  compare(a: C, b: C): number;
  /** Most cells of a tally; that of yes-or-no decisions unless said. */
  readonly most?: number;
}

const tooManyCells = (most: number) =>
  invalidValue(`there are more than ${most} cells`, 'Name attributes with few values; more is mostly an identifier.');

/**
 * Cells of the same key added up, in the one order of cells. Counts are integers, so the order of adding does not matter.
 *
 * @param rules `most`: number of cells above which a tally is refused
 * @throws TribuneError `DATA_VALUE_INVALID` for more cells than that
 */
export function sumCountedCells<C extends CountedCell>(rules: CellRules<C>, ...lists: Iterable<C>[]): C[] {
  const most = rules.most ?? MAX_CELLS;
  const cells = new Map<string, C>();
  for (const list of lists) {
    for (const cell of list) {
      const key = rules.keyOf(cell);
      const there = cells.get(key);
      cells.set(key, there === undefined ? cell : plus(there, cell));
      if (cells.size > most) throw tooManyCells(most);
    }
  }
  return [...cells.values()].sort(rules.compare);
}

const plus = <C extends CountedCell>(a: C, b: C): C => ({
  ...a,
  rows: wholeSum(a.rows, b.rows),
  people: wholeSum(a.people, b.people),
});

/** Numbers ascending, null last: the order of labels in cells. */
export function compareNullable(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}
