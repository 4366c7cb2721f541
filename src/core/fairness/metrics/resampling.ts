import { multinomialSampler, quantileOfSorted, streamsOf } from '../../stats/resampling/index.js';

/** Options shared by all resampled metrics. */
export interface ResamplingOptions {
  /** Confidence level, 0..1. */
  readonly level: number;
  readonly seed: number;
  readonly replicates: number;
}

/** Cells of people and a statistic of their counts; null where the statistic is undefined for a draw. */
export interface ResamplingTable {
  readonly weights: readonly number[];
  /** Number of people drawn in a replicate: all that the cells count, or with sampling weights their effective size. */
  readonly people: number;
  readonly statistic: (counts: Float64Array) => number | null;
}

/** A metric of a group that has no closed-form interval: its value now, resamples only when somebody asks for them. */
export interface ResampledMetric {
  readonly n: number;
  /** The value, or null with the reason why it is undefined. */
  readonly estimate: number | null;
  readonly reason: string | null;
  /** Note on how scores are kept, which is appended to the method. */
  readonly note: string;
  /** Whether resamples lie above the estimate, so that percentiles are reflected at it. */
  readonly biasedUpward: boolean;
  /** Values over `options.replicates` resamples, which read the streams of the seed from `firstStream` on. */
  readonly replicates: (options: ResamplingOptions, firstStream?: number) => readonly (number | null)[];
}

export interface Bounds {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Values of the statistic over multinomial draws of the cells (rows are never touched); undefined ones are null. Replicate r reads stream
 * `firstStream + r` of the seed. Efron and Tibshirani (1993), An introduction to the bootstrap, ch. 13.
 */
export function replicateValues(
  table: ResamplingTable,
  options: ResamplingOptions,
  firstStream = 0,
): (number | null)[] {
  // With sampling weights the effective size is no whole number; one person is the least that can be drawn.
  const people = Math.max(1, Math.round(table.people));
  const counts = new Float64Array(table.weights.length);
  const draw = multinomialSampler(table.weights);
  const streamOf = streamsOf(options.seed);
  return Array.from({ length: options.replicates }, (_, r) =>
    table.statistic(draw(people, streamOf(firstStream + r), counts)),
  );
}

/** Mean of the values of cells over the people drawn into each; null where nobody was drawn. */
export function drawnMean(values: ArrayLike<number>, counts: Float64Array): number | null {
  let sum = 0;
  let drawn = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i]! * values[i]!;
    drawn += counts[i]!;
  }
  return drawn === 0 ? null : sum / drawn;
}

/** Percentiles of the defined values, at both ends of the level. */
export function percentiles(values: readonly (number | null)[], level: number): Bounds {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort();
  const tail = (1 - level) / 2;
  return { lower: quantileOfSorted(sorted, tail), upper: quantileOfSorted(sorted, 1 - tail) };
}

/**
 * Percentiles reflected at the estimate, for a statistic whose resamples lie to one side: this takes its bias out instead of doubling it.
 */
export function reflected(estimate: number, bounds: Bounds): Bounds {
  if (bounds.lower === null || bounds.upper === null) return bounds;
  return { lower: Math.max(0, 2 * estimate - bounds.upper), upper: 2 * estimate - bounds.lower };
}

/** Bounds widened where needed so that they hold the estimate, which percentiles may miss in small groups. */
export function around(estimate: number, bounds: Bounds): Bounds {
  if (bounds.lower === null || bounds.upper === null) return { lower: null, upper: null };
  return { lower: Math.min(bounds.lower, estimate), upper: Math.max(bounds.upper, estimate) };
}

/** How the interval was made, with everything that replays it. */
export function resamplingMethod(metric: ResampledMetric, options: ResamplingOptions): string {
  const kind = `bootstrap(replicates=${options.replicates},seed=${options.seed})`;
  return `${kind}${metric.biasedUpward ? ', reflected' : ''}${metric.note}`;
}
