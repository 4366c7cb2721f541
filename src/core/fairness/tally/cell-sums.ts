import { type CellColumns, scoredEnd } from './cell-columns.js';
import { labelOf, predictionOf } from './outcome-places.js';

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

/** Adds up the cells of some runs. Every sum is an integer, so the order does not matter. */
export function sumRuns(columns: CellColumns, runs: readonly number[]): CellSums {
  const { weight, weightSquares, scoreSum, scoreSquares, errorSquares } = columns.sums;
  const scored = { weight: noOutcomes(), squares: noOutcomes(), scoreSum: 0n, scoreSquares: 0n, errorSquares: 0n };
  const unscored = { weight: noOutcomes(), squares: noOutcomes() };
  let rows = 0;
  for (const run of runs) {
    const [start, middle, end] = [columns.runs[run]!, scoredEnd(columns, run), columns.runs[run + 1]!];
    for (let cell = start; cell < end; cell++) rows += columns.rows[cell]!;
    const outcome = nameOf(columns.outcome[start]!);
    if (middle > start) {
      scored.weight[outcome] += weight.sum(start, middle);
      scored.squares[outcome] += weightSquares.sum(start, middle);
      scored.scoreSum += scoreSum.sum(start, middle);
      scored.scoreSquares += scoreSquares.sum(start, middle);
      if (labelOf(columns.outcome[start]!) !== null) scored.errorSquares += errorSquares.sum(start, middle);
    }
    if (end > middle) {
      unscored.weight[outcome] += weight.sum(middle, end);
      unscored.squares[outcome] += weightSquares.sum(middle, end);
    }
  }
  return {
    rows,
    weight: addOutcomes([scored.weight, unscored.weight]),
    squares: addOutcomes([scored.squares, unscored.squares]),
    scored: {
      weight: allOf(scored.weight),
      squares: allOf(scored.squares),
      scoreSum: scored.scoreSum,
      scoreSquares: scored.scoreSquares,
    },
    labelled: {
      weight: labelledOf(scored.weight),
      squares: labelledOf(scored.squares),
      errorSquares: scored.errorSquares,
    },
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

/** The name of a label and a prediction (`outcomeOf`). */
function nameOf(outcome: number): keyof OutcomeSums {
  const label = labelOf(outcome);
  const selected = predictionOf(outcome) === 1;
  if (label === null) return selected ? 'selectedUnlabelled' : 'rejectedUnlabelled';
  if (label === 1) return selected ? 'tp' : 'fn';
  return selected ? 'fp' : 'tn';
}
