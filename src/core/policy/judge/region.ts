import { isInUnits } from '../sections/metric-needs.js';
import type { GapRequirement } from '../sections/types.js';
import type { Span } from './mover.js';

/** Relative slack for binary fractions: 0.24 / 0.3 must not fall short of 0.8. It is far below any difference that counts can show. */
const BOUND_TOLERANCE = 1e-12;

/** The range in which the comparison may lie, ends included; infinite where there is no limit. */
export interface Region extends Span {
  /** Ratios are measured by their logarithm, so that 0.5 and 2 lie equally far from 1. */
  readonly logarithmic: boolean;
}

/** Whether the reference is named, not chosen from the data. */
export const isDeclared = (requirement: Pick<GapRequirement, 'reference'>): boolean =>
  requirement.reference === 'declared' || typeof requirement.reference === 'object';

/**
 * What a requirement allows. A difference with a bound `max` lies in [-max, max]. A ratio is judged in both directions: group / reference and
 * reference / group must both keep the bounds. The exceptions: against the highest group there is one direction only, and `oneSided` asks for one.
 */
export function allowedRegion(requirement: GapRequirement): Region {
  const { compare, bound, oneSided } = requirement;
  const oneWay = oneSided && isDeclared(requirement);
  if (compare === 'difference') {
    const upper = bound.max ?? Number.POSITIVE_INFINITY;
    return { lower: oneWay ? Number.NEGATIVE_INFINITY : -upper, upper, logarithmic: false };
  }
  const lower = bound.min ?? 0;
  const upper = bound.max ?? Number.POSITIVE_INFINITY;
  if (oneWay || requirement.reference === 'highest') return { lower, upper, logarithmic: true };
  return {
    lower: Math.max(lower, 1 / upper),
    upper: Math.min(upper, lower === 0 ? Number.POSITIVE_INFINITY : 1 / lower),
    logarithmic: true,
  };
}

/** A bound nearer to equality than this is so tight that an interval may break it on either side. */
const TIGHT = 0.02;
/**
 * Share of 1 - level that is used at a tight bound: score intervals err in up to 5.7 % at a true gap of 0 without it, in up to 4.5 % with
 * it.
 */
const TIGHT_SHARE = 0.7;

/**
 * Whether either end of an interval might break the bound. Amounts have no scale on which a difference is small, so every bound of one counts
 * as tight.
 */
export function isTight({ metric, compare }: Pick<GapRequirement, 'metric' | 'compare'>, region: Region): boolean {
  if (compare === 'difference' && isInUnits(metric)) return true;
  return hasTightEnd(region);
}

const hasTightEnd = (region: Region): boolean =>
  [region.lower, region.upper].some((end) => Math.abs(scaled(end, region)) < TIGHT);

/**
 * The level of the intervals that may fail a requirement: 1 - level is shared among its comparisons. Ordinarily only one end of an interval
 * can err at the bound; where the bound is tight both can, so that no room is left for the errors of score intervals beyond their level.
 */
export function simultaneousLevel(
  level: number,
  comparisons: number,
  region: Region,
  tight = hasTightEnd(region),
): number {
  return 1 - ((tight ? TIGHT_SHARE : 1) * (1 - level)) / comparisons;
}

const slackOf = (bound: number): number =>
  Number.isFinite(bound) ? BOUND_TOLERANCE * Math.max(1, Math.abs(bound)) : 0;

export function isWithin(span: Span, region: Region): boolean {
  return span.lower >= region.lower - slackOf(region.lower) && span.upper <= region.upper + slackOf(region.upper);
}

/** Whether the span lies wholly outside the region, on one side. */
export const isBeyond = (span: Span, region: Region): boolean => brokenEnd(span, region) !== null;

const scaled = (value: number, region: Region): number => (region.logarithmic ? Math.log(Math.max(0, value)) : value);

/** A distance between two scaled values; 0 where both are the same infinity. */
const gap = (a: number, b: number): number => (a === b ? 0 : a - b);

/** How far the outlying end of a span exceeds the region: positive outside, negative inside. */
export function reach(span: Span, region: Region): number {
  return Math.max(
    gap(scaled(span.upper, region), scaled(region.upper, region)),
    gap(scaled(region.lower, region), scaled(span.lower, region)),
  );
}

export const at = (value: number): Span => ({ lower: value, upper: value });

/** The end of the region that a span lies beyond; null where it does not. */
export function brokenEnd(span: Span, region: Region): 'lower' | 'upper' | null {
  if (span.lower > region.upper + slackOf(region.upper)) return 'upper';
  return span.upper < region.lower - slackOf(region.lower) ? 'lower' : null;
}

/** How far the estimate lies beyond the broken end, in units of the distance to the near end of the interval: above 1, the larger the surer. */
export function surety(estimate: number, span: Span, region: Region): number {
  const end = brokenEnd(span, region);
  if (end === null) return 0;
  const sign = end === 'upper' ? 1 : -1;
  const near = end === 'upper' ? span.lower : span.upper;
  const overshoot = sign * gap(scaled(estimate, region), scaled(region[end], region));
  const halfWidth = sign * gap(scaled(estimate, region), scaled(near, region));
  if (halfWidth <= 0) return Number.POSITIVE_INFINITY;
  // A ratio to a rate of 0 is infinitely far on this scale, and so is the far end of its interval. The surety is then how far the near end
  // lies out.
  if (!Number.isFinite(overshoot)) return 1 + sign * gap(scaled(near, region), scaled(region[end], region));
  return overshoot / halfWidth;
}
