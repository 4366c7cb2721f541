import { counted } from '../../base/counted.js';
import { type CellColumns, scoredEnd } from './cell-columns.js';
import { fromFixedPoint } from './fixed-point.js';
import { labelOf } from './outcome-places.js';
import { placesByScore, type Range } from './places-by-score.js';
import { binEdge, type ScoreBins } from './score-bins.js';
import { FIXED_POINT, type Tally } from './types.js';

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

/** Builds the distribution of some runs of cells; null where no cell has a score. */
export function distributionOf(tally: Tally, columns: CellColumns, runs: readonly number[]): Distribution | null {
  const { score: keeping, weightKind } = tally;
  if (keeping.kind === 'none') return null;
  const bins = keeping.kind === 'bins' ? { lower: keeping.lower, upper: keeping.upper, count: keeping.count } : null;
  const scored = scoredByLabel(columns, runs);
  if (scored === null) return null;
  const { lowest, highest } = scored;
  const person = weightKind === 'sampling' ? FIXED_POINT : 1;
  const column = (ranges: readonly Range[]): ScoreColumn =>
    columnOf(columns, placesByScore(ranges, columns.score), { bins, person });
  return {
    bins,
    positives: column(scored.positives),
    negatives: column(scored.negatives),
    unlabelled: column(scored.unlabelled),
    lowest: bins === null ? lowest : binEdge(lowest, bins),
    highest: bins === null ? highest : binEdge(highest + 1, bins),
  };
}

interface ScoredRanges {
  readonly positives: Range[];
  readonly negatives: Range[];
  readonly unlabelled: Range[];
  readonly lowest: number;
  readonly highest: number;
}

function scoredByLabel(columns: CellColumns, runs: readonly number[]): ScoredRanges | null {
  const positives: Range[] = [];
  const negatives: Range[] = [];
  const unlabelled: Range[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const run of runs) {
    const range = { start: columns.runs[run]!, end: scoredEnd(columns, run) };
    if (range.start === range.end) continue;
    lowest = Math.min(lowest, columns.score[range.start]!);
    highest = Math.max(highest, columns.score[range.end - 1]!);
    const label = labelOf(columns.outcome[range.start]!);
    (label === 1 ? positives : label === 0 ? negatives : unlabelled).push(range);
  }
  return lowest > highest ? null : { positives, negatives, unlabelled, lowest, highest };
}

interface ColumnOptions {
  readonly bins: ScoreBins | null;
  /** The sum of weights that is one person. */
  readonly person: number;
}

function columnOf({ score, sums }: CellColumns, places: Uint32Array, { bins, person }: ColumnOptions): ScoreColumn {
  // A sampling weight below 2^-40 is 0 in fixed point, so there is nobody to count.
  const peopled = places.filter((place) => sums.weight.number(place) > 0);
  const scores = new Float64Array(peopled.length);
  const counts = new Float64Array(peopled.length);
  const means = new Float64Array(peopled.length);
  let length = 0;
  for (let i = 0; i < peopled.length; ) {
    const first = i;
    const held = score[peopled[first]!]!;
    for (i += 1; i < peopled.length && score[peopled[i]!] === held; ) i += 1;
    counts[length] = sums.weight.total(peopled, first, i) / person;
    scores[length] = bins === null ? held : binEdge(held, bins);
    means[length] =
      bins === null ? held : fromFixedPoint(sums.scoreSum.totalExact(peopled, first, i)) / counts[length]!;
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
  return distribution.bins === null ? '' : `, scores in ${counted(distribution.bins.count, 'bin')}`;
}
