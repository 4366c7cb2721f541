import type { ExplanationMethod, ScoreScale } from '../base/explanation.js';
import type { Agreement } from './agreement.js';
import type { RidgeFit } from './weighted-ridge.js';

/** A note in every result, so that nobody takes the numbers for more than they are. */
export const PURPOSE =
  'Cross-check by a local linear surrogate. It describes a straight surface near the row, not the model; it changes with its seed and is never given as an explanation or a reason.';

/** A number over several fits or pairs of fits; null where it is defined in none of them. */
export interface AgreementRange {
  readonly lowest: number | null;
  readonly median: number | null;
  readonly highest: number | null;
  /** Number of fits or pairs in which the number is defined. */
  readonly n: number;
  readonly status: 'ok' | 'undefined';
}

export interface AgreementRanges {
  readonly kendall: AgreementRange;
  readonly topOverlap: AgreementRange;
  readonly sameSign: AgreementRange;
}

export interface CrossCheck {
  readonly purpose: typeof PURPOSE;
  readonly publishable: false;
  /** The values that were checked. */
  readonly comparedWith: {
    readonly method: ExplanationMethod;
    readonly scale: ScoreScale;
    readonly output: number;
    readonly players: readonly string[];
    readonly values: Float64Array;
  };
  /** Weighted share of the score's variance near the row that a linear surface explains, over the fits. */
  readonly rSquared: AgreementRange;
  /** Agreement of the checked values with each fit. */
  readonly agreement: AgreementRanges;
  /** Agreement of each fit with each other: what changes with the seed alone. */
  readonly stability: AgreementRanges;
  /** Coefficients per player, over the fits: only their spread matters. */
  readonly coefficients: readonly { readonly player: number; readonly range: AgreementRange }[];
  readonly setting: {
    readonly seed: string;
    readonly samples: number;
    readonly repeats: number;
    readonly kernelWidth: number;
    readonly penalty: number;
    readonly top: number;
  };
}

export function summarise(
  fits: readonly RidgeFit[],
  agreement: readonly Agreement[],
  stability: readonly Agreement[],
): Pick<CrossCheck, 'rSquared' | 'agreement' | 'stability' | 'coefficients'> {
  return {
    rSquared: rangeOf(fits.map((fit) => fit.rSquared)),
    agreement: rangesOf(agreement),
    stability: rangesOf(stability),
    coefficients: Array.from(fits[0]!.coefficients, (_, player) => ({
      player,
      range: rangeOf(fits.map((fit) => fit.coefficients[player]!)),
    })),
  };
}

const rangesOf = (list: readonly Agreement[]): AgreementRanges => ({
  kendall: rangeOf(list.map((each) => each.kendall)),
  topOverlap: rangeOf(list.map((each) => each.topOverlap)),
  sameSign: rangeOf(list.map((each) => each.sameSign)),
});

function rangeOf(numbers: readonly (number | null)[]): AgreementRange {
  const sorted = numbers.filter((number) => number !== null).sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { lowest: null, median: null, highest: null, n, status: 'undefined' };
  const median = (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
  return { lowest: sorted[0]!, median, highest: sorted[n - 1]!, n, status: 'ok' };
}
