import type { TallyCell } from './types.js';

const OUTCOMES = ['tp', 'fp', 'fn', 'tn', 'selectedUnlabelled', 'rejectedUnlabelled'] as const;

/** Integer sums by decision and label. */
export type OutcomeSums = Record<(typeof OUTCOMES)[number], bigint>;

/** Everything that a group needs of its cells, found in one pass, so that a large tally is read once per set of attributes. */
export interface CellSums {
  readonly rows: number;
  readonly weight: OutcomeSums;
  readonly squares: OutcomeSums;
  /** Sums over the cells with a score. */
  readonly scored: ScoreSums;
  /** Sums over the cells with a score and a label. */
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
  const scored = { weight: noOutcomes(), squares: noOutcomes() };
  const unscored = { weight: noOutcomes(), squares: noOutcomes() };
  let scoreSum = 0n;
  let scoreSquares = 0n;
  let errorSquares = 0n;
  for (const cell of cells) {
    rows += cell.rows;
    const outcome = outcomeOf(cell);
    const sums = cell.score === null ? unscored : scored;
    sums.weight[outcome] += cell.weight;
    // Only sampling weights have squares; adding zeros elsewhere would cost as much as all other sums.
    if (cell.weightSquares !== 0n) sums.squares[outcome] += cell.weightSquares;
    if (cell.score === null) continue;
    scoreSum += cell.scoreSum;
    scoreSquares += cell.scoreSquares;
    if (cell.label !== null) errorSquares += cell.errorSquares;
  }
  const labelled = { weight: labelledOf(scored.weight), squares: labelledOf(scored.squares), errorSquares };
  return {
    rows,
    weight: addOutcomes([scored.weight, unscored.weight]),
    squares: addOutcomes([scored.squares, unscored.squares]),
    scored: { weight: allOf(scored.weight), squares: allOf(scored.squares), scoreSum, scoreSquares },
    labelled,
  };
}

const labelledOf = ({ tp, fp, fn, tn }: OutcomeSums): bigint => tp + fp + fn + tn;

const allOf = (sums: OutcomeSums): bigint => labelledOf(sums) + sums.selectedUnlabelled + sums.rejectedUnlabelled;

function addOutcomes(parts: readonly OutcomeSums[]): OutcomeSums {
  const sums = noOutcomes();
  for (const part of parts) for (const outcome of OUTCOMES) sums[outcome] += part[outcome];
  return sums;
}

/** The sums of several sets of cells together, none of which shares a cell with another. */
export function addSums(parts: readonly CellSums[]): CellSums {
  const sum = (of: (part: CellSums) => bigint): bigint => parts.reduce((total, part) => total + of(part), 0n);
  return {
    rows: parts.reduce((total, part) => total + part.rows, 0),
    weight: addOutcomes(parts.map((part) => part.weight)),
    squares: addOutcomes(parts.map((part) => part.squares)),
    scored: {
      weight: sum(({ scored }) => scored.weight),
      squares: sum(({ scored }) => scored.squares),
      scoreSum: sum(({ scored }) => scored.scoreSum),
      scoreSquares: sum(({ scored }) => scored.scoreSquares),
    },
    labelled: {
      weight: sum(({ labelled }) => labelled.weight),
      squares: sum(({ labelled }) => labelled.squares),
      errorSquares: sum(({ labelled }) => labelled.errorSquares),
    },
  };
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
