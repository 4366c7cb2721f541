import { demand, demandLevel, demandPositive, demandProbability } from '../base/check.js';
import { criticalValue, normalCdf, normalQuantile } from '../special/normal.js';
import { findRoot } from '../special/root.js';

/** Two groups and the rate of the reference; sizes may be effective sizes. */
export interface DetectableOptions {
  /** People in the group. */
  readonly n1: number;
  /** People in the reference group. */
  readonly n2: number;
  /** Rate of the reference group. */
  readonly p: number;
  /** Confidence level of the two-sided test, such as 0.95. */
  readonly level: number;
  /** Wanted chance of a finding, such as 0.8. */
  readonly power: number;
}

/**
 * Approximate power of the two-sided pooled z test when the rates are really p1 and p2: the chance of a significant difference in the right
 * direction. Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, section 4.2, without continuity correction.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on sizes not above 0, rates or level outside 0..1
 */
export function twoProportionPower(p1: number, n1: number, p2: number, n2: number, level: number): number {
  demandPositive(n1, 'n1');
  demandPositive(n2, 'n2');
  demandProbability(p1, 'p1');
  demandProbability(p2, 'p2');
  const pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  const underTruth = Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  const excess = Math.abs(p1 - p2) - criticalValue(level) * underNull;
  if (underTruth === 0) return excess > 0 ? 1 : 0;
  return normalCdf(excess / underTruth);
}

/** The smallest gap in one direction (+1: the group above the reference) that is found with the wanted power; null when none is. */
function detectableTowards(direction: 1 | -1, options: DetectableOptions): number | null {
  const { n1, n2, p, level, power } = options;
  const room = direction === 1 ? 1 - p : p;
  const missing = (gap: number) => {
    const rate = Math.max(0, Math.min(1, p + direction * gap));
    return twoProportionPower(rate, n1, p, n2, level) - power;
  };
  if (room === 0 || missing(room) < 0) return null;
  return findRoot(missing, 0, room);
}

/** Smallest detectable gaps: with the group's rate above and below the reference's. Null where no possible gap would be found. */
export interface DetectableGaps {
  readonly above: number | null;
  readonly below: number | null;
}

/**
 * `smallestDetectableDifference` told apart by direction.
 * @throws TribuneError `INVALID_ARGUMENT` on sizes not above 0, or a rate, level or power outside 0..1
 */
export function smallestDetectableGaps(options: DetectableOptions): DetectableGaps {
  demandLevel(options.level);
  demandLevel(options.power, 'power');
  demandProbability(options.p, 'p');
  return { above: detectableTowards(1, options), below: detectableTowards(-1, options) };
}

/**
 * How large a gap between a group and its reference must be for the two-sided z test to find it with the wanted power, whatever its
 * direction (the larger of the two directions, where both have room). Null when no possible gap would be found: the data cannot decide.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on sizes not above 0, or a rate, level or power outside 0..1
 * @example smallestDetectableDifference({ n1: 31, n2: 2103, p: 0.33, level: 0.95, power: 0.8 }) // 0.2425
 */
export function smallestDetectableDifference(options: DetectableOptions): number | null {
  const { above, below } = smallestDetectableGaps(options);
  if (above === null || below === null) return above ?? below;
  return Math.max(above, below);
}

/** What `sampleSizeForDifference` needs. */
export interface SampleSizeOptions {
  /** Rate of the group and of the reference. */
  readonly p1: number;
  readonly p2: number;
  readonly level: number;
  readonly power: number;
  /** People of the reference per person of the group; default 1. */
  readonly ratio?: number;
  /** Difference p1 - p2 that the interval must exclude; default 0 (any difference). */
  readonly excluding?: number;
}

/** Numbers of people needed, as whole numbers. */
export interface SampleSize {
  readonly n1: number;
  readonly n2: number;
}

/**
 * How many people would decide it: the smallest group sizes at which the difference p1 - p2 is told apart from `excluding` with the wanted
 * power. Null when it equals `excluding`: no number of people would do. Fleiss, Levin and Paik (2003), equations 4.14 and 4.18; away
 * from 0 the variance under the null is taken at the true rates.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on rates, level or power outside 0..1, or a ratio not above 0
 * @example sampleSizeForDifference({ p1: 0.6, p2: 0.5, level: 0.95, power: 0.8 }) // { n1: 388, n2: 388 }
 */
export function sampleSizeForDifference(options: SampleSizeOptions): SampleSize | null {
  const { p1, p2, level, power, ratio = 1, excluding = 0 } = options;
  demandProbability(p1, 'p1');
  demandProbability(p2, 'p2');
  demandPositive(ratio, 'ratio');
  demandLevel(power, 'power');
  demand(
    excluding > -1 && excluding < 1,
    `excluding is ${excluding}`,
    'Pass a difference of rates between -1 and 1 (both excluded).',
  );
  const critical = criticalValue(level);
  const distance = Math.abs(p1 - p2 - excluding);
  if (distance === 0) return null;
  const pooled = (p1 + ratio * p2) / (1 + ratio);
  const underTruth = p1 * (1 - p1) + (p2 * (1 - p2)) / ratio;
  const underNull = excluding === 0 ? pooled * (1 - pooled) * (1 + 1 / ratio) : underTruth;
  const reach = critical * Math.sqrt(underNull) + normalQuantile(power) * Math.sqrt(underTruth);
  const n1 = Math.max(1, Math.ceil((reach / distance) ** 2));
  return { n1, n2: Math.ceil(n1 * ratio) };
}
