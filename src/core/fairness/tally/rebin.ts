import { CellTable } from './cells.js';
import { compareValues } from './order.js';
import { binOf, DISTINCT_SCORE_LIMIT, type ScoreBins, TOTAL_SCORE_LIMIT } from './score-bins.js';
import type { Tally, TallyCell } from './types.js';

/**
 * The same tally with scores in bins instead of distinct values. Sums of scores stay exact; only the shape of the distribution inside a
 * bin is lost. A tally that keeps no scores or bins already is returned as it is.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` where a score lies outside the bins
 */
export function rebinTally(tally: Tally, bins: ScoreBins): Tally {
  if (tally.score.kind !== 'distinct') return tally;
  const table = new CellTable();
  for (const cell of tally.cells) {
    table.add(cell.score === null ? cell : { ...cell, score: binOf(cell.score, bins) });
  }
  return { ...tally, score: { kind: 'bins', ...bins }, cells: table.sorted() };
}

/**
 * Puts scores into bins as soon as one combination of attribute values holds more than `limit` of them, or all together more than
 * `TOTAL_SCORE_LIMIT`. The distinct scores of a union are at least as many as those of each part, so parts that went to bins have a whole
 * that goes to bins: merging stays equal to tallying the whole.
 */
export function withinScoreLimit(tally: Tally, bins: ScoreBins, limit: number = DISTINCT_SCORE_LIMIT): Tally {
  if (tally.score.kind !== 'distinct' || tally.cells.length <= limit) return tally;
  const { most, total } = distinctScores(tally.cells);
  return most > limit || total > TOTAL_SCORE_LIMIT ? rebinTally(tally, bins) : tally;
}

/** Distinct scores of the combination of attribute values that has most, and of all combinations. Cells must be in order. */
function distinctScores(cells: readonly TallyCell[]): { most: number; total: number } {
  let most = 0;
  let total = 0;
  let scores = new Set<number>();
  let values: TallyCell['values'] | null = null;
  const close = (): void => {
    most = Math.max(most, scores.size);
    total += scores.size;
  };
  for (const cell of cells) {
    if (values === null || compareValues(values, cell.values) !== 0) {
      close();
      scores = new Set();
      values = cell.values;
    }
    if (cell.score !== null) scores.add(cell.score);
  }
  close();
  return { most, total };
}
