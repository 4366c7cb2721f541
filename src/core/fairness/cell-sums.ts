import type { TallyCell } from './types.js';

/** Integer sums by what was decided and what became true. */
export type OutcomeSums = Record<'tp' | 'fp' | 'fn' | 'tn' | 'selectedUnlabelled' | 'rejectedUnlabelled', bigint>;

/** Everything that a group needs of its cells, found in one pass: a large tally is passed over once per set of attributes. */
export interface CellSums {
  readonly rows: number;
  readonly weight: OutcomeSums;
  readonly squares: OutcomeSums;
  /** Over cells with a score. */
  readonly scored: ScoreSums;
  /** Over cells with a score and a label. */
  readonly labelled: Pick<ScoreSums, 'weight' | 'squares'> & { readonly errorSquares: bigint };
}

interface ScoreSums {
  readonly weight: bigint;
  readonly squares: bigint;
  readonly scoreSum: bigint;
  readonly scoreSquares: bigint;
}

/** Adds up cells. Every sum is an integer, so the order does not matter. */
export function sumCells(cells: readonly TallyCell[]): CellSums {
  let rows = 0;
  const weight = noOutcomes();
  const squares = noOutcomes();
  const scored = { weight: 0n, squares: 0n, scoreSum: 0n, scoreSquares: 0n };
  const labelled = { weight: 0n, squares: 0n, errorSquares: 0n };
  for (const cell of cells) {
    rows += cell.rows;
    const outcome = outcomeOf(cell);
    weight[outcome] += cell.weight;
    // Only sampling weights have squares: elsewhere an addition of zeros would cost as much as all others.
    if (cell.weightSquares !== 0n) squares[outcome] += cell.weightSquares;
    if (cell.score === null) continue;
    scored.scoreSum += cell.scoreSum;
    scored.scoreSquares += cell.scoreSquares;
    scored.weight += cell.weight;
    if (cell.weightSquares !== 0n) scored.squares += cell.weightSquares;
    if (cell.label === null) continue;
    labelled.weight += cell.weight;
    if (cell.weightSquares !== 0n) labelled.squares += cell.weightSquares;
    labelled.errorSquares += cell.errorSquares;
  }
  return { rows, weight, squares, scored, labelled };
}

const noOutcomes = (): OutcomeSums => ({
  tp: 0n,
  fp: 0n,
  fn: 0n,
  tn: 0n,
  selectedUnlabelled: 0n,
  rejectedUnlabelled: 0n,
});

function outcomeOf(cell: TallyCell): keyof OutcomeSums {
  if (cell.label === null) return cell.prediction === 1 ? 'selectedUnlabelled' : 'rejectedUnlabelled';
  if (cell.label === 1) return cell.prediction === 1 ? 'tp' : 'fn';
  return cell.prediction === 1 ? 'fp' : 'tn';
}
