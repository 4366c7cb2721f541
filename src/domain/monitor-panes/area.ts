import { placeAt } from './histogram.js';

/** Scores that are counted by bins beside their labels, so that it is known which label has the higher ones. Plain data. */
export interface Area {
  /** Ascending inner edges, of which the lower one belongs to its bin. Before the first one lie the scores below 0, after the last one those above 1. */
  readonly edges: readonly number[];
}

/** Bins of an area. */
export const binsOfArea = ({ edges }: Area): number => edges.length + 1;

/** Counts of an area in a cell: those of label 0 by bins, then those of label 1. */
export const countsOfArea = (bins: number): number => 2 * bins;

/** The bin of a score in an area. */
export const binOfScore = ({ edges }: Area, score: number): number => placeAt(edges, score);

/** Hundredths between, and equal steps of log-odds beyond, where chances are small or large: those of frauds lie below a hundredth. Ours. */
const [MIDDLE_FROM, MIDDLE_TO, HUNDREDTH] = [0.05, 0.95, 0.01];
const [LOG_ODDS_STEP, LOG_ODDS_END] = [0.125, 8];

/** The next number above 1. */
const ABOVE_ONE = 1 + Number.EPSILON;

/** Edges for scores of 0 to 1, and those around them: scores that are no chances are counted apart. */
export const SCORE_EDGES: readonly number[] = scoreEdges();

function scoreEdges(): number[] {
  const middle = Array.from({ length: Math.round((MIDDLE_TO - MIDDLE_FROM) / HUNDREDTH) + 1 }, (_, i) => (5 + i) / 100);
  const tail: number[] = [];
  for (let odds = -LOG_ODDS_END; odds < Math.log(MIDDLE_FROM / MIDDLE_TO); odds += LOG_ODDS_STEP)
    tail.push(Number((1 / (1 + Math.exp(-odds))).toPrecision(6)));
  const upper = tail.map((edge) => Number((1 - edge).toPrecision(12))).reverse();
  return [0, ...tail, ...middle, ...upper, ABOVE_ONE];
}
