import { fromFixedPoint } from './fixed-point.js';
import { binEdge, type ScoreBins } from './score-bins.js';
import type { ScoreKeeping, TallyCell } from './types.js';

/** Scores of the people of one label, ascending. Index i of every array is the same distinct score, or bin. */
export interface ScoreColumn {
  /** The distinct score, or the lower edge of the bin. */
  readonly scores: Float64Array;
  /** People: rows, or sums of weights. */
  readonly counts: Float64Array;
  /** Mean score of these people: the score itself, or the exact mean inside the bin. */
  readonly means: Float64Array;
}

/** How scores spread in one group, by label. */
export interface Distribution {
  /** Null: distinct scores. Else the bins they were put into. */
  readonly bins: ScoreBins | null;
  readonly positives: ScoreColumn;
  readonly negatives: ScoreColumn;
  readonly unlabelled: ScoreColumn;
  /** Smallest and largest score known: of distinct scores themselves, of bins the outer edges. */
  readonly lowest: number;
  readonly highest: number;
}

/** Builds the distribution of some cells; null where none has a score. `people` turns a weight into a number. */
export function distributionOf(
  keeping: ScoreKeeping,
  cells: readonly TallyCell[],
  people: (weight: bigint) => number,
): Distribution | null {
  if (keeping.kind === 'none') return null;
  const bins = keeping.kind === 'bins' ? { lower: keeping.lower, upper: keeping.upper, count: keeping.count } : null;
  const column = (label: TallyCell['label']) =>
    columnOf(
      cells.filter((c) => c.label === label),
      bins,
      people,
    );
  const columns = { positives: column(1), negatives: column(0), unlabelled: column(null) };
  const scored = cells.filter((cell) => cell.score !== null).map((cell) => cell.score!);
  if (scored.length === 0) return null;
  const [least, most] = scored.reduce(
    ([low, high], s) => [Math.min(low, s), Math.max(high, s)],
    [scored[0]!, scored[0]!],
  );
  return {
    bins,
    ...columns,
    lowest: bins === null ? least! : binEdge(least!, bins),
    highest: bins === null ? most! : binEdge(most! + 1, bins),
  };
}

function columnOf(
  cells: readonly TallyCell[],
  bins: ScoreBins | null,
  people: (weight: bigint) => number,
): ScoreColumn {
  // A sampling weight below 2^-40 is 0 in fixed point: nobody to count.
  const scored = cells.filter((cell) => cell.score !== null && cell.weight > 0n).sort((a, b) => a.score! - b.score!);
  const scores: number[] = [];
  const weights: bigint[] = [];
  const sums: bigint[] = [];
  for (const cell of scored) {
    const last = scores.length - 1;
    if (last >= 0 && scores[last] === cell.score) {
      weights[last]! += cell.weight;
      sums[last]! += cell.scoreSum;
    } else {
      scores.push(cell.score!);
      weights.push(cell.weight);
      sums.push(cell.scoreSum);
    }
  }
  const counts = Float64Array.from(weights, people);
  const inBin = (i: number): number => fromFixedPoint(sums[i]!) / counts[i]!;
  return {
    scores: Float64Array.from(scores, (score) => (bins === null ? score : binEdge(score, bins))),
    counts,
    means: Float64Array.from(scores, (score, i) => (bins === null ? score : inBin(i))),
  };
}

/** Appended to a method where scores are kept in bins. */
export function binsNote(distribution: Distribution): string {
  return distribution.bins === null ? '' : `, scores in ${distribution.bins.count} bins`;
}
