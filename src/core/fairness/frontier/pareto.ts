import type { IntegerMetric } from '../tally/types.js';
import type { SweptPoint } from './sweep.js';

/** What is compared of a point; points of an audit's frontier have it too. */
type Compared = Pick<SweptPoint, 'accuracy' | 'gaps' | 'affected'>;

/**
 * Indices of the points that no other point beats: none is at least as accurate, at least as equal in `metric` and (where a cutoff in use is
 * known) changes at most as many decisions, and better in one of these. Points without a gap are left out. Of identical points the first stays.
 *
 * @example paretoPoints(frontier.common, 'false_positive_rate')
 */
export function paretoPoints(points: readonly Compared[], metric: IntegerMetric): number[] {
  const costs = points.map((point) => costsOf(point, metric));
  const kept: number[] = [];
  costs.forEach((cost, i) => {
    if (cost === null) return;
    const beaten = costs.some((other, j) => other !== null && i !== j && beats(other, cost, j < i));
    if (!beaten) kept.push(i);
  });
  return kept;
}

/** Costs of a point, each smaller where the point is better; null where the metric has no gap. */
function costsOf({ accuracy, gaps, affected }: Compared, metric: IntegerMetric): readonly number[] | null {
  const gap = gaps[metric]?.gap ?? null;
  if (gap === null) return null;
  return [-accuracy, gap, affected === null ? 0 : affected.toFavourable + affected.toUnfavourable];
}

function beats(a: readonly number[], b: readonly number[], isEarlier: boolean): boolean {
  if (a.some((cost, place) => cost > b[place]!)) return false;
  return isEarlier || a.some((cost, place) => cost < b[place]!);
}
