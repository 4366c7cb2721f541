import { canBeKeptWithRoom, type LinearNull } from '../../../core/stats/index.js';
import { MEAN_BETS, meanBetsInto, newColumns, type SumColumns } from '../../../core/stats/sequential/in-place/index.js';
import { STEPS } from '../../monitor-panes/index.js';
import type { EvidenceKind, EvidenceWatch, Side } from './kind.js';

/** Bets on each claim: of `blockMeanBets`, and of `blockClusterBets`. */
const BETS: number = MEAN_BETS;

type ClaimWatch = EvidenceWatch & { readonly hypotheses: readonly LinearNull[] };

/** Writes the bets on a claim from a place on; false where the block gives none. */
export type ClaimBets = (claim: LinearNull, sides: readonly Side[], into: Float64Array, at: number) => boolean;

/** Evidence by bets on each claim about means of steps: that it is broken, and once an alarm is on that it is kept again. Groups need nothing else to be watched. */
export function betsOnClaims<W extends ClaimWatch>(
  betsOf: ClaimBets,
): Pick<EvidenceKind<W>, 'isReady' | 'bets' | 'betsOn' | 'end'> {
  // All series of a watch have as many bets, and those of one are taken in before the next is asked for.
  let bets = new Float64Array();
  const betsOnAll = (claims: readonly LinearNull[], sides: readonly Side[]): Float64Array | null => {
    if (bets.length !== BETS * claims.length) bets = new Float64Array(BETS * claims.length);
    for (let c = 0; c < claims.length; c++) if (!betsOf(claims[c]!, sides, bets, BETS * c)) return null;
    return bets;
  };
  return {
    isReady: () => true,
    bets: ({ hypotheses }) => BETS * hypotheses.length,
    betsOn: ({ hypotheses }, sides) => betsOnAll(hypotheses, sides),
    end: {
      by: 'bets',
      betsOfClaim: BETS,
      betsOn({ hypotheses }, sides) {
        const opposites = oppositesOf(hypotheses);
        return opposites && betsOnAll(opposites, sides);
      },
    },
  };
}

const [PAST, BLOCK] = [newColumns(), newColumns()];
const COLUMNS = { past: PAST, block: BLOCK };

/** Bets on means of the steps that sides counted. Of a side that a claim holds to at most something the moment at `most` is taken, of the others that at `least`. */
export const betsOnMoments =
  ({ most, least }: { readonly most: number; readonly least: number }): ClaimBets =>
  (hypothesis, sides, into, at) => {
    for (let g = 0; g < sides.length; g++) {
      const { past, counted } = sides[g]!;
      const moment = hypothesis.coefficients[g]! > 0 ? most : least;
      putSums(PAST, g, past, moment);
      putSums(BLOCK, g, counted, moment);
    }
    return meanBetsInto(hypothesis, COLUMNS, into, at);
  };

/** As `sumsOf` has it. */
function putSums(into: SumColumns, g: number, counts: Float64Array, at: number): void {
  into.n[g] = counts[at]!;
  into.sum[g] = counts[at + 1]! / STEPS;
  into.sumOfSquares[g] = counts[at + 2]! / STEPS;
}

/** Writes bets that were made one by one. */
export function putBets(made: readonly number[] | null, into: Float64Array, at: number): boolean {
  if (made === null) return false;
  into.set(made, at);
  return true;
}

/** That the bound is broken, claim by claim; null where no means lie strictly within the bound, so that nothing can show that it is kept. */
export function oppositesOf(hypotheses: readonly LinearNull[]): LinearNull[] | null {
  const isFindable = ({ coefficients, bound }: LinearNull): boolean =>
    canBeKeptWithRoom({ coefficients, bound: bound - roomOf(coefficients) });
  return hypotheses.every(isFindable) ? hypotheses.map(oppositeOf) : null;
}

/** That the bound is broken, with room for the rounding of steps on the other side than the claim has it. */
const oppositeOf = ({ coefficients, bound }: LinearNull): LinearNull => ({
  coefficients: coefficients.map((c) => -c),
  bound: roomOf(coefficients) - bound,
});

/** How far rounding can move a sum of means, from one side of the truth to the other. */
const roomOf = (coefficients: readonly number[]): number =>
  coefficients.reduce((sum, c) => sum + Math.abs(c), 0) / STEPS;
