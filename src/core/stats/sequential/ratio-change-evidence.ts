import { demand } from '../base/check.js';
import { demandWholeCounts, effective, type Proportion } from '../proportion/proportion.js';
import { batchesOf, batchStart } from './batches.js';
import { DEFAULT_EXCESSES } from './bets.js';
import { rateToBetBy } from './block-evidence.js';
import type { RatioCounts } from './change-truth.js';
import type { LinearNull } from './linear-null.js';
import { type BoundedSums, blockMeanBets } from './mean-evidence.js';
import { ratioChangeNull } from './ratio-change.js';

/** Most batches of a block: more take longer and tell no more, since the few of a larger batch vary less. */
const MOST_BATCHES = 50;
const LEAST_PER_BATCH = 5;
const PEOPLE = 'Pass how many people there were, without weights.';

/** What `ratioChangeBets` needs. */
export interface RatioChangeBetsOptions {
  /** The share of the ratio before that is to be left at least, such as 0.95 for "fell by at most 5 per cent". */
  readonly least: number;
  /** `kept` is evidence against "at least so much is left", `broken` against "less is left", which is what ends an alarm. */
  readonly against: 'kept' | 'broken';
  /** What was counted before the block; older counts may be faded. Only where bets are placed depends on it. */
  readonly past: RatioCounts;
  readonly block: RatioCounts;
  readonly excesses?: readonly number[];
}

const streamsOf = ({ group, reference, groupBefore, referenceBefore }: RatioCounts): readonly Proportion[] => [
  ...[group, reference, groupBefore, referenceBefore],
];

/**
 * Evidence, bet by bet, that the ratio of two rates (group / reference) fell by more than a share from one time to another, from counts alone: log of the e-value of each of the `excesses`. Null where one of the four has fewer than five people, or nothing is known of one
 * before.
 *
 * Outcomes are put together in batches as `ratioChangeValues` has it. Counts do not tell the order in which outcomes came, and within a block any is as likely as another. The logarithm of a bet of `blockMeanBets` is linear in the sum of the values and in that of their squares; so
 * that of the *expected* sums over all orders is the expected logarithm, and what it is the logarithm of is at most the average e-value of all orders (Jensen), which is one. Nothing is drawn, and the answer does not depend on a seed.
 *
 * The claim is about the batches, on average: within a block rates are taken not to move together.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or weighted counts of the block, or a share outside 0..1
 * @example
 * const before = { groupBefore: { successes: 350, n: 1000 }, referenceBefore: { successes: 450, n: 1000 } };
 * const past = { group: { successes: 350, n: 1000 }, reference: { successes: 450, n: 1000 }, ...before };
 * const block = { group: { successes: 250, n: 1000 }, reference: { successes: 450, n: 1000 }, ...before };
 * ratioChangeBets({ least: 0.95, against: 'kept', past, block }).length // 5
 */
export function ratioChangeBets({
  least,
  against,
  past,
  block,
  excesses = DEFAULT_EXCESSES,
}: RatioChangeBetsOptions): number[] | null {
  const fell = ratioChangeNull(least);
  for (const stream of streamsOf(past)) effective(stream);
  for (const stream of streamsOf(block)) demandWholeCounts(stream, 'a change of a ratio', PEOPLE);
  const sums = ratioChangeSums(block, least);
  if (sums === null || streamsOf(past).some(({ n }) => n === 0)) return null;
  const each = Math.min(...streamsOf(block).map(({ n }) => n)) / sums.n;
  const hypothesis: LinearNull = against === 'kept' ? fell : { coefficients: [1], bound: -fell.bound };
  return blockMeanBets({ hypothesis, past: [pastSums(past, { least, each })], block: [sums], excesses });
}

/**
 * What the values of `ratioChangeValues` and their squares sum up to in a block, in expectation over all orders of its outcomes; null where one of the four has fewer than five people.
 *
 * @example ratioChangeSums({ group: of(35), reference: of(45), groupBefore: of(35), referenceBefore: of(45) }, 0.95) // { n: 20, sum: 9.84, sumOfSquares: 4.9 }
 */
export function ratioChangeSums(counts: RatioCounts, least: number): BoundedSums | null {
  const streams = streamsOf(counts);
  const fewest = Math.min(...streams.map(({ n }) => n));
  const batches = batchesOf(
    streams.map(({ n }) => n),
    Math.max(LEAST_PER_BATCH, Math.ceil(fewest / MOST_BATCHES)),
  );
  if (batches === 0) return null;
  let sum = 0;
  let sumOfSquares = 0;
  for (let batch = 0; batch < batches; batch++) {
    const sizes = streams.map(({ n }) => batchStart(batch + 1, batches, n) - batchStart(batch, batches, n));
    const { mean, square } = valueMoments(
      streams.map(({ n, successes }, i) => rateMoments(successes / n, sizes[i]!, n)),
      least,
    );
    sum += mean;
    sumOfSquares += square;
  }
  return { n: batches, sum, sumOfSquares };
}

/** A rate of a few, drawn without putting back: its mean and the mean of its square. */
interface Moments {
  readonly mean: number;
  readonly square: number;
}

const rateMoments = (rate: number, size: number, of: number): Moments => ({
  mean: rate,
  square: rate * rate + (of > 1 ? (rate * (1 - rate) * (of - size)) / (size * (of - 1)) : 0),
});

/** Moments of (group * referenceBefore - least * groupBefore * reference + least) / (1 + least), of four rates of other people. */
function valueMoments(rates: readonly Moments[], least: number): Moments {
  const [group, reference, groupBefore, referenceBefore] = rates as [Moments, Moments, Moments, Moments];
  const up = { mean: group.mean * referenceBefore.mean, square: group.square * referenceBefore.square };
  const down = {
    mean: least * groupBefore.mean * reference.mean,
    square: least * least * groupBefore.square * reference.square,
  };
  const shifted = up.mean - down.mean + least;
  const square = up.square + down.square + least * least - 2 * up.mean * down.mean + 2 * least * (up.mean - down.mean);
  return { mean: shifted / (1 + least), square: square / (1 + least) ** 2 };
}

/** How values would lie by what was counted before: it says where bets are placed and how large they are, never whether they are fair. */
function pastSums(past: RatioCounts, { least, each }: { readonly least: number; readonly each: number }): BoundedSums {
  demand(each >= 1, `a batch has ${each} people`, 'Pass a block in which every batch has somebody.');
  const { mean, square } = valueMoments(
    streamsOf(past).map(({ successes, n }): Moments => {
      const rate = rateToBetBy(successes, n);
      return { mean: rate, square: rate * rate + (rate * (1 - rate)) / each };
    }),
    least,
  );
  // So many that the half observations which are added to the past of a mean change nothing.
  return { n: KNOWN, sum: KNOWN * mean, sumOfSquares: KNOWN * square };
}

const KNOWN = 1e6;
