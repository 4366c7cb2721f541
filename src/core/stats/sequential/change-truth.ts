import { demand, demandCount, demandLevel } from '../base/check.js';
import { demandWholeCounts, type Proportion } from '../proportion/proportion.js';
import { createGenerator, type Generator } from '../resampling/rng.js';
import { hypergeometricLogPmf } from '../special/pmf.js';
import { batchesOf, batchStart } from './batches.js';
import { rateToBetBy } from './block-evidence.js';
import type { LinearNull } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';
import { ratioChangeNull, ratioValue } from './ratio-change.js';
import { blockTruth, type Truth, truthOf } from './truth.js';
import { blockValueEvidence } from './value-evidence.js';

/** Nothing is known of a stream before: bets are placed as if one of two had been a success. */
const UNKNOWN_RATE: Proportion = { successes: 1, n: 2 };

/** What `riseTruth` needs; each list has a proportion for every coefficient. */
export interface RiseOptions {
  readonly coefficients: readonly number[];
  /** By how much the sum of coefficients * rates is claimed to have risen at most. */
  readonly by: number;
  /** What was counted before both stretches; null where nothing was, which makes the answer slower and no less true. */
  readonly past: readonly Proportion[] | null;
  readonly before: readonly Proportion[] | null;
  readonly after: readonly Proportion[] | null;
  /** Chance of a false answer either way, such as 0.05. */
  readonly level: number;
}

/**
 * Whether a sum of rates, such as a gap (coefficients 1 and -1), rose by more than `by` from one stretch of time to another: `blockTruth` of a claim about both. People must be others in each, or at least decided about independently.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockTruth` does
 * @example
 * const before = [{ successes: 300, n: 1000 }, { successes: 300, n: 1000 }];
 * riseTruth({ coefficients: [1, -1], by: 0.02, past: null, before, after: [{ successes: 450, n: 1000 }, { successes: 300, n: 1000 }], level: 0.05 }) // 'holds'
 */
export function riseTruth({ coefficients, by, past, before, after, level }: RiseOptions): Truth {
  demandLevel(level);
  if (before === null || after === null) return 'not-known';
  const known = past ?? coefficients.map(() => UNKNOWN_RATE);
  return blockTruth({
    hypothesis: { coefficients: [...coefficients, ...coefficients.map((c) => -c)], bound: by },
    past: [...known, ...known].map((rate) => (rate.n === 0 ? UNKNOWN_RATE : rate)),
    block: [...after, ...before],
    level,
  });
}

/** Counts of the same part of two stretches of time, such as two Mondays. */
export interface RatioCounts {
  readonly group: Proportion;
  readonly reference: Proportion;
  readonly groupBefore: Proportion;
  readonly referenceBefore: Proportion;
}

/** What `ratioFallTruth` needs. */
export interface RatioFallOptions {
  /** Parts that are compared with each other; one with too few people of any kind counts for nothing. */
  readonly parts: readonly RatioCounts[];
  /** By what share the ratio group / reference is claimed to have fallen at most: 0.05 for "5 % week over week". */
  readonly by: number;
  /** Rates to bet by, of group and reference, from before both stretches; null where nothing was counted. */
  readonly past: readonly [group: Proportion, reference: Proportion] | null;
  readonly level: number;
}

/** Orders that are drawn; their evidence is averaged, which keeps it evidence and less a matter of luck. */
const ORDERS = 4;
/** Most batches of a part, so that a million people take no longer than some thousands. */
const MOST_BATCHES = 50;
const LEAST_PER_BATCH = 5;
const SEED = 'ratio over ratio';

/**
 * Whether the ratio of two rates fell by more than a share from one stretch of time to another, such as from week to week. A ratio of ratios is no sum of rates, so outcomes are put together in small batches of all four kinds (`ratioChangeValues`),
 * within parts that belong together, and the evidence is that of `blockValueEvidence` against the claim about the average batch. Counts do not tell the order in which outcomes came, and within a part any is as likely as another: so some are drawn, always
 * the same ones for the same counts, and their evidence is averaged.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or weighted counts, a share outside 0..1 or a level outside 0..1
 * @example ratioFallTruth({ parts: [{ group, reference, groupBefore, referenceBefore }], by: 0.05, past: null, level: 0.05 }) // 'not-known'
 */
export function ratioFallTruth({ parts, by, past, level }: RatioFallOptions): Truth {
  demandLevel(level);
  demand(by >= 0 && by < 1, `by is ${by}`, 'Pass a share of at least 0 and below 1.');
  for (const part of parts)
    for (const counts of Object.values(part)) demandWholeCounts(counts, 'a change of a ratio', PEOPLE);
  const least = 1 - by;
  const fell = ratioChangeNull(least);
  const opposite: LinearNull = { coefficients: [1], bound: -fell.bound };
  const generator = createGenerator(SEED);
  const orders = Array.from({ length: ORDERS }, () => parts.flatMap((part) => drawnValues(part, least, generator)));
  if (orders[0]!.length === 0) return 'not-known';
  const spread = spreadOf(parts, { least, past });
  const mean = -fell.bound;
  const bets = [{ n: 1e6, sum: 1e6 * mean, sumOfSquares: 1e6 * (mean * mean + spread) }];
  const against = (hypothesis: LinearNull): number =>
    logMeanExp(orders.map((values) => blockValueEvidence({ hypothesis, past: bets, block: [values] })));
  return truthOf(against(fell), against(opposite), level);
}

const PEOPLE = 'Pass how many people there were, without weights.';

const streamsOf = ({ group, reference, groupBefore, referenceBefore }: RatioCounts): readonly Proportion[] => [
  ...[group, reference, groupBefore, referenceBefore],
];

const perBatch = (n: number): number => Math.max(LEAST_PER_BATCH, Math.ceil(n / MOST_BATCHES));
const batchesIn = (part: RatioCounts): number => {
  const sizes = streamsOf(part).map(({ n }) => n);
  return batchesOf(sizes, perBatch(Math.min(...sizes)));
};

/** The values of one part in one drawn order: of each batch, how many successes of each kind fall into it. */
function drawnValues(part: RatioCounts, least: number, generator: Generator): number[] {
  const batches = batchesIn(part);
  const rates = streamsOf(part).map((stream) => drawnRates(stream, batches, generator));
  const [group, reference, groupBefore, referenceBefore] = rates as [number[], number[], number[], number[]];
  return group.map((rate, i) =>
    ratioValue({
      ...{ group: rate, reference: reference[i]!, groupBefore: groupBefore[i]!, referenceBefore: referenceBefore[i]! },
      least,
    }),
  );
}

function drawnRates({ successes, n }: Proportion, batches: number, generator: Generator): number[] {
  let [white, black] = [successes, n - successes];
  return Array.from({ length: batches }, (_, batch) => {
    const size = batchStart(batch + 1, batches, n) - batchStart(batch, batches, n);
    const drawn = drawHypergeometric({ white, black, drawn: size }, generator);
    white -= drawn;
    black -= size - drawn;
    return drawn / size;
  });
}

/**
 * How many white balls are among those drawn, by inversion from the most likely number outwards, so that it takes some standard deviations of steps.
 */
function drawHypergeometric(
  { white, black, drawn }: { readonly white: number; readonly black: number; readonly drawn: number },
  generator: Generator,
): number {
  demandCount(white, 'white');
  demandCount(black, 'black');
  const [fewest, most] = [Math.max(0, drawn - black), Math.min(drawn, white)];
  const mode = Math.max(fewest, Math.min(most, Math.floor(((drawn + 1) * (white + 1)) / (white + black + 2))));
  const atMode = Math.exp(hypergeometricLogPmf(mode, white, black, drawn));
  let left = generator.nextUniform() - atMode;
  let [low, high, below, above] = [mode, mode, atMode, atMode];
  while (left > 0 && (low > fewest || high < most)) {
    if (high < most) {
      above *= ((white - high) * (drawn - high)) / ((high + 1) * (black - drawn + high + 1));
      high++;
      left -= above;
      if (left <= 0) return high;
    }
    if (low > fewest) {
      below *= (low * (black - drawn + low)) / ((white - low + 1) * (drawn - low + 1));
      low--;
      left -= below;
      if (left <= 0) return low;
    }
  }
  return mode;
}

/** The variance of a value where all is as before, by the rates to bet by: it says how large bets are, never whether they are fair. */
function spreadOf(
  parts: readonly RatioCounts[],
  { least, past }: Pick<RatioFallOptions, 'past'> & { readonly least: number },
): number {
  const [group, reference] = past ?? [UNKNOWN_RATE, UNKNOWN_RATE];
  const rates = [group, reference].map(({ successes, n }) => rateToBetBy(successes, n)) as [number, number];
  const sizes = parts.reduce((sum, part) => sum + Math.min(...streamsOf(part).map(({ n }) => n)), 0);
  const batches = parts.reduce((sum, part) => sum + batchesIn(part), 0);
  const each = Math.max(1, sizes / Math.max(1, batches));
  const square = (rate: number): number => rate * rate + (rate * (1 - rate)) / each;
  const product = rates[0] * rates[1];
  const ofProduct = square(rates[0]) * square(rates[1]) - product * product;
  return (ofProduct * (1 + least * least)) / (1 + least) ** 2;
}
