import { fromFixedPoint } from './fixed-point.js';
import { binEdge, type ScoreBins } from './score-bins.js';
import type { ScoreKeeping, TallyCell } from './types.js';

/** Scores of the people of one label, ascending. Index i of every array is the same distinct score, or bin. */
export interface ScoreColumn {
  /** The distinct score, or the lower edge of the bin. */
  readonly scores: Float64Array;
  /** People with that score: rows, or sums of weights. */
  readonly counts: Float64Array;
  /** Mean score of these people: the score itself, or the exact mean inside the bin. */
  readonly means: Float64Array;
}

/** How scores spread in one group, by label. */
export interface Distribution {
  /** The bins that scores were put into; null where distinct scores are kept. */
  readonly bins: ScoreBins | null;
  readonly positives: ScoreColumn;
  readonly negatives: ScoreColumn;
  readonly unlabelled: ScoreColumn;
  /** Range of the scores: the smallest and largest distinct score, or the outer edges of the bins. */
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
  const scored = scoredByLabel(cells);
  if (scored === null) return null;
  const { lowest, highest } = scored;
  const column = (list: TallyCell[]): ScoreColumn => columnOf(inOrder(list), bins, people);
  return {
    bins,
    positives: column(scored.positives),
    negatives: column(scored.negatives),
    unlabelled: column(scored.unlabelled),
    lowest: bins === null ? lowest : binEdge(lowest, bins),
    highest: bins === null ? highest : binEdge(highest + 1, bins),
  };
}

interface ScoredCells {
  readonly positives: TallyCell[];
  readonly negatives: TallyCell[];
  readonly unlabelled: TallyCell[];
  readonly lowest: number;
  readonly highest: number;
}

function scoredByLabel(cells: readonly TallyCell[]): ScoredCells | null {
  const positives: TallyCell[] = [];
  const negatives: TallyCell[] = [];
  const unlabelled: TallyCell[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const cell of cells) {
    const { score, label } = cell;
    if (score === null) continue;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
    // A sampling weight below 2^-40 is 0 in fixed point, so there is nobody to count.
    if (cell.weight <= 0n) continue;
    if (label === 1) positives.push(cell);
    else if (label === 0) negatives.push(cell);
    else unlabelled.push(cell);
  }
  return lowest > highest ? null : { positives, negatives, unlabelled, lowest, highest };
}

/** Cells by ascending score. The cells of one group are in this order already where a cutoff decided, so only others are sorted. */
function inOrder(cells: TallyCell[]): TallyCell[] {
  for (let i = 1; i < cells.length; i++) {
    if (cells[i - 1]!.score! > cells[i]!.score!) return cells.sort((a, b) => a.score! - b.score!);
  }
  return cells;
}

function columnOf(
  cells: readonly TallyCell[],
  bins: ScoreBins | null,
  people: (weight: bigint) => number,
): ScoreColumn {
  const scores = new Float64Array(cells.length);
  const counts = new Float64Array(cells.length);
  const means = new Float64Array(cells.length);
  let length = 0;
  for (let i = 0; i < cells.length; ) {
    const { score } = cells[i]!;
    let { weight, scoreSum } = cells[i]!;
    for (i += 1; i < cells.length && cells[i]!.score === score; i++) {
      weight += cells[i]!.weight;
      scoreSum += cells[i]!.scoreSum;
    }
    counts[length] = people(weight);
    scores[length] = bins === null ? score! : binEdge(score!, bins);
    means[length] = bins === null ? score! : fromFixedPoint(scoreSum) / counts[length]!;
    length += 1;
  }
  return { scores: scores.slice(0, length), counts: counts.slice(0, length), means: means.slice(0, length) };
}

/** The distribution of several groups of distinct scores together; counts are whole numbers, so that sums of them are exact. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  const column = (of: (part: Distribution) => ScoreColumn): ScoreColumn => mergeColumns(parts.map(of));
  return {
    bins: null,
    positives: column((part) => part.positives),
    negatives: column((part) => part.negatives),
    unlabelled: column((part) => part.unlabelled),
    lowest: parts.reduce((least, part) => Math.min(least, part.lowest), Number.POSITIVE_INFINITY),
    highest: parts.reduce((most, part) => Math.max(most, part.highest), Number.NEGATIVE_INFINITY),
  };
}

/** Merges columns in pairs, so that the cost is n log(groups). */
function mergeColumns(columns: readonly ScoreColumn[]): ScoreColumn {
  let round = columns;
  while (round.length > 1) {
    const next: ScoreColumn[] = [];
    for (let i = 0; i < round.length; i += 2) {
      const right = round[i + 1];
      next.push(right === undefined ? round[i]! : mergeTwo(round[i]!, right));
    }
    round = next;
  }
  return round[0]!;
}

function mergeTwo(a: ScoreColumn, b: ScoreColumn): ScoreColumn {
  const scores = new Float64Array(a.scores.length + b.scores.length);
  const counts = new Float64Array(scores.length);
  let length = 0;
  let i = 0;
  let j = 0;
  while (i < a.scores.length || j < b.scores.length) {
    const nextA = i < a.scores.length ? a.scores[i]! : Number.POSITIVE_INFINITY;
    const nextB = j < b.scores.length ? b.scores[j]! : Number.POSITIVE_INFINITY;
    scores[length] = Math.min(nextA, nextB);
    if (nextA <= nextB) counts[length]! += a.counts[i++]!;
    if (nextB <= nextA) counts[length]! += b.counts[j++]!;
    length += 1;
  }
  const held = scores.slice(0, length);
  return { scores: held, counts: counts.slice(0, length), means: held.slice() };
}

/** Note that is appended to a method where scores are kept in bins. */
export function binsNote(distribution: Distribution): string {
  return distribution.bins === null ? '' : `, scores in ${distribution.bins.count} bins`;
}
