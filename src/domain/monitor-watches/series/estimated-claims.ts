import { type EstimatedClaim, planEstimatedClaim } from '../../../core/stats/index.js';
import { STEPS } from '../../monitor-panes/index.js';
import type { EstimateWatch, FractionWatch } from './types.js';

/** Scores are rounded to whole steps. */
const ROUNDING = 1 / (2 * STEPS);

/**
 * The claims of a watch, with room for the rounding of steps.
 *
 * @throws TribuneError INVALID_ARGUMENT for a bound that no scores can break within the calibration error, or that all of them break
 */
export const estimatedClaims = ({
  rate,
  hypotheses,
  calibrationError,
}: Pick<EstimateWatch, 'rate' | 'hypotheses' | 'calibrationError'>): EstimatedClaim[] =>
  hypotheses.map((hypothesis) =>
    planEstimatedClaim({ rate, hypothesis, calibrationError: Math.min(1, calibrationError + ROUNDING) }),
  );

/**
 * The claims of a watch that counts labels, which are known as they are.
 *
 * @throws TribuneError INVALID_ARGUMENT for a bound that no people can break, or that all of them break
 */
export const fractionClaims = ({ rate, hypotheses }: Pick<FractionWatch, 'rate' | 'hypotheses'>): EstimatedClaim[] =>
  hypotheses.map((hypothesis) => planEstimatedClaim({ rate, hypothesis, calibrationError: 0 }));
