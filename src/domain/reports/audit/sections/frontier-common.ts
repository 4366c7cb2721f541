import type { IntegerMetric } from '../../../../core/fairness/tally/index.js';
import type { FrontierSection, SweptPoint, ThresholdOptimum } from '../../../audits/result/index.js';

const CRITERIA: Readonly<Record<string, string>> = {
  selection_rate_parity: 'equal selection rates',
  demographic_parity: 'equal selection rates',
  true_positive_rate_parity: 'equal true positive rates',
  true_negative_rate_parity: 'equal true negative rates',
  false_positive_rate_parity: 'equal false positive rates',
  false_negative_rate_parity: 'equal false negative rates',
  equalized_odds: 'equal error rates of both kinds',
};

export const criterionOf = (constraint: string): string => CRITERIA[constraint] ?? constraint.replaceAll('_', ' ');

/**
 * What a family of cutoffs per group makes equal, called as the best rules beside it are: the opportunity rate is that of the favourable label.
 */
export function familyLabel(rate: string, favourable: 0 | 1): string {
  const named = rate === 'opportunity_rate' ? (favourable === 1 ? 'true_positive_rate' : 'true_negative_rate') : rate;
  return `group cutoffs, ${criterionOf(`${named}_parity`)}`;
}

export const gapAt = (point: SweptPoint | null, metric: IntegerMetric): number | null =>
  point?.gaps[metric]?.gap ?? null;

export const mostAccurate = (points: readonly SweptPoint[]): SweptPoint | null =>
  points.reduce<SweptPoint | null>(
    (best, point) => (best === null || point.accuracy > best.accuracy ? point : best),
    null,
  );

/** At most `most` points, evenly picked, the first and the last among them. */
export function thinned<Point>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
}

type Optimum = FrontierSection['best'][number];

export const isFound = (optimum: Optimum): optimum is ThresholdOptimum => optimum.status === 'ok';
