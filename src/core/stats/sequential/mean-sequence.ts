import type { Interval } from '../base/estimate.js';
import { type SequenceOptions, sequenceCriticalValue } from './confidence-sequence.js';
import { type BoundedSums, demandSums } from './mean-evidence.js';

/**
 * Confidence sequence of a sum of coefficients * mean of quantities scaled to 0..1, for display beside a detector: it may be looked at after every block. Asymptotic, as `differenceSequence`; a value of 0 and one of 1
 * are added to the variance of each stream, so that values that are all alike are not taken as certain. Null where a stream is empty.
 *
 * @param streams sums of each stream
 * @param coefficients one for each stream, such as 1 and -1 of a difference
 * @throws TribuneError `INVALID_ARGUMENT` on impossible sums, another number of coefficients, or a level or tunedFor out of range
 * @example meanSequence([{ n: 1000, sum: 500, sumOfSquares: 300 }], [1], { level: 0.95 }) // { lower: 0.478, upper: 0.522 }
 */
export function meanSequence(
  streams: readonly BoundedSums[],
  coefficients: readonly number[],
  options: SequenceOptions,
): Interval | null {
  demandSums(streams, { coefficients }, 'sums');
  if (streams.some(({ n }) => n === 0)) return null;
  let people = 0;
  let sum = 0;
  let variance = 0;
  let [least, most] = [0, 0];
  streams.forEach((stream, g) => {
    const coefficient = coefficients[g]!;
    people += stream.n;
    sum += (coefficient * stream.sum) / stream.n;
    variance += (coefficient ** 2 * varianceOf(stream)) / stream.n;
    least += Math.min(0, coefficient);
    most += Math.max(0, coefficient);
  });
  const half = sequenceCriticalValue(people, options) * Math.sqrt(variance);
  return { lower: Math.max(least, sum - half), upper: Math.min(most, sum + half) };
}

/** Variance of one value, with a 0 and a 1 added. */
function varianceOf({ n, sum, sumOfSquares }: BoundedSums): number {
  const mean = (sum + 1) / (n + 2);
  return Math.max(0, (sumOfSquares + 1) / (n + 2) - mean * mean);
}

/**
 * The same of a ratio of two means of quantities that are at least 0: that of the difference of their logarithms. Null where a stream is empty or its mean is 0.
 *
 * @param group sums of values divided by the same number as those of the reference
 * @param offset what is added to each mean before the ratio is taken, where the scale does not begin at 0
 * @throws TribuneError `INVALID_ARGUMENT` where `meanSequence` does
 * @example meanRatioSequence(group, reference, { level: 0.95 })
 */
export function meanRatioSequence(
  group: BoundedSums,
  reference: BoundedSums,
  { offset = 0, ...options }: SequenceOptions & { readonly offset?: number },
): Interval | null {
  const streams = [group, reference];
  demandSums(streams, { coefficients: [1, -1] }, 'sums');
  if (streams.some(({ n }) => n === 0)) return null;
  const [a, b] = streams.map(({ n, sum }) => offset + sum / n) as [number, number];
  if (!(a > 0 && b > 0)) return null;
  const error = Math.sqrt(varianceOf(group) / (group.n * a * a) + varianceOf(reference) / (reference.n * b * b));
  const half = sequenceCriticalValue(group.n + reference.n, options) * error;
  const log = Math.log(a / b);
  return { lower: Math.exp(log - half), upper: Math.exp(log + half) };
}
