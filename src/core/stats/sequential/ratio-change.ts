import { demand } from '../base/check.js';
import { batchesOf, batchStart } from './batches.js';
import type { LinearNull } from './linear-null.js';

/** Outcomes, 0 or 1, of two groups now and before, each in the order in which they came. */
export interface RatioChangeOutcomes {
  readonly group: ArrayLike<number>;
  readonly reference: ArrayLike<number>;
  readonly groupBefore: ArrayLike<number>;
  readonly referenceBefore: ArrayLike<number>;
}

/** How much of a ratio must be left, and how outcomes are put together. */
export interface RatioChangeOptions {
  /** The share of the ratio before that is to be left at least, such as 0.95 for "fell by at most 5 per cent"; above 0, at most 1. */
  readonly least: number;
  /** Outcomes of each of the four in a batch, at least; default 5. */
  readonly perBatch?: number;
}

function demandLeast(least: number): void {
  demand(least > 0 && least <= 1, `least is ${least}`, 'Pass a share of the ratio before, above 0 and at most 1.');
}

/**
 * The claim that a ratio of rates kept at least the share `least` of what it was, about the values that `ratioChangeValues` makes. That it did not grow by more is the claim with group and reference exchanged.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a share outside 0..1
 * @example ratioChangeNull(0.95) // { coefficients: [-1], bound: -0.487 }
 */
export function ratioChangeNull(least: number): LinearNull {
  demandLeast(least);
  return { coefficients: [-1], bound: -least / (1 + least) };
}

/**
 * Values of 0..1 that tell whether the ratio of two rates (group / reference) fell from one time to the next, for `blockValueEvidence` and `ratioChangeNull`. A ratio of ratios is no sum of rates; but with b and a the rates of group and reference now, b' and a' before,
 * b / a >= least * b' / a' says the same as b a' - least * b' a >= 0, and that is the mean of X = (rate of a few of b) * (rate of a few of a') - least * (b') * (a), all of other people, which lies in -least .. 1. The values are X scaled to 0..1, one for each batch of at
 * least `perBatch` outcomes of each of the four; every outcome is in exactly one batch. A single one of each would do, but a few of each vary less.
 *
 * The claim is about the batches, on average: where rates move within a week, compare Mondays with Mondays, so that batches lie beside each other.
 *
 * Empty where one of the four has fewer than `perBatch`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an outcome that is neither 0 nor 1, or a share outside 0..1
 * @example ratioChangeValues({ group: [1], reference: [1], groupBefore: [0], referenceBefore: [1] }, { least: 0.95, perBatch: 1 }) // [1]
 */
export function ratioChangeValues(outcomes: RatioChangeOutcomes, options: RatioChangeOptions): Float64Array {
  const { group, reference, groupBefore, referenceBefore } = outcomes;
  const { least, perBatch } = options;
  demandLeast(least);
  const streams = { group, reference, groupBefore, referenceBefore };
  for (const [name, stream] of Object.entries(streams)) demandOutcomes(stream, name);
  const batches = batchesOf(
    Object.values(streams).map((stream) => stream.length),
    perBatch,
  );
  return Float64Array.from({ length: batches }, (_, batch) => {
    const rate = (stream: ArrayLike<number>): number => rateOfBatch(stream, batch, batches);
    return ratioValue({
      ...{ group: rate(group), reference: rate(reference), groupBefore: rate(groupBefore) },
      ...{ referenceBefore: rate(referenceBefore), least },
    });
  });
}

/** The value of a batch by its four rates. */
export function ratioValue({
  group,
  reference,
  groupBefore,
  referenceBefore,
  least,
}: Readonly<Record<keyof RatioChangeOutcomes | 'least', number>>): number {
  const excess = group * referenceBefore - least * groupBefore * reference;
  // Rounding may carry the ends beyond 0..1 by a bit of the last place.
  return Math.max(0, Math.min(1, (excess + least) / (1 + least)));
}

function rateOfBatch(stream: ArrayLike<number>, batch: number, batches: number): number {
  const from = batchStart(batch, batches, stream.length);
  const to = batchStart(batch + 1, batches, stream.length);
  let sum = 0;
  for (let i = from; i < to; i++) sum += stream[i]!;
  return sum / (to - from);
}

function demandOutcomes(stream: ArrayLike<number>, name: string): void {
  for (let i = 0; i < stream.length; i++) {
    if (stream[i] === 0 || stream[i] === 1) continue;
    demand(false, `${name}[${i}] is ${stream[i]}`, 'Pass outcomes of 0 or 1.');
  }
}
