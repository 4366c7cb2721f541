import { TribuneError } from '../../base/errors.js';
import type { Task } from '../base/index.js';

/** How well scores fit targets. What the rows cannot tell is null, as everything is where all weights are 0. */
export interface Quality {
  /** Number of rows. */
  readonly n: number;
  /** Mean logarithmic loss of chances; null for numbers. */
  readonly logLoss: number | null;
  /** Chance that a row of target 1 scores above one of target 0, ties counting half; null where only one of them occurs. */
  readonly auc: number | null;
  /** Share of rows with (score >= 0.5) = target; null for numbers. */
  readonly accuracy: number | null;
  /** Root of the mean squared error of numbers; null for chances. */
  readonly rmse: number | null;
  /** Share of the variance that is explained; null for chances, and where the target does not vary. */
  readonly rSquared: number | null;
}

/** A chance is kept this far from 0 and 1, so that one row that was certain and wrong does not make the mean infinite. */
const NEAREST = 1e-15;

/** A score that lies this far beyond 0 or 1 is a chance that rounding moved, as the sum of parts of one does. */
const ROUNDING = 1e-12;

/**
 * Measures scores: chances for a target of 0 and 1, else numbers.
 *
 * @param scores one for each row; chances up to 1e-12 beyond 0 or 1 count as these
 * @param weights optional weights of the rows
 * @throws TribuneError INVALID_ARGUMENT with the first row whose score or target is no number, or whose score is no chance where one is meant
 */
export function measure(
  scores: Float64Array,
  target: Float64Array,
  task: Task,
  weights?: Float64Array | null,
): Quality {
  const n = scores.length;
  const read = task === 'binary' ? withinEnds(scores) : scores;
  demandNumbers(read, target, task);
  const none = { n, logLoss: null, auc: null, accuracy: null, rmse: null, rSquared: null };
  if (n === 0) return none;
  if (task === 'binary')
    return { ...none, auc: areaUnderCurve(read, target, weights), ...ofChances(read, target, weights) };
  let [total, mean] = [0, 0];
  for (let r = 0; r < n; r++) {
    const w = weights?.[r] ?? 1;
    total += w;
    mean += w * target[r]!;
  }
  if (!(total > 0)) return none;
  mean /= total;
  let [squares, spread] = [0, 0];
  for (let r = 0; r < n; r++) {
    const w = weights?.[r] ?? 1;
    squares += w * (target[r]! - read[r]!) ** 2;
    spread += w * (target[r]! - mean) ** 2;
  }
  return { ...none, rmse: Math.sqrt(squares / total), rSquared: spread > 0 ? 1 - squares / spread : null };
}

/** Chances, of which those that rounding moved beyond 0 or 1 are these; the same array where there are none. */
function withinEnds(scores: Float64Array): Float64Array {
  const isMoved = (score: number): boolean => (score < 0 && score >= -ROUNDING) || (score > 1 && score <= 1 + ROUNDING);
  return scores.some(isMoved)
    ? scores.map((score) => (isMoved(score) ? Math.min(1, Math.max(0, score)) : score))
    : scores;
}

/** Refuses what no mean can be made of: one row without a number would make every measure NaN, and name nobody. */
function demandNumbers(scores: Float64Array, target: Float64Array, task: Task): void {
  const isFit = (score: number): boolean => (task === 'binary' ? score >= 0 && score <= 1 : Number.isFinite(score));
  for (let r = 0; r < scores.length; r++) {
    if (isFit(scores[r]!) && Number.isFinite(target[r])) continue;
    const what = isFit(scores[r]!)
      ? `the target ${target[r]}, which is no number`
      : `the score ${scores[r]}, which is no ${task === 'binary' ? 'chance' : 'number'}`;
    throw new TribuneError('INVALID_ARGUMENT', `row ${r} (from 0) has ${what}`, {
      remedy: 'Look at the inputs of that row, and whether the model learned from numbers like them.',
    });
  }
}

function ofChances(
  scores: Float64Array,
  target: Float64Array,
  weights?: Float64Array | null,
): { logLoss: number | null; accuracy: number | null } {
  let [loss, right, total] = [0, 0, 0];
  for (let r = 0; r < scores.length; r++) {
    const w = weights?.[r] ?? 1;
    const chance = target[r] === 1 ? scores[r]! : 1 - scores[r]!;
    loss -= w * Math.log(Math.max(NEAREST, Math.min(1 - NEAREST, chance)));
    if (scores[r]! >= 0.5 === (target[r] === 1)) right += w;
    total += w;
  }
  return total > 0 ? { logLoss: loss / total, accuracy: right / total } : { logLoss: null, accuracy: null };
}

/** Area under the curve of true against false positives, by ranks (Mann and Whitney); null where one of the classes does not occur. */
export function areaUnderCurve(
  scores: Float64Array,
  target: Float64Array,
  weights?: Float64Array | null,
): number | null {
  const split = (wanted: number): Float64Array => scores.filter((_, r) => target[r] === wanted);
  if (weights == null) return byRanks(split(1).sort(), split(0).sort());
  const order = Uint32Array.from({ length: scores.length }, (_, r) => r).sort((a, b) => scores[a]! - scores[b]!);
  let [below, ahead, ones, zeros] = [0, 0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let [oneHere, zeroHere] = [0, 0];
    const score = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (target[order[i]!] === 1) oneHere += weights[order[i]!]!;
      else zeroHere += weights[order[i]!]!;
    }
    ahead += oneHere * (below + zeroHere / 2);
    below += zeroHere;
    ones += oneHere;
    zeros += zeroHere;
  }
  return ones > 0 && zeros > 0 ? ahead / (ones * zeros) : null;
}

/** The same for sorted scores of the two classes. */
function byRanks(ones: Float64Array, zeros: Float64Array): number | null {
  if (ones.length === 0 || zeros.length === 0) return null;
  let [below, upTo, twice] = [0, 0, 0];
  for (const score of ones) {
    while (below < zeros.length && zeros[below]! < score) below++;
    upTo = Math.max(upTo, below);
    while (upTo < zeros.length && zeros[upTo]! <= score) upTo++;
    twice += below + upTo;
  }
  return twice / (2 * ones.length * zeros.length);
}
