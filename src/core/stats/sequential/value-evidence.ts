import { demand } from '../base/check.js';
import { betSize, DEFAULT_EXCESSES, demandExcesses } from './bets.js';
import { demandNull, type LinearNull } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';
import { type BoundedSums, demandSums, placeBets } from './mean-evidence.js';

/** What `blockValueEvidence` needs. */
export interface ValueEvidenceOptions {
  /** The claim about the means of the streams, on the scale 0..1, that the evidence is against. */
  readonly hypothesis: LinearNull;
  /** What was summed before the block (`sumsOfValues`), one for each stream; only where bets are placed depends on it. */
  readonly past: readonly BoundedSums[];
  /** The values of each stream in the block, 0..1. */
  readonly block: readonly ArrayLike<number>[];
  /** Sizes of the bets, equally weighted, as those of `blockEvidence`. */
  readonly excesses?: readonly number[];
}

/**
 * `blockEvidence` for single values of 0..1, such as areas under the curve of small batches (`aucValues`): log of an e-value against a claim about their means. Each value multiplies the stake by 1 + stake * (x - q), as there; it needs
 * the values, where `blockMeanEvidence` needs sums and loses a little for it.
 *
 * It is 0 (no evidence) where a stream of the block is empty or has no past. The same conditions as for `blockEvidence`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a claim that cannot be watched, another number of streams than coefficients, impossible sums or values outside 0..1
 * @example
 * const hypothesis = { coefficients: [-1], bound: -0.8 };
 * blockValueEvidence({ hypothesis, past: [sumsOfValues([0.9, 0.8, 0.85])], block: [[0.6, 0.5, 0.7, 0.4]] }) // 0.615
 */
export const blockValueEvidence = (options: ValueEvidenceOptions): number => logMeanExp(blockValueBets(options) ?? [0]);

/**
 * The evidence of `blockValueEvidence` bet by bet, as a detector takes it (`updateEvidenceDetector`): the log of the e-value of each of the `excesses`. Null where the block gives none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockValueEvidence` does
 */
export function blockValueBets(options: ValueEvidenceOptions): number[] | null {
  const { hypothesis, past, block, excesses = DEFAULT_EXCESSES } = options;
  demandNull(hypothesis);
  demandExcesses(excesses);
  demandSums(past, hypothesis, 'past');
  demand(
    block.length === hypothesis.coefficients.length,
    `block has ${block.length} streams and the claim ${hypothesis.coefficients.length}`,
    'Pass the values of a stream for each coefficient.',
  );
  for (const values of block) demandValues(values);
  const sizes = block.map((values) => ({ n: values.length }));
  if ([...past, ...sizes].some(({ n }) => n === 0)) return null;
  const { boundary, scale } = placeBets(hypothesis, past, sizes);
  return excesses.map((excess) => {
    const size = betSize(scale, excess);
    return block.reduce((total, values, g) => {
      const stake = (hypothesis.coefficients[g]! * size) / values.length;
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += Math.log1p(stake * (values[i]! - boundary[g]!));
      return total + sum;
    }, 0);
  });
}

/**
 * Sums of values of 0..1, as a past for later blocks.
 * @throws TribuneError `INVALID_ARGUMENT` on values outside 0..1
 * @example sumsOfValues([0.5, 1]) // { n: 2, sum: 1.5, sumOfSquares: 1.25 }
 */
export function sumsOfValues(values: ArrayLike<number>): BoundedSums {
  demandValues(values);
  let sum = 0;
  let sumOfSquares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    sumOfSquares += values[i]! ** 2;
  }
  return { n: values.length, sum, sumOfSquares };
}

function demandValues(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! >= 0 && values[i]! <= 1) continue;
    demand(false, `value ${i} is ${values[i]}`, 'Scale the values to 0..1.');
  }
}
