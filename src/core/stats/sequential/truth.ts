import { demand, demandCount, demandFinite, demandLevel } from '../base/check.js';
import type { Proportion } from '../proportion/proportion.js';
import { blockEvidence } from './block-evidence.js';
import { canBeKeptWithRoom } from './detector-plan.js';
import type { LinearNull } from './linear-null.js';
import { type BoundedSums, blockMeanEvidence } from './mean-evidence.js';

/** What is known of a statement such as "the gap exceeds its bound": little evidence is a third answer, neither of the two others. */
export type Truth = 'holds' | 'does-not-hold' | 'not-known';

/** What `blockTruth` needs. */
export interface BlockTruthOptions {
  /** The claim that the bound is kept; the truth is about the statement that it is broken. */
  readonly hypothesis: LinearNull;
  /** What was counted before the block, one proportion for each stream. */
  readonly past: readonly Proportion[];
  /** What was counted in the block; null where there is no block. */
  readonly block: readonly Proportion[] | null;
  /** Chance of a false answer either way, such as 0.05. */
  readonly level: number;
}

/**
 * Whether the bound was broken in one block: it holds when the evidence against the claim is at least 1 / level, it does not hold when the evidence against the opposite claim (the sum is at least the bound) is, and is
 * not known otherwise, as without a block, in an empty one, and in the first, which has no past to bet by. Each answer is wrong with a chance of at most `level` (Markov's inequality on `blockEvidence`).
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockEvidence` does, or on a level outside 0..1
 * @example
 * const hypothesis = { coefficients: [1, -1], bound: 0.15 };
 * const past = [{ successes: 300, n: 1000 }, { successes: 300, n: 1000 }];
 * blockTruth({ hypothesis, past, block: [{ successes: 60, n: 100 }, { successes: 30, n: 100 }], level: 0.2 }) // 'not-known'
 */
export function blockTruth({ hypothesis, past, block, level }: BlockTruthOptions): Truth {
  demandLevel(level);
  if (block === null) return 'not-known';
  const opposite = oppositeOf(hypothesis);
  return truthOf(
    blockEvidence({ hypothesis, past, block }),
    opposite && blockEvidence({ hypothesis: opposite, past, block }),
    level,
  );
}

/** The answer by the logs of the evidence that a bound is broken and that it is kept. @param kept null where keeping the bound can never be shown */
export function truthOf(broken: number, kept: number | null, level: number): Truth {
  const needed = -Math.log(level);
  const isBroken = broken >= needed;
  if (isBroken === (kept !== null && kept >= needed)) return 'not-known';
  return isBroken ? 'holds' : 'does-not-hold';
}

/** What `meanTruth` needs. */
export interface MeanTruthOptions {
  /** The claim that the bound is kept, about means on the scale 0..1; the truth is about the statement that it is broken. */
  readonly hypothesis: LinearNull;
  /** The claim that it is broken; null where no means lie strictly within the bound. Not simply the opposite where values were rounded, as both claims then have room for that. */
  readonly opposite: LinearNull | null;
  readonly past: readonly BoundedSums[];
  /** Sums of each block of the window, null where one is missing. Several are taken as a whole, as `pooledTruth` takes them. */
  readonly blocks: readonly (readonly BoundedSums[] | null)[];
  /** Not known with fewer blocks that have people in every stream; 1 unless given. */
  readonly leastBlocks?: number;
  readonly level: number;
}

/**
 * `blockTruth` and `pooledTruth` of a quantity that cannot leave 0..1, by `blockMeanEvidence`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockMeanEvidence` does, or on a level outside 0..1
 * @example meanTruth({ hypothesis, opposite: null, past, blocks: [[{ n: 100, sum: 65, sumOfSquares: 44 }]], level: 0.05 }) // 'holds'
 */
export function meanTruth({ hypothesis, opposite, past, blocks, leastBlocks = 1, level }: MeanTruthOptions): Truth {
  demandLevel(level);
  demandCount(leastBlocks, 'leastBlocks');
  const counted = blocks.filter((block) => block !== null);
  if (counted.filter((block) => block.every(({ n }) => n > 0)).length < Math.max(1, leastBlocks)) return 'not-known';
  const block = past.map((_, g): BoundedSums => {
    const total = (of: keyof BoundedSums): number => counted.reduce((sum, one) => sum + (one[g]?.[of] ?? 0), 0);
    return { n: total('n'), sum: total('sum'), sumOfSquares: total('sumOfSquares') };
  });
  return truthOf(
    blockMeanEvidence({ hypothesis, past, block }),
    opposite && blockMeanEvidence({ hypothesis: opposite, past, block }),
    level,
  );
}

/** "The sum is at least its bound"; null where no rates lie strictly within the bound, so that keeping it can never be shown. */
function oppositeOf(hypothesis: LinearNull): LinearNull | null {
  if (!canBeKeptWithRoom(hypothesis)) return null;
  return { coefficients: hypothesis.coefficients.map((c) => -c), bound: -hypothesis.bound };
}

/**
 * Whether the bound was broken in a window taken as a whole: `blockTruth` of the summed counts of its blocks, so the statement is about the average over the people of the window. The product of the blocks' own evidence
 * would not be fair for that statement, since blocks bet unequally: it is against "the bound was kept in every block".
 *
 * Not known with fewer than `leastBlocks` blocks that have people in every stream.
 *
 * @param blocks counts of each block of the window, null where one is missing
 * @throws TribuneError `INVALID_ARGUMENT` where `blockTruth` does, or on a leastBlocks that the window does not have
 * @example pooledTruth({ hypothesis, past, blocks: [monday, null, wednesday], leastBlocks: 2, level: 0.05 })
 */
export function pooledTruth(
  options: Omit<BlockTruthOptions, 'block'> & {
    readonly blocks: readonly (readonly Proportion[] | null)[];
    readonly leastBlocks: number;
  },
): Truth {
  const { hypothesis, past, blocks, leastBlocks, level } = options;
  demandCount(leastBlocks, 'leastBlocks');
  demand(
    leastBlocks >= 1 && leastBlocks <= blocks.length,
    `leastBlocks is ${leastBlocks} of ${blocks.length} blocks`,
    'Pass at least 1 and at most the blocks of the window.',
  );
  const counted = blocks.filter((block) => block !== null);
  const streams = hypothesis.coefficients.length;
  for (const block of counted) {
    demand(
      block.length === streams,
      `a block has ${block.length} streams and the claim ${streams}`,
      'Pass one proportion for each coefficient in every block.',
    );
  }
  if (counted.filter((block) => block.every(({ n }) => n > 0)).length < leastBlocks) return 'not-known';
  const sums = hypothesis.coefficients.map((_, g) => ({
    successes: counted.reduce((sum, block) => sum + block[g]!.successes, 0),
    n: counted.reduce((sum, block) => sum + block[g]!.n, 0),
  }));
  return blockTruth({ hypothesis, past, block: sums, level });
}

/**
 * Whether an estimate exceeds a bound, as a written policy may say it, whatever chance has to do with it; not known with too few people or without an estimate. It has no error rate: with a true value at
 * the bound it answers either way in half of all blocks.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a bound or an estimate that is not finite, or impossible numbers of people
 * @example pointTruth({ estimate: 0.2, n: 80 }, { bound: 0.15, leastPeople: 100 }) // 'not-known'
 */
export function pointTruth(
  block: { readonly estimate: number | null; readonly n: number } | null,
  { bound, leastPeople }: { readonly bound: number; readonly leastPeople: number },
): Truth {
  demandFinite(bound, 'bound');
  demandCount(leastPeople, 'leastPeople');
  if (block === null || block.estimate === null) return 'not-known';
  demandFinite(block.estimate, 'estimate');
  demandCount(block.n, 'n');
  if (block.n < leastPeople) return 'not-known';
  return block.estimate > bound ? 'holds' : 'does-not-hold';
}
