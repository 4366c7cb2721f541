import { compareCells } from './order.js';
import type { Exclusion, ScoreKeeping, TallyCell, WeightKind } from './types.js';

/** The settings that a tally is made under. Two tallies add only when these agree. */
export interface TallySpec {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  readonly weightKind: WeightKind;
  readonly score: ScoreKeeping;
  readonly scoreScale: number;
}

/** A cell while it is being summed. */
export type MutableCell = { -readonly [K in keyof TallyCell]: TallyCell[K] };

/** Text that two cells share exactly when they are the same cell. */
export function cellKey(cell: Pick<TallyCell, 'values' | 'label' | 'prediction' | 'score'>): string {
  return JSON.stringify([cell.values, cell.label, cell.prediction, cell.score]);
}

/** Cells by key; `add` sums into the cell of that key. Sums are integers, so the order of adding does not matter. */
export class CellTable {
  readonly #cells = new Map<string, MutableCell>();

  add(cell: TallyCell, sign: 1 | -1 = 1): void {
    const key = cellKey(cell);
    const there = this.#cells.get(key);
    if (there === undefined) {
      this.#cells.set(key, sign === 1 ? { ...cell } : negated(cell));
      return;
    }
    const factor = BigInt(sign);
    there.rows += sign * cell.rows;
    there.weight += factor * cell.weight;
    there.weightSquares += factor * cell.weightSquares;
    there.scoreSum += factor * cell.scoreSum;
    there.scoreSquares += factor * cell.scoreSquares;
    there.errorSquares += factor * cell.errorSquares;
  }

  /** All cells that hold rows (or a weight without rows, a fault that the caller reports), in the order of cells. */
  sorted(): TallyCell[] {
    return [...this.#cells.values()].filter((cell) => cell.rows !== 0 || cell.weight !== 0n).sort(compareCells);
  }
}

function negated(cell: TallyCell): MutableCell {
  return {
    ...cell,
    rows: -cell.rows,
    weight: -cell.weight,
    weightSquares: -cell.weightSquares,
    scoreSum: -cell.scoreSum,
    scoreSquares: -cell.scoreSquares,
    errorSquares: -cell.errorSquares,
  };
}

/** Cells of the same key added up, in the order of cells. */
export function sumCells(cells: readonly TallyCell[]): TallyCell[] {
  const table = new CellTable();
  for (const cell of cells) table.add(cell);
  return table.sorted();
}

/** Exclusions added up by reason and sorted by reason; `sign` -1 subtracts the second list. */
export function addExclusions(a: readonly Exclusion[], b: readonly Exclusion[], sign: 1 | -1 = 1): Exclusion[] {
  const rowsByReason = new Map<string, number>();
  for (const { reason, rows } of a) rowsByReason.set(reason, (rowsByReason.get(reason) ?? 0) + rows);
  for (const { reason, rows } of b) rowsByReason.set(reason, (rowsByReason.get(reason) ?? 0) + sign * rows);
  return [...rowsByReason]
    .filter(([, rows]) => rows !== 0)
    .map(([reason, rows]) => ({ reason, rows }))
    .sort((one, two) => (one.reason < two.reason ? -1 : 1));
}
