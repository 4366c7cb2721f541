import { demand, demandNonNegative } from '../base/check.js';

/** Bins of a declared input or a score. More bins cost power: every bin is one more way to differ by chance. */
const MAX_BINS = 100;

/**
 * Sum of the counts of a histogram, after checking it.
 * @throws TribuneError `INVALID_ARGUMENT` on fewer than 2 bins, more than 100, or counts that are negative or not finite
 */
export function demandHistogram(counts: ArrayLike<number>, name: string): number {
  if (counts.length < 2 || counts.length > MAX_BINS) {
    demand(false, `${name} has ${counts.length} bins`, `Pass counts of 2 to ${MAX_BINS} bins.`);
  }
  let total = 0;
  for (let b = 0; b < counts.length; b++) {
    if (!(counts[b]! >= 0 && counts[b]! < Number.POSITIVE_INFINITY)) demandNonNegative(counts[b]!, `${name}[${b}]`);
    total += counts[b]!;
  }
  return total;
}

/**
 * Refuses positions that do not say where each bin lies.
 * @throws TribuneError `INVALID_ARGUMENT` unless there is one for each bin, ascending, within 0..1
 */
export function demandPositions(positions: readonly number[], bins: number): void {
  demand(
    positions.length === bins,
    `there are ${positions.length} positions and ${bins} bins`,
    'Pass the position of each bin.',
  );
  positions.forEach((position, b) => {
    demand(
      position >= 0 && position <= 1 && (b === 0 || position > positions[b - 1]!),
      `position ${b} is ${position}`,
      'Scale the positions of the bins to 0..1, in ascending order: (middle - least) / (largest - least).',
    );
  });
}

/** Refuses two histograms of different bins. */
export function demandSameBins(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length === b.length) return;
  demand(false, `one histogram has ${a.length} bins and the other ${b.length}`, 'Count both in the same bins.');
}

/** Shares of a histogram with a total above 0. */
export function sharesOf(counts: ArrayLike<number>, total: number): Float64Array {
  const shares = new Float64Array(counts.length);
  for (let b = 0; b < shares.length; b++) shares[b] = counts[b]! / total;
  return shares;
}
