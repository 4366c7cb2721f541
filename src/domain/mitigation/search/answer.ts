import { bonferroni, normalCdf, normalQuantile } from '../../../core/stats/index.js';
import type { Change, Reduction } from './contrast.js';

/** What a candidate must be to be an alternative. */
export interface Margins {
  /** The gap must be smaller by this at least; of a ratio on the scale of the logarithm. */
  readonly gain: number;
  /** Quality may be lower by this at most. */
  readonly tolerance: number;
}

/** A candidate against the reference, on people whom nothing has looked at. */
export interface Against {
  readonly reduction: Reduction;
  readonly loss: Change;
}

export type Answer = 'yes' | 'no within the class tried' | 'not decidable';

/** Standard errors by which a loss is above a limit. */
const above = ({ estimate, error }: Change, limit: number): number => (estimate - limit) / error;

/** Standard errors by which a candidate is an alternative, by what is least sure of it: both have to be shown. */
export const promiseOf = ({ reduction, loss }: Against, { gain, tolerance }: Margins): number =>
  Math.min(reduction.above(gain), -above(loss, tolerance));

/** Standard errors by which a candidate is none: one of both is enough. */
export const denialOf = ({ reduction, loss }: Against, { gain, tolerance }: Margins): number =>
  Math.max(reduction.under(gain), above(loss, tolerance));

/** Chance of what was seen, or more, were the candidate no alternative (normal, one-sided). */
export const chanceOfNone = (against: Against, margins: Margins): number => 1 - normalCdf(promiseOf(against, margins));

/** Whether a candidate is shown to be no alternative; its two ways of being none share `alpha`. */
export const isShownNone = (against: Against, margins: Margins, alpha: number): boolean =>
  1 - normalCdf(denialOf(against, margins)) <= alpha / 2;

/**
 * A few candidates that may be alternatives: the p-value of each, and whether it is shown at the level of all of them together. Bonferroni's
 * step, so that what is shown is what the intervals beside it say.
 */
export function shownAmong(
  shortlist: readonly Against[],
  margins: Margins,
  alpha: number,
): { readonly pValue: number; readonly adjusted: number; readonly isShown: boolean }[] {
  const pValues = shortlist.map((one) => chanceOfNone(one, margins));
  const adjusted = bonferroni(pValues);
  return pValues.map((pValue, i) => ({ pValue, adjusted: adjusted[i]!, isShown: adjusted[i]! <= alpha }));
}

/**
 * Whether there is an alternative. Yes: one of the shortlist is shown to be one. No: every candidate is shown to be none, for which none has to
 * pay for the others, since all must be shown; where none was judged, nothing is shown. Else these people are too few to tell.
 */
export function answerOf(isSomeShown: boolean, all: readonly Against[], margins: Margins, alpha: number): Answer {
  if (isSomeShown) return 'yes';
  return all.length > 0 && all.every((one) => isShownNone(one, margins, alpha))
    ? 'no within the class tried'
    : 'not decidable';
}

/** Standard errors of each end of an interval that judges one of so many. */
export const endsFor = (alpha: number, count: number): number => normalQuantile(1 - alpha / Math.max(1, count));

/** Chance with which what is missed is found, by custom. */
const POWER = 0.8;

/** The reduction that these people show with a chance of 80 %, for a candidate whose quality is beyond doubt. */
export function visibleReduction(error: number, gain: number, alpha: number): number {
  return gain + (normalQuantile(1 - alpha) + normalQuantile(POWER)) * error;
}
