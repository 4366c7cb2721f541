import { checkWeights, refused } from '../base/index.js';

/** chance = 1 / (1 + e^-(slope * score + intercept)). */
export interface PlattCurve {
  readonly slope: number;
  readonly intercept: number;
}

const MOST_STEPS = 200;
const TOLERANCE = 1e-13;
/** Rounding of a sum of losses, as a share of it: a step within it goes not uphill. */
const ROUNDING = 1e-13;

/**
 * The logistic curve from scores to chances of least log-loss (Platt 1999, with his targets (n1 + 1) / (n1 + 2) and 1 / (n0 + 2) in place of 1 and 0,
 * by which no chance is certain). Newton's method to the optimum; scores are best log-odds.
 *
 * @param target 0 or 1
 * @throws TribuneError INVALID_ARGUMENT on lengths that differ, scores that are no numbers, other targets, one class only
 */
export function fitPlatt(scores: Float64Array, target: Float64Array, weights?: Float64Array): PlattCurve {
  const given = checkWeights(weights, scores.length);
  if (target.length !== scores.length || target.some((y) => y !== 0 && y !== 1))
    throw refused('the targets are not 0 or 1, one for each score', 'Give 0 or 1 for each score.');
  const odd = scores.findIndex((score) => !Number.isFinite(score));
  if (odd >= 0) throw refused(`row ${odd} has the score ${scores[odd]}`, 'Give numbers.');
  const w = (r: number): number => given?.[r] ?? 1;
  let [ones, zeros] = [0, 0];
  target.forEach((y, r) => {
    if (y === 1) ones += w(r);
    else zeros += w(r);
  });
  if (ones === 0 || zeros === 0)
    throw refused(`the target is ${ones === 0 ? 0 : 1} in every row`, 'Give people of both classes.');
  const aims = target.map((y) => (y === 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)));
  let at: PlattCurve = { slope: 0, intercept: Math.log((ones + 1) / (zeros + 1)) };
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = newtonStep(at, { scores, aims, w });
    const moved = Math.abs(next.slope - at.slope) + Math.abs(next.intercept - at.intercept);
    at = next;
    if (moved <= TOLERANCE * (1 + Math.abs(at.slope) + Math.abs(at.intercept))) break;
  }
  return at;
}

interface Rows {
  readonly scores: Float64Array;
  readonly aims: Float64Array;
  readonly w: (row: number) => number;
}

function newtonStep(at: PlattCurve, rows: Rows): PlattCurve {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  rows.scores.forEach((score, r) => {
    const chance = 1 / (1 + Math.exp(-(at.slope * score + at.intercept)));
    const gap = rows.w(r) * (chance - rows.aims[r]!);
    const bend = rows.w(r) * chance * (1 - chance);
    g0 += gap;
    g1 += gap * score;
    h00 += bend;
    h01 += bend * score;
    h11 += bend * score * score;
  });
  const determinant = h00 * h11 - h01 * h01;
  // Scores that are all alike tell nothing: the intercept alone is fitted.
  const isFlat = !(determinant > 1e-12 * h00 * h11);
  const slope = isFlat ? 0 : (h00 * g1 - h01 * g0) / determinant;
  const intercept = isFlat ? g0 / h00 : (h11 * g0 - h01 * g1) / determinant;
  const before = lossAt(at, rows);
  for (let share = 1; share > 1e-8; share /= 2) {
    const next = { slope: at.slope - share * slope, intercept: at.intercept - share * intercept };
    if (lossAt(next, rows) <= before * (1 + ROUNDING)) return next;
  }
  return at;
}

function lossAt({ slope, intercept }: PlattCurve, { scores, aims, w }: Rows): number {
  let sum = 0;
  scores.forEach((score, r) => {
    const z = slope * score + intercept;
    sum += w(r) * (Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - aims[r]! * z);
  });
  return sum;
}

/** Chances at these scores. */
export const applyPlatt = ({ slope, intercept }: PlattCurve, scores: Float64Array): Float64Array =>
  scores.map((score) => 1 / (1 + Math.exp(-(slope * score + intercept))));
