import { demand, demandCount } from '../base/check.js';
import { batchesOf } from './batches.js';
import type { BoundedSums } from './mean-evidence.js';

/** Counts of a slice by bins of the score, from the lowest on. */
export interface ScoredCounts {
  readonly positives: ArrayLike<number>;
  readonly negatives: ArrayLike<number>;
}

/** What areas of batches add up to. Within a bin nobody knows who has the higher score: `low` has no such pair won, `high` each of them, `middle` half of each. */
export interface AreaSums {
  readonly low: BoundedSums;
  readonly middle: BoundedSums;
  readonly high: BoundedSums;
}

/**
 * The areas of `aucValues` from counts by bins, which add over any parts of a block and know no order: their sum and that of their squares, on average over all ways to put the people into batches. For `blockMeanBets`, whose logarithm is linear in both: the mean of a
 * logarithm over the ways is at most the logarithm of the mean, and each way by itself is fair, so that the evidence is fair too. The people of a slice in a block are taken to be alike, so that the order in which they came says nothing.
 *
 * A claim about areas holds for the scores themselves where streams with a positive coefficient are held by `low` and the others by `high`.
 *
 * @param options `perBatch`: of each class, default 5
 * @throws TribuneError `INVALID_ARGUMENT` on counts that are no whole numbers, or lists of different lengths
 * @example areaSums({ positives: [0, 1, 1], negatives: [1, 1, 0] }, { perBatch: 1 }).middle // { n: 2, sum: 1.75, sumOfSquares: 1.625 }
 */
export function areaSums(counts: ScoredCounts, options: { readonly perBatch?: number } = {}): AreaSums {
  const { positives, negatives } = counts;
  demand(
    positives.length === negatives.length,
    `${positives.length} bins of positives and ${negatives.length} of negatives`,
    'Count both by the same bins.',
  );
  const [P, N] = [peopleOf(positives, 'positives'), peopleOf(negatives, 'negatives')];
  const n = batchesOf([P, N], options.perBatch);
  if (n === 0) return { low: NOTHING, middle: NOTHING, high: NOTHING };
  const pairs = pairSums(counts, P);
  const sums = (tie: number): BoundedSums => {
    const size = { a: Math.floor(P / n), b: Math.floor(N / n) };
    const { mean, square } = momentsOf(pairs, { P, N, tie }, size);
    return { n, sum: n * mean, sumOfSquares: n * square };
  };
  return { low: sums(0), middle: sums(1 / 2), high: sums(1) };
}

const NOTHING: BoundedSums = { n: 0, sum: 0, sumOfSquares: 0 };

function peopleOf(counts: ArrayLike<number>, name: string): number {
  let people = 0;
  for (let b = 0; b < counts.length; b++) {
    const count = counts[b]!;
    if (!(Number.isSafeInteger(count) && count >= 0)) demandCount(count, `${name}[${b}]`);
    people += count;
  }
  return people;
}

/**
 * Sums over pairs, from which those for any value of a tie follow: who wins `below + tie * q` of her pairs has the square of that, which has three parts.
 */
interface PairSums {
  /** Pairs that are won, and that tie. */
  readonly won: number;
  readonly tied: number;
  /** Over positives, the squares of the pairs that each wins, their products with those that tie, and the squares of these. */
  readonly byPositive: readonly [number, number, number];
  readonly byNegative: readonly [number, number, number];
}

/** All three values of a tie come of one walk, and bins without anybody add nothing: of a small group in a block most are empty. */
function pairSums({ positives, negatives }: ScoredCounts, P: number): PairSums {
  let [won, tied] = [0, 0];
  let [pBelow2, pBelowQ, pQ2, qAbove2, qAboveP, qP2] = [0, 0, 0, 0, 0, 0];
  let [below, above] = [0, P];
  for (let bin = 0; bin < positives.length; bin++) {
    const [p, q] = [positives[bin]!, negatives[bin]!];
    if (p === 0 && q === 0) continue;
    above -= p;
    won += p * below;
    tied += p * q;
    pBelow2 += p * below * below;
    pBelowQ += p * below * q;
    pQ2 += p * q * q;
    qAbove2 += q * above * above;
    qAboveP += q * above * p;
    qP2 += q * p * p;
    below += q;
  }
  return { won, tied, byPositive: [pBelow2, pBelowQ, pQ2], byNegative: [qAbove2, qAboveP, qP2] };
}

/**
 * Mean and mean square of the area of a batch of `a` positives and `b` negatives that are drawn from all of them without putting any back: over pairs that share nobody, one, or both.
 */
function momentsOf(
  of: PairSums,
  { P, N, tie }: { readonly P: number; readonly N: number; readonly tie: number },
  { a, b }: { readonly a: number; readonly b: number },
): { readonly mean: number; readonly square: number } {
  const won = of.won + tie * of.tied;
  const squares = of.won + tie * tie * of.tied;
  const squared = ([first, both, second]: PairSums['byPositive']): number =>
    first + 2 * tie * both + tie * tie * second;
  const [byPositive, byNegative] = [squared(of.byPositive), squared(of.byNegative)];
  const pairs = P * N;
  const mean = won / pairs;
  const ofOne = squares / pairs;
  const alikePositive = N > 1 ? (byPositive - squares) / (pairs * (N - 1)) : 0;
  const alikeNegative = P > 1 ? (byNegative - squares) / (pairs * (P - 1)) : 0;
  const apart = P > 1 && N > 1 ? (won * won - byPositive - byNegative + squares) / (pairs * (P - 1) * (N - 1)) : 0;
  const square = (ofOne + (b - 1) * alikePositive + (a - 1) * alikeNegative + (a - 1) * (b - 1) * apart) / (a * b);
  return { mean, square: Math.min(mean, Math.max(square, mean * mean)) };
}
