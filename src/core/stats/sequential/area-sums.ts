import { demand, demandCount } from '../base/check.js';
import { DEFAULT_PER_BATCH, demandPerBatch } from './batches.js';
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
  if (positives.length !== negatives.length)
    demand(
      false,
      `${positives.length} bins of positives and ${negatives.length} of negatives`,
      'Count both by the same bins.',
    );
  areaSumsInto({ positives, negatives, bins: positives.length, positivesAt: 0, negativesAt: 0 }, SUMS, options);
  const of = (at: number): BoundedSums => ({ n: SUMS[at]!, sum: SUMS[at + 1]!, sumOfSquares: SUMS[at + 2]! });
  return { low: of(AREA_LOW), middle: of(AREA_MIDDLE), high: of(AREA_HIGH) };
}

/** Counts of a slice that stand somewhere among others. */
export interface PlacedCounts extends ScoredCounts {
  readonly bins: number;
  /** Where the bins of either label begin. */
  readonly positivesAt: number;
  readonly negativesAt: number;
}

/** Where `areaSumsInto` writes n, sum and sum of squares of either kind, and then how many people there are. */
export const [AREA_LOW, AREA_MIDDLE, AREA_HIGH] = [0, 3, 6] as const;
export const [AREA_POSITIVES, AREA_NEGATIVES] = [9, 10] as const;
/** Numbers that `areaSumsInto` writes. */
export const AREA_NUMBERS = 11;

const SUMS = new Float64Array(AREA_NUMBERS);

/**
 * The same as `areaSums`, bit by bit, without an object for anything.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on counts that are no whole numbers
 */
export function areaSumsInto(
  counts: PlacedCounts,
  into: Float64Array,
  { perBatch = DEFAULT_PER_BATCH }: { readonly perBatch?: number } = {},
): void {
  if (MET.length < counts.bins) MET = new Int32Array(counts.bins);
  const met = binsWithPeople(counts);
  const [P, N] = [people.positives, people.negatives];
  into[AREA_POSITIVES] = P;
  into[AREA_NEGATIVES] = N;
  demandPerBatch(perBatch);
  const n = Math.floor(Math.min(P, N) / perBatch);
  if (n === 0) {
    into.fill(0, 0, AREA_POSITIVES);
    return;
  }
  pairSums(counts, met, P);
  const [a, b] = [Math.floor(P / n), Math.floor(N / n)];
  putBatches(into, AREA_LOW, { n, tie: 0, a, b });
  putBatches(into, AREA_MIDDLE, { n, tie: 1 / 2, a, b });
  putBatches(into, AREA_HIGH, { n, tie: 1, a, b });
}

/** The bins of the counts at hand that have anybody: of a small group in a block most are empty. Counts are made for every group of every block, and nothing of it is kept. */
let MET = new Int32Array(0);
const people = { positives: 0, negatives: 0 };

/** Lists the bins with people, and counts these. @returns how many bins there are */
function binsWithPeople({ positives, negatives, bins, positivesAt, negativesAt }: PlacedCounts): number {
  let met = 0;
  let [P, N] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    const p = positives[positivesAt + bin]!;
    const q = negatives[negativesAt + bin]!;
    if (p === 0 && q === 0) continue;
    if (!(Number.isSafeInteger(p) && p >= 0)) demandCount(p, `positives[${bin}]`);
    if (!(Number.isSafeInteger(q) && q >= 0)) demandCount(q, `negatives[${bin}]`);
    P += p;
    N += q;
    MET[met++] = bin;
  }
  people.positives = P;
  people.negatives = N;
  return met;
}

/**
 * Sums over pairs of the counts at hand, from which those for any value of a tie follow: who wins `below + tie * q` of her pairs has the square of that, which has three parts.
 */
const pairs = {
  ...{ P: 0, N: 0 },
  /** Pairs that are won, and that tie. */
  ...{ won: 0, tied: 0 },
  /** Over positives, the squares of the pairs that each wins, their products with those that tie, and the squares of these. */
  ...{ pWon2: 0, pWonTied: 0, pTied2: 0 },
  /** The same over negatives, of the pairs that each loses. */
  ...{ nLost2: 0, nLostTied: 0, nTied2: 0 },
};

/** All three values of a tie come of one walk. */
function pairSums(counts: PlacedCounts, met: number, P: number): void {
  const { positives, negatives, positivesAt, negativesAt } = counts;
  let [won, tied] = [0, 0];
  let [pWon2, pWonTied, pTied2, nLost2, nLostTied, nTied2] = [0, 0, 0, 0, 0, 0];
  let [below, above] = [0, P];
  for (let i = 0; i < met; i++) {
    const bin = MET[i]!;
    const p = positives[positivesAt + bin]!;
    const q = negatives[negativesAt + bin]!;
    above -= p;
    won += p * below;
    tied += p * q;
    pWon2 += p * below * below;
    pWonTied += p * below * q;
    pTied2 += p * q * q;
    nLost2 += q * above * above;
    nLostTied += q * above * p;
    nTied2 += q * p * p;
    below += q;
  }
  pairs.P = P;
  pairs.N = below;
  pairs.won = won;
  pairs.tied = tied;
  pairs.pWon2 = pWon2;
  pairs.pWonTied = pWonTied;
  pairs.pTied2 = pTied2;
  pairs.nLost2 = nLost2;
  pairs.nLostTied = nLostTied;
  pairs.nTied2 = nTied2;
}

/** Batches of `a` positives and `b` negatives each, and what a tie counts. */
interface Batches {
  readonly n: number;
  readonly tie: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Writes the sum and the sum of squares of the areas of batches that are drawn from all of them without putting any back: over pairs that share nobody, one, or both.
 */
function putBatches(into: Float64Array, at: number, { n, tie, a, b }: Batches): void {
  const { P, N } = pairs;
  const won = pairs.won + tie * pairs.tied;
  const squares = pairs.won + tie * tie * pairs.tied;
  const byPositive = pairs.pWon2 + 2 * tie * pairs.pWonTied + tie * tie * pairs.pTied2;
  const byNegative = pairs.nLost2 + 2 * tie * pairs.nLostTied + tie * tie * pairs.nTied2;
  const all = P * N;
  const mean = won / all;
  const ofOne = squares / all;
  const alikePositive = N > 1 ? (byPositive - squares) / (all * (N - 1)) : 0;
  const alikeNegative = P > 1 ? (byNegative - squares) / (all * (P - 1)) : 0;
  const apart = P > 1 && N > 1 ? (won * won - byPositive - byNegative + squares) / (all * (P - 1) * (N - 1)) : 0;
  const square = (ofOne + (b - 1) * alikePositive + (a - 1) * alikeNegative + (a - 1) * (b - 1) * apart) / (a * b);
  into[at] = n;
  into[at + 1] = n * mean;
  into[at + 2] = n * Math.min(mean, Math.max(square, mean * mean));
}
