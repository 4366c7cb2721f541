import {
  blockMeanBets,
  type EstimatedClaim,
  estimatedClaimSums,
  estimatedSequence,
  planDetector,
  type RateFromScores,
  rateFromScores,
  type ScoreSums,
  smallestDetectableGap,
} from '../../../core/stats/index.js';
import { MOMENT_COUNTS, sumsOf } from '../../monitor-panes/index.js';
import { estimatedClaims, fractionClaims } from '../series/estimated-claims.js';
import type { EstimateWatch, FractionWatch } from '../series/types.js';
import type { EvidenceKind, Side } from './kind.js';

/** Bets of `blockMeanBets` on each claim. */
const BETS = 5;
/** As the detectors of rates have it. */
const MEMORY = 1000;
export const WIDTH: number = 2 * MOMENT_COUNTS;

type PairWatch = EstimateWatch | FractionWatch;

/** Evidence about fractions of sums over people, by one quantity of each person or of each pair: what is counted are sums of chances, or labels, of those predicted negative and then of those predicted positive. */
export const fractionEvidence = <W extends PairWatch>(
  measure: EvidenceKind<W>['measure'],
): Omit<EvidenceKind<W>, 'outside'> => ({
  width: () => WIDTH,
  measure,
  people: peopleOf,
  memory: MEMORY,
  isReady: () => true,
  pastValue: (watch, { past }) => rateOf(watch, past)?.estimate ?? 1 / 2,
  bets: ({ hypotheses }) => BETS * hypotheses.length,
  betsOn: (watch, sides) => betsOnAll(watch, sides, 'kept'),
  end: { by: 'bets', betsOfClaim: BETS, betsOn: (watch, sides) => betsOnAll(watch, sides, 'broken') },
  measured(watch, _, counts, level) {
    const sides = Array.from({ length: counts.length / WIDTH }, (_side, side) =>
      counts.subarray(side * WIDTH, (side + 1) * WIDTH),
    );
    const n = sides.reduce((sum, side) => sum + peopleOf(side), 0);
    return estimatedSequence(
      sides.map((side) => rateOf(watch, side)),
      watch.compare,
      { n, level },
    );
  },
  detectable(watch, volumes, { blocks, threshold }) {
    const rates = volumes.map(({ past }) => rateOf(watch, past));
    if (rates.includes(null)) return null;
    const found = claimsOf(watch).map((claim) => {
      const sums = estimatedClaimSums(
        claim,
        volumes.map(({ past }) => scoresOf(past)),
      );
      if (sums.n === 0) return null;
      const mean = (sums.sum + 1 / 2) / (sums.n + 1);
      const variance = (sums.sumOfSquares + 1 / 2) / (sums.n + 1) - mean * mean;
      const spread = variance > 0 ? (mean * (1 - mean)) / variance : 1;
      const n = spread * Math.min(...volumes.map(({ people }) => people));
      const plan = planDetector({ hypotheses: [claim.kept], threshold });
      const [gap] = smallestDetectableGap({ plan, rates: [mean], n: [n], blocks });
      return gap == null ? null : levelFound(watch, claim, { mean: -gap, rates: rates as RateFromScores[], volumes });
    });
    if (found.includes(null)) return null;
    return watch.compare === 'difference' ? Math.max(...(found as number[])) : (found as number[])[0]!;
  },
});

const peopleOf = (counted: Float64Array): number => counted[0]! + counted[MOMENT_COUNTS]!;

/** Labels are known as they are. */
const errorOf = (watch: PairWatch): number => (watch.kind === 'estimates' ? watch.calibrationError : 0);

const scoresOf = (counts: Float64Array): ScoreSums => [sumsOf(counts, 0), sumsOf(counts, MOMENT_COUNTS)];

const rateOf = (watch: PairWatch, counts: Float64Array): RateFromScores | null =>
  rateFromScores(watch.rate, scoresOf(counts), errorOf(watch));

const claims = new WeakMap<PairWatch, readonly EstimatedClaim[]>();

function claimsOf(watch: PairWatch): readonly EstimatedClaim[] {
  const known = claims.get(watch) ?? (watch.kind === 'estimates' ? estimatedClaims(watch) : fractionClaims(watch));
  claims.set(watch, known);
  return known;
}

function betsOnAll(watch: PairWatch, sides: readonly Side[], side: 'kept' | 'broken'): number[] | null {
  const bets = claimsOf(watch).map((claim) =>
    blockMeanBets({
      hypothesis: claim[side],
      past: [
        estimatedClaimSums(
          claim,
          sides.map(({ past }) => scoresOf(past)),
        ),
      ],
      block: [
        estimatedClaimSums(
          claim,
          sides.map(({ counted }) => scoresOf(counted)),
        ),
      ],
    }),
  );
  return bets.some((each) => each === null) ? null : bets.flatMap((each) => each!);
}

/** What a mean of the claimed quantity is in terms of the rates: it is divided by both denominators, and lies beyond what the calibration error allows. */
function levelFound(
  watch: PairWatch,
  { hypothesis: { coefficients, bound }, least, most }: EstimatedClaim,
  {
    mean,
    rates,
    volumes,
  }: {
    readonly mean: number;
    readonly rates: readonly RateFromScores[];
    readonly volumes: readonly { readonly past: Float64Array }[];
  },
): number | null {
  const { rate, compare } = watch;
  const denominators = volumes.map(({ past }) => {
    const sums = scoresOf(past);
    const n = sums[0].n + sums[1].n;
    return sums.reduce((total, one, d) => total + rate[d]!.count * one.n + rate[d]!.countSlope * one.sum, 0) / n;
  });
  const quantity = least + (most - least) * mean;
  const excess = -quantity / denominators.reduce((product, one) => product * one, 1);
  const byError = rates.reduce((sum, one, side) => {
    const c = coefficients[side]!;
    return sum + (errorOf(watch) === 0 ? 0 : c > 0 ? c * (one.estimate - one.lower) : -c * (one.upper - one.estimate));
  }, 0);
  const total = bound + excess + byError;
  const [own, other] = coefficients as [number, number?];
  if (compare === 'difference') return total <= 1 ? total : null;
  const level = (total - (other ?? 0) * (rates[1]?.estimate ?? 0)) / own;
  if (!(level >= 0 && level <= 1)) return null;
  return compare === 'value' ? level : level / rates[1]!.estimate;
}
