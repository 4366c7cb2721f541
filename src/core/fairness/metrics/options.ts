import { TribuneError } from '../../base/errors.js';

/** Confidence level, 0..1; 0.95 is the customary one. */
export const DEFAULT_LEVEL = 0.95;
/** Below this many people a group's metric is insufficient: the size from which the normal approximation is customarily trusted. */
export const DEFAULT_MIN_GROUP_SIZE = 30;
/** The seed is fixed, so that the same data give the same bits; every resampled result records it. */
export const DEFAULT_SEED = 1;
export const DEFAULT_REPLICATES = 1000;

/** How the evidence for a number is made, whatever the outcome is. */
export interface EvidenceOptions {
  /** Confidence level of the intervals, 0..1. Default 0.95. */
  readonly level?: number;
  /** Below this size of the metric's own denominator the estimate is `insufficient`. Default 30. */
  readonly minGroupSize?: number;
  /** Seed of the numbers that are resampled. Default 1. */
  readonly seed?: number;
  /** Number of resamples. Default 1000. */
  readonly replicates?: number;
}

/** How metrics of yes-or-no decisions are estimated. Only `favourable` has no default, because the rate of the other outcome is another number. */
export interface MetricOptions extends EvidenceOptions {
  /** The outcome that is good for the person decided about. */
  readonly favourable: 0 | 1;
}

/** Evidence options with every default filled in. */
export type EvidenceSettings = Required<EvidenceOptions>;

/** Options of metrics with every default filled in. */
export type MetricSettings = Required<MetricOptions>;

/**
 * Fills in the defaults and refuses values outside their range: with a minimum size that is no number, no group would ever be too small.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function metricSettings<O extends EvidenceOptions>(options: O): O & EvidenceSettings {
  const settings = {
    ...options,
    level: options.level ?? DEFAULT_LEVEL,
    minGroupSize: options.minGroupSize ?? DEFAULT_MIN_GROUP_SIZE,
    seed: options.seed ?? DEFAULT_SEED,
    replicates: options.replicates ?? DEFAULT_REPLICATES,
  };
  if (!(settings.level > 0 && settings.level < 1))
    throw outside('level', settings.level, 'a level between 0 and 1, such as 0.95');
  if (!(settings.minGroupSize >= 0))
    throw outside('minGroupSize', settings.minGroupSize, 'a number of people of at least 0');
  if (!Number.isSafeInteger(settings.replicates) || settings.replicates < 0)
    throw outside('replicates', settings.replicates, 'a whole number of resamples');
  return settings;
}

const outside = (name: string, value: number, wanted: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `${name} is ${value}`, { remedy: `Pass ${wanted}.`, place: { name } });
