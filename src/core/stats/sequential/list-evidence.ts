import type { Interval } from '../base/estimate.js';
import { type BetScale, betSize, DEFAULT_EXCESSES } from './bets.js';
import { moveToBoundary } from './boundary.js';
import { type SequenceOptions, sequenceCriticalValue } from './confidence-sequence.js';
import { demandNull, type LinearNull } from './linear-null.js';

/** Sums over clusters, such as lists, each of which has a size and a value from 0 to its size, such as the exposure of its members. They add over blocks. */
export interface ClusterSums {
  readonly clusters: number;
  readonly size: number;
  readonly value: number;
  readonly valueSquares: number;
  readonly products: number;
  readonly sizeSquares: number;
  /** At least the largest size. */
  readonly largest: number;
}

/** No cluster may cost more than 95 % of the stake, so that evidence lost can be won back. */
const LARGEST_STAKE = 0.95;
/** Of a quotient of 0..1 in one cluster: none varies less, so that nothing is divided by 0. */
const LEAST_VARIANCE = 1e-6;

/** Mean of a cluster's value over its size, with half a cluster at each end. */
const quotientOf = ({ size, value, clusters }: ClusterSums): number => {
  const one = clusters > 0 ? size / clusters : 1;
  return (value + one / 2) / (size + one);
};

/** Sum of the squares of value - q * size. */
const squaresAbout = ({ valueSquares, products, sizeSquares }: ClusterSums, q: number): number =>
  Math.max(0, valueSquares - 2 * q * products + q * q * sizeSquares);

/** Variance of one cluster about a quotient, in units of a cluster of mean size. */
function spreadAbout(sums: ClusterSums, q: number): number {
  const mean = sums.size / sums.clusters;
  return Math.max(LEAST_VARIANCE, (squaresAbout(sums, q) + (mean * mean) / 2) / ((sums.clusters + 1) * mean * mean));
}

/** What `blockClusterBets` needs. */
export interface ClusterEvidenceOptions {
  /** The claim about quotients of sums, value over size, that the evidence is against: one coefficient for each side. */
  readonly hypothesis: LinearNull;
  /** What was summed before the block; only where bets are placed depends on it. */
  readonly past: readonly ClusterSums[];
  readonly block: readonly ClusterSums[];
}

/**
 * Evidence about quotients of sums over clusters, such as the mean exposure of the candidates of a group over all lists of a block, against a claim about the quotients of a group and of its reference; the log of the e-value of each bet, as a detector takes it. Null where the block gives none.
 *
 * Members of a cluster are not independent, and both sides are mostly in the same clusters, so the cluster is the unit: given who is in them, clusters are independent of each other. With D the sizes of a block, the sum over clusters of A = Σ c (value - q size) / D has
 * the mean Σ c x - bound, where x are the quotients that the block has on average and q lies on the boundary, so that it is at most 0 where the claim holds, however the clusters differ. Each factor 1 + stake * A is replaced by one that is never larger (Fan, Grama and Liu 2015, lemma 4.1) and that sums determine; of two sides (a + b)² is at most
 * 2 a² + 2 b², so that no product of two groups has to be known.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a claim that cannot be watched
 * @example
 * const lists = (value) => ({ clusters: 60, size: 120, value, valueSquares: value ** 2 / 60, products: 2 * value, sizeSquares: 240, largest: 2 });
 * blockClusterBets({ hypothesis: { coefficients: [-1], bound: -0.4 }, past: [lists(48)], block: [lists(12)] })
 */
export function blockClusterBets({ hypothesis, past, block }: ClusterEvidenceOptions): number[] | null {
  demandNull(hypothesis);
  const { coefficients } = hypothesis;
  if ([...past, ...block].some(({ clusters, size }) => clusters === 0 || size === 0)) return null;
  const sides = coefficients.length;
  const quotients = Float64Array.from(past, quotientOf);
  const share = (spread: number, g: number): number => {
    const mean = block[g]!.size / block[g]!.clusters;
    return (spread * block[g]!.clusters * mean * mean) / block[g]!.size ** 2;
  };
  const boundary = new Float64Array(sides);
  const before = Float64Array.from(past, (sums, g) => share(spreadAbout(sums, quotients[g]!), g));
  moveToBoundary(hypothesis, quotients, before, boundary);
  const spreads = past.map((sums, g) => spreadAbout(sums, boundary[g]!));
  let [variance, unit, reach] = [0, 0, 0];
  coefficients.forEach((c, g) => {
    variance += sides * c * c * share(spreads[g]!, g);
    unit += 2 * c * c * spreads[g]!;
    reach += (Math.abs(c) * block[g]!.largest * (c > 0 ? boundary[g]! : 1 - boundary[g]!)) / block[g]!.size;
  });
  const largest = reach > 0 ? LARGEST_STAKE / reach : Number.POSITIVE_INFINITY;
  const scale: BetScale = { unit: Math.sqrt(unit), variance, largest };
  let [linear, squares] = [0, 0];
  coefficients.forEach((c, g) => {
    const { size, value } = block[g]!;
    linear += (c * (value - boundary[g]! * size)) / size;
    squares += (sides * c * c * squaresAbout(block[g]!, boundary[g]!)) / (size * size);
  });
  return DEFAULT_EXCESSES.map((excess) => {
    const stake = betSize(scale, excess);
    const lost = stake * reach;
    // With nothing to lose, what could be gained is left out, which keeps the evidence fair.
    const curve = lost > 0 ? (Math.log1p(-lost) + lost) / (lost * lost) : -1 / 2;
    return stake * linear + curve * stake * stake * squares;
  });
}

/** How far the quotient of sums may be off, as the square of a standard error; a cluster at each end is added. */
const errorOf = (sums: ClusterSums): number => spreadAbout(sums, sums.value / sums.size) / sums.clusters;

/**
 * A quotient of sums over clusters, the difference of two, or their ratio, with a confidence sequence for display: it may be looked at after every block. Asymptotic, as `meanSequence`. How both sides vary together is not known, so that the interval of two is up to the root of two too wide. Null where a side is empty,
 * and where a ratio has no logarithm.
 *
 * @example clusterSequence([sums], 'value', { level: 0.95 })
 */
export function clusterSequence(
  sides: readonly ClusterSums[],
  compare: 'value' | 'difference' | 'ratio',
  options: SequenceOptions,
): (Interval & { readonly estimate: number }) | null {
  if (sides.some(({ clusters, size }) => clusters === 0 || size === 0)) return null;
  const [x, y] = sides.map(({ value, size }) => value / size) as [number, number?];
  const critical = sequenceCriticalValue(
    sides.reduce((sum, { clusters }) => sum + clusters, 0),
    options,
  );
  const together = (errors: readonly number[]): number =>
    critical * Math.sqrt(sides.length * errors.reduce((sum, one) => sum + one, 0));
  if (compare === 'ratio') {
    if (!(x > 0 && y! > 0)) return null;
    const half = together([errorOf(sides[0]!) / (x * x), errorOf(sides[1]!) / (y! * y!)]);
    return { estimate: x / y!, lower: (x / y!) * Math.exp(-half), upper: (x / y!) * Math.exp(half) };
  }
  const half = together(sides.map(errorOf));
  const estimate = y === undefined ? x : x - y;
  const least = y === undefined ? 0 : -1;
  return { estimate, lower: Math.max(least, estimate - half), upper: Math.min(1, estimate + half) };
}

/**
 * What one cluster tells, as the mean and mean square of as many values of 0..1: for how soon a shift is found.
 * @example clusterMoments(sums, 1) // { n: 60, sum: 24, sumOfSquares: 10.2 }
 */
export function clusterMoments(sums: ClusterSums, sides: number): { n: number; sum: number; sumOfSquares: number } {
  const mean = quotientOf(sums);
  const n = sums.clusters;
  return { n, sum: n * mean, sumOfSquares: n * (sides * spreadAbout(sums, mean) + mean * mean) };
}
