import { rebinTally, sumCells, withoutScores } from '../../core/fairness/index.js';
import { FIXED_POINT, type ScoreKeeping, type Tally, type TallyCell } from '../../core/fairness/tally/index.js';
import { type Crowd, crowdsOf, crowdsWithoutLabels, isSafe, poolSmall, rowsOf, type Side } from './crowds.js';
import { type AuditPart, LEAST_CELL } from './types.js';

/** Numbers of bins for scores when distinct ones single people out; the finest that does not is taken. The numbers are our choice. */
export const BIN_COUNTS = [100, 50, 20, 10, 5, 4, 2] as const;
const MERGED = `filtered or excluded; reasons of fewer than ${LEAST_CELL} rows are not told apart`;

export interface ScoreRange {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The people of a tally by some of its attributes, coarsened until at least `LEAST_CELL` people are in every cell, and in every cell that
 * can be computed by subtracting shown cells from those by other attributes. Groups with too few people on one side of the prediction
 * become one group of unknown values. Where only the labels separate too few people, the group's labels are not shown. Scores are put into
 * fewer bins, where each counts as the middle of its bin, or left out. Nobody is left out, because cells are merged and never dropped.
 *
 * Null when even all people together are too few on one side of the prediction.
 *
 * @param range range of the scores, for the bins
 * @throws TribuneError DATA_TOO_LARGE for more groups than are shown
 */
export function protectTally(tally: Tally, attributes: readonly string[], range: ScoreRange): AuditPart | null {
  const { crowds, pool, pooled } = poolSmall(crowdsOf(tally.cells, tally.attributes, attributes), byPrediction);
  if (pool !== null && !isSafe(pool, byPrediction)) return null;
  const all = pool === null ? crowds : [...crowds, pool];
  const unlabelled = crowdsWithoutLabels(all, byOutcome);
  const shown = all.map((crowd) => (unlabelled.has(crowd) ? withoutLabels(crowd) : crowd));
  // Everybody's labels minus those of the other groups reveal these cells, so they must be large enough as well.
  const workedOut = [...unlabelled].flatMap(({ cells }) => cells).map((cell) => ({ ...cell, values: ['less'] }));
  const plain = { ...tally, attributes, ...shownExclusions(tally) };
  const asTally = (cells: readonly TallyCell[]): Tally => ({ ...plain, cells: sumCells(cells) });
  const { scores, coarsen } = coarsestNeeded([shown.flatMap(({ cells }) => cells), workedOut].map(asTally), range);
  const labelled = [...unlabelled].flatMap(({ cells }) => cells).filter(({ label }) => label !== null);
  return {
    attributes,
    tally: coarsen(asTally(shown.flatMap(({ cells }) => cells))),
    withheld: {
      groups: pooled.length,
      people: rowsOf(pooled),
      unlabelledGroups: labelled.length === 0 ? 0 : unlabelled.size,
      unlabelledPeople: rowsOf(labelled),
      scores,
    },
  };
}

const byPrediction: Side<TallyCell> = ({ prediction }) => String(prediction);
const byOutcome: Side<TallyCell> = ({ label, prediction }) => `${label} ${prediction}`;
const byScore: Side<TallyCell> = ({ values, label, prediction, score }) =>
  JSON.stringify([values, label, prediction, score]);

const withoutLabels = (crowd: Crowd<TallyCell>): Crowd<TallyCell> => ({
  ...crowd,
  cells: sumCells(crowd.cells.map((cell) => ({ ...cell, label: null, errorSquares: 0n }))),
});

interface Coarsening {
  readonly scores: AuditPart['withheld']['scores'];
  readonly coarsen: (tally: Tally) => Tally;
}

/** The least coarsening of scores under which no cell of any of the tallies is too small. */
function coarsestNeeded(tallies: readonly Tally[], range: ScoreRange): Coarsening {
  const kind = tallies[0]!.score;
  const kept: Coarsening =
    kind.kind === 'bins' ? { scores: kind.count, coarsen: inMiddles } : { scores: 'kept', coarsen: (tally) => tally };
  const steps =
    kind.kind === 'none' ? [] : BIN_COUNTS.filter((count) => kind.kind !== 'bins' || kind.count % count === 0);
  const binned = steps.map((count): Coarsening => ({ scores: count, coarsen: (tally) => inBins(tally, range, count) }));
  const enough = ({ coarsen }: Coarsening): boolean => {
    try {
      return tallies.every((tally) => isSafe(coarsen(tally), byScore));
    } catch {
      // A score lies outside the bins that the policy declares.
      return false;
    }
  };
  const none = kind.kind === 'none' ? 'kept' : 'none';
  return [kept, ...binned].find(enough) ?? { scores: none, coarsen: withoutScores };
}

/** The tally with scores in this many bins, made from distinct ones or from bins of which a whole number fits into each. */
function inBins(tally: Tally, range: ScoreRange, count: number): Tally {
  if (tally.score.kind !== 'bins') return inMiddles(rebinTally(tally, { ...range, count }));
  const fit = tally.score.count / count;
  const cells = tally.cells.map((cell) => ({
    ...cell,
    score: cell.score === null ? null : Math.floor(cell.score / fit),
  }));
  const score: ScoreKeeping = { ...tally.score, count };
  return inMiddles({ ...tally, score, cells: sumCells(cells) });
}

/**
 * The tally with every score in the middle of its bin. The exact sums of a bin are no sums of people who cannot be told apart: those of two audits that
 * differ by a day give the score of the one person between them to the last digit.
 */
function inMiddles(tally: Tally): Tally {
  const { score } = tally;
  if (score.kind !== 'bins') return tally;
  const width = (score.upper - score.lower) / score.count;
  const sum = (value: number, { weight }: TallyCell): bigint => BigInt(Math.floor(value * FIXED_POINT)) * weight;
  const cells = tally.cells.map((cell) => {
    if (cell.score === null) return cell;
    const middle = score.lower + (cell.score + 0.5) * width;
    return {
      ...cell,
      scoreSum: sum(middle, cell),
      scoreSquares: sum(middle ** 2, cell),
      errorSquares: cell.label === null ? 0n : sum((cell.label - middle) ** 2, cell),
    };
  });
  return { ...tally, cells };
}

/**
 * Exclusions by reason; where one reason concerns too few rows, the reasons are not separated, and where all of them together do, nothing is said of
 * them: a few excluded rows are answered as none, in the number of rows read too.
 */
export function shownExclusions({
  excluded,
  rowsRead,
}: Pick<Tally, 'excluded' | 'rowsRead'>): Pick<Tally, 'excluded' | 'rowsRead'> {
  if (excluded.every(({ rows }) => rows >= LEAST_CELL)) return { excluded: [...excluded], rowsRead };
  const rows = rowsOf(excluded);
  if (rows < LEAST_CELL) return { excluded: [], rowsRead: rowsRead - rows };
  return { excluded: [{ reason: MERGED, rows }], rowsRead };
}
