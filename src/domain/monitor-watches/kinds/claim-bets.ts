import { canBeKeptWithRoom, type LinearNull } from '../../../core/stats/index.js';
import { STEPS } from '../../monitor-panes/index.js';
import type { EvidenceKind, EvidenceWatch, Side } from './kind.js';

/** Bets on each claim: of `blockMeanBets`, and of `blockClusterBets`. */
const BETS = 5;

type ClaimWatch = EvidenceWatch & { readonly hypotheses: readonly LinearNull[] };

/** Evidence by bets on each claim about means of steps: that it is broken, and once an alarm is on that it is kept again. Groups need nothing else to be watched. */
export function betsOnClaims<W extends ClaimWatch>(
  betsOf: (sides: readonly Side[]) => (claim: LinearNull) => readonly number[] | null,
): Pick<EvidenceKind<W>, 'isReady' | 'bets' | 'betsOn' | 'end'> {
  const betsOnAll = (claims: readonly LinearNull[], sides: readonly Side[]): number[] | null => {
    const betsOn = betsOf(sides);
    const bets = new Array<number>(BETS * claims.length);
    for (let c = 0; c < claims.length; c++) {
      const each = betsOn(claims[c]!);
      if (each === null) return null;
      for (let j = 0; j < BETS; j++) bets[BETS * c + j] = each[j]!;
    }
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
