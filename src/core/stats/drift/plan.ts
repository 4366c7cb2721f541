import { demand, demandLevel, demandNonNegative } from '../base/check.js';
import { samplingErrorOf } from './distances.js';
import { demandHistogram, demandPositions, sharesOf } from './histogram.js';

/** The distances whose excess can be watched. */
export type DriftDistance = 'total-variation' | 'kolmogorov-smirnov' | 'wasserstein';

/** What `planDrift` needs. */
export interface DriftOptions {
  readonly distance: DriftDistance;
  /** Counts of the reference by bins. Values that are missing may be a bin of their own for total variation; the other distances order the bins. */
  readonly reference: ArrayLike<number>;
  /** Where each bin lies, ascending in 0..1; `wasserstein` needs it. */
  readonly positions?: readonly number[];
  /** The distance that does not matter, on the scale of the distance, at least 0. */
  readonly tolerance: number;
  /**
   * Share of reference samples that may be further from the law they were drawn from than is allowed for; default 0.01. Null: the reference is the law itself, and the distance is that from its histogram.
   */
  readonly referenceRisk?: number | null;
}

/** What drift is watched against: one plan serves any number of series with the same reference. Plain data. */
export interface DriftPlan {
  readonly distance: DriftDistance;
  /** Share of each bin in the reference. */
  readonly shares: readonly number[];
  readonly positions: readonly number[] | null;
  readonly tolerance: number;
  /** How far the reference may be from the law that it was drawn from; 0 where it is that law. */
  readonly referenceError: number;
}

const DISTANCES: readonly DriftDistance[] = ['total-variation', 'kolmogorov-smirnov', 'wasserstein'];
const DEFAULT_REFERENCE_RISK = 0.01;

/**
 * Checks and completes what drift is watched against: the claim that the distance of a block's average law from the reference is at most `tolerance`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an unknown distance, an empty reference, a tolerance that no law exceeds, or a reference so small that its own error leaves nothing to find
 * @example planDrift({ distance: 'total-variation', reference: [5000, 5000], tolerance: 0.05 }).referenceError // 0.020
 */
export function planDrift(options: DriftOptions): DriftPlan {
  const { distance, reference, positions, tolerance, referenceRisk = DEFAULT_REFERENCE_RISK } = options;
  demand(DISTANCES.includes(distance), `the distance is ${distance}`, `Pass one of ${DISTANCES.join(', ')}.`);
  const m = demandHistogram(reference, 'reference');
  demand(m > 0, 'the reference has nobody', 'Pass the counts of a reference.');
  demandNonNegative(tolerance, 'tolerance');
  if (positions !== undefined) demandPositions(positions, reference.length);
  demand(
    positions !== undefined || distance !== 'wasserstein',
    'there are no positions of the bins',
    'Pass them, or watch total-variation or kolmogorov-smirnov.',
  );
  if (referenceRisk !== null) demandLevel(referenceRisk, 'referenceRisk');
  const referenceError = referenceRisk === null ? 0 : samplingErrorOf(distance, reference.length, m, referenceRisk);
  const most = distance === 'wasserstein' ? positions![positions!.length - 1]! - positions![0]! : 1;
  demand(
    tolerance + referenceError < most,
    `a tolerance of ${tolerance} and ${referenceError.toPrecision(2)} for the error of a reference of ${m} leave nothing to find`,
    'Pass a smaller tolerance, a larger reference, or referenceRisk: null where the reference is the law itself.',
  );
  return { distance, shares: [...sharesOf(reference, m)], positions: positions ?? null, tolerance, referenceError };
}
