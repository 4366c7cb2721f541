import { multinomialBootstrap, quantileOfSorted } from '../stats/resampling/bootstrap.js';
import { sampleMultinomial } from '../stats/resampling/multinomial.js';
import { createGenerator } from '../stats/resampling/rng.js';

/** Options shared by all resampled metrics. */
export interface ResamplingOptions {
  readonly level: number;
  readonly seed: number;
  readonly replicates: number;
}

/** A table of cells to resample. `people`: null resamples as many as the cells count, else the effective size (sampling weights). */
export interface ResampledCells {
  readonly weights: readonly number[];
  readonly people: number | null;
}

export interface ResampledBounds {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Percentile interval of a statistic over a multinomial draw of the cells. Sampling weights have no whole counts: then as many people as
 * the effective size are drawn in proportion to the weights.
 */
export function resample(
  cells: ResampledCells,
  statistic: (counts: Float64Array) => number | null,
  options: ResamplingOptions,
): ResampledBounds {
  if (cells.people === null) {
    const { lower, upper } = multinomialBootstrap({ counts: cells.weights, statistic, ...options });
    return { lower, upper };
  }
  const people = Math.max(1, Math.round(cells.people));
  const values: number[] = [];
  const counts = new Float64Array(cells.weights.length);
  for (let r = 0; r < options.replicates; r++) {
    const value = statistic(sampleMultinomial(people, cells.weights, createGenerator(options.seed, r), counts));
    if (value !== null) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  const tail = (1 - options.level) / 2;
  return { lower: quantileOfSorted(sorted, tail), upper: quantileOfSorted(sorted, 1 - tail) };
}

/** How the interval was made, with everything that replays it. */
export function resamplingMethod(options: ResamplingOptions, kind = 'bootstrap'): string {
  return `${kind}(replicates=${options.replicates},seed=${options.seed})`;
}

/** Widened where needed so that the interval holds the estimate: percentiles of a biased statistic may miss it in small groups. */
export function around(estimate: number, bounds: ResampledBounds): ResampledBounds {
  if (bounds.lower === null || bounds.upper === null) return { lower: null, upper: null };
  return { lower: Math.min(bounds.lower, estimate), upper: Math.max(bounds.upper, estimate) };
}
