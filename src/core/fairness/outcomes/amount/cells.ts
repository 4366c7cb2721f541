import { compareValues } from '../../tally/order.js';
import { DISTINCT_SCORE_LIMIT, TOTAL_SCORE_LIMIT } from '../../tally/score-bins.js';
import { stepOf } from './scale.js';
import { type AmountCell, type AmountTally, type Places, QUANTITIES, type Quantity } from './types.js';

/** Most distinct values of a quantity in one combination of attributes, and in all, that are kept one by one: those of scores. */
export const DISTINCT_AMOUNT_LIMIT = DISTINCT_SCORE_LIMIT;
export const TOTAL_AMOUNT_LIMIT = TOTAL_SCORE_LIMIT;

/** Order of cells: values by code point (missing last), the amount before its error, places ascending. */
export const compareAmountCells = (a: AmountCell, b: AmountCell): number =>
  compareValues(a.values, b.values) || QUANTITIES.indexOf(a.quantity) - QUANTITIES.indexOf(b.quantity) || a.at - b.at;

/**
 * Cells in order. Most lists of values are shared by many cells, so they are put in order once and not for every pair of cells.
 */
export function sortAmountCells(cells: readonly AmountCell[]): AmountCell[] {
  const byValues = new Map<AmountCell['values'], AmountCell[]>();
  for (const cell of cells) {
    const there = byValues.get(cell.values);
    if (there === undefined) byValues.set(cell.values, [cell]);
    else there.push(cell);
  }
  const parts = [...byValues.values()].sort(([a], [b]) => compareValues(a!.values, b!.values));
  const isApart = parts.every((part, i) => i === 0 || compareValues(parts[i - 1]![0]!.values, part[0]!.values) !== 0);
  // Equal lists that are not one list: their cells belong among each other.
  if (!isApart) return [...cells].sort(compareAmountCells);
  for (const part of parts)
    part.sort((a, b) =>
      a.quantity === b.quantity ? a.at - b.at : QUANTITIES.indexOf(a.quantity) - QUANTITIES.indexOf(b.quantity),
    );
  return parts.flat();
}

/** Text that two cells share exactly when they are the same cell. */
export const amountCellKey = ({ values, quantity, at }: Pick<AmountCell, 'values' | 'quantity' | 'at'>): string =>
  JSON.stringify([values, quantity, at]);

/** Cells of the same key added up, in the order of cells. */
export function addAmountCells(cells: readonly AmountCell[]): AmountCell[] {
  const sums = new Map<string, AmountCell>();
  for (const cell of cells) {
    const key = amountCellKey(cell);
    const there = sums.get(key);
    sums.set(
      key,
      there === undefined
        ? cell
        : {
            ...there,
            rows: there.rows + cell.rows,
            weight: there.weight + cell.weight,
            sum: there.sum + cell.sum,
            squares: there.squares + cell.squares,
          },
    );
  }
  return sortAmountCells([...sums.values()]);
}

/** The cells with the places of one quantity put into steps; finer steps of version 1 of the tally lie in ours. */
export function inSteps(cells: readonly AmountCell[], quantity: Quantity): AmountCell[] {
  return addAmountCells(cells.map((cell) => (cell.quantity === quantity ? { ...cell, at: stepOf(cell.at) } : cell)));
}

/** Whether the distinct values of a quantity are few enough to be kept one by one. */
export function areFew(cells: readonly AmountCell[], quantity: Quantity, limit = DISTINCT_AMOUNT_LIMIT): boolean {
  const byValues = new Map<string, number>();
  let all = 0;
  let most = 0;
  for (const cell of cells) {
    if (cell.quantity !== quantity) continue;
    const key = JSON.stringify(cell.values);
    const count = (byValues.get(key) ?? 0) + 1;
    byValues.set(key, count);
    all += 1;
    most = Math.max(most, count);
  }
  return most <= limit && all <= TOTAL_AMOUNT_LIMIT;
}

/**
 * Cells with every quantity in steps that has too many distinct values or was in steps before, and how its places are kept. The rule looks
 * at the data only, so every way to a tally decides alike.
 */
export function settlePlaces(
  cells: readonly AmountCell[],
  before: AmountTally['places'],
  limit?: number,
): { readonly cells: AmountCell[]; readonly places: AmountTally['places'] } {
  let settled = addAmountCells(cells);
  const places: Record<Quantity, Places> = { ...before };
  for (const quantity of QUANTITIES) {
    if (before[quantity] === 'distinct' && areFew(settled, quantity, limit)) continue;
    places[quantity] = 'steps';
    settled = inSteps(settled, quantity);
  }
  return { cells: settled, places };
}
