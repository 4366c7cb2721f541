import { compareValues } from '../../tally/order.js';
import { DISTINCT_SCORE_LIMIT } from '../../tally/score-bins.js';
import { stepOf } from './scale.js';
import { type AmountCell, type AmountTally, QUANTITIES, type Quantity } from './types.js';

/**
 * Most distinct values of a quantity, over all combinations of attributes together, that are kept one by one. A million of them, which version 2 of
 * the tally kept, took thirteen times the work and eight times the memory of an audit of yes and no. Statements have one limit for scores and amounts.
 */
export const DISTINCT_AMOUNT_LIMIT = DISTINCT_SCORE_LIMIT;

/** Text that two cells share exactly when they are the same cell. */
export const amountCellKey = ({ values, quantity, at }: Pick<AmountCell, 'values' | 'quantity' | 'at'>): string =>
  JSON.stringify([values, quantity, at]);

/** Cells of the same key added up, in the order of cells: values by code point (missing last), quantities in their order, places ascending. */
export function addAmountCells(cells: readonly AmountCell[]): readonly AmountCell[] {
  if (areInOrder(cells)) return cells;
  const combinations = new Map<string, Combination>();
  // Most lists of values are shared by many cells, so a list is looked up by itself before it is by what it holds.
  const byList = new Map<AmountCell['values'], Combination>();
  for (const cell of cells) {
    let combination = byList.get(cell.values);
    if (combination === undefined) {
      const key = JSON.stringify(cell.values);
      combination = combinations.get(key) ?? newCombination(cell.values);
      combinations.set(key, combination);
      byList.set(cell.values, combination);
    }
    const places = combination[cell.quantity];
    const there = places.get(cell.at);
    places.set(cell.at, there === undefined ? cell : sumOf(there, cell));
  }
  return [...combinations.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .flatMap((combination) =>
      QUANTITIES.flatMap((quantity) => [...combination[quantity].values()].sort((a, b) => a.at - b.at)),
    );
}

/** Whether cells stand in their order, each once, as an engine's result mostly does. */
function areInOrder(cells: readonly AmountCell[]): boolean {
  for (let i = 1; i < cells.length; i++) if (!isBefore(cells[i - 1]!, cells[i]!)) return false;
  return true;
}

function isBefore(a: AmountCell, b: AmountCell): boolean {
  const lists = a.values === b.values ? 0 : compareValues(a.values, b.values);
  if (lists !== 0) return lists < 0;
  if (a.quantity === b.quantity) return a.at < b.at;
  return QUANTITIES.indexOf(a.quantity) < QUANTITIES.indexOf(b.quantity);
}

/** The cells of one combination of attributes, by quantity and place. */
interface Combination extends Readonly<Record<Quantity, Map<number, AmountCell>>> {
  readonly values: AmountCell['values'];
}

const newCombination = (values: AmountCell['values']): Combination => ({
  values,
  amount: new Map(),
  error: new Map(),
  actual: new Map(),
  paired: new Map(),
  covered: new Map(),
  width: new Map(),
});

const sumOf = (a: AmountCell, b: AmountCell): AmountCell => ({
  ...a,
  rows: a.rows + b.rows,
  weight: a.weight + b.weight,
  sum: a.sum + b.sum,
  squares: a.squares + b.squares,
});

/** The cells with the places of one quantity put into steps; finer steps of version 1 of the tally lie in ours. */
export function inSteps(cells: readonly AmountCell[], quantity: Quantity): readonly AmountCell[] {
  const isApart = (cell: AmountCell): boolean => cell.quantity === quantity && stepOf(cell.at) !== cell.at;
  if (!cells.some(isApart)) return cells;
  return addAmountCells(cells.map((cell) => (isApart(cell) ? { ...cell, at: stepOf(cell.at) } : cell)));
}

/** Whether the distinct values of a quantity are few enough to be kept one by one. */
function areFew(cells: readonly AmountCell[], quantity: Quantity, limit = DISTINCT_AMOUNT_LIMIT): boolean {
  let places = 0;
  for (const cell of cells) if (cell.quantity === quantity) places += 1;
  return places <= limit;
}

/**
 * Cells with every quantity in steps that has too many distinct values or was in steps before, and how its places are kept. The rule looks
 * at the data only, so every way to a tally decides alike.
 */
export function settlePlaces(
  cells: readonly AmountCell[],
  before: AmountTally['places'],
  limit?: number,
): Pick<AmountTally, 'cells' | 'places'> {
  let settled: readonly AmountCell[] = addAmountCells(cells);
  const steps: Quantity[] = [];
  for (const quantity of QUANTITIES) {
    if (before[quantity] === undefined || (before[quantity] === 'distinct' && areFew(settled, quantity, limit)))
      continue;
    steps.push(quantity);
    settled = inSteps(settled, quantity);
  }
  const places = { ...before, ...Object.fromEntries(steps.map((quantity) => [quantity, 'steps' as const])) };
  return { cells: settled, places };
}
