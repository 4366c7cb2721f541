import { multinomialSampler, streamsOf } from '../../stats/resampling/index.js';
import type { Distribution } from '../tally/distribution.js';
import { ECE_BINS } from './calibration-sums.js';
import { type LossCells, lossCells, type PeopleMetric } from './loss-cells.js';
import { drawnMean, type ResamplingOptions } from './resampling.js';

/** The values of each metric over the same resamples; null where a resample drew nobody. */
export type ScoreReplicates = Readonly<Record<PeopleMetric, readonly (number | null)[]>>;

interface Resampled {
  /** People drawn in a replicate; with sampling weights the effective size. */
  readonly people: number;
  /** Those that the distribution has a value of. */
  readonly metrics: readonly PeopleMetric[];
}

interface Kept {
  readonly settings: string;
  readonly values: ScoreReplicates;
}

/** The last resamples of a distribution: its metrics are asked for one after the other under the same settings. */
const lastOf = new WeakMap<Distribution, Kept>();

/**
 * Values of several score metrics over multinomial draws of the same people with a score and a label. Replicate r reads stream `firstStream + r`
 * of the seed. The metrics are functions of the same people, so one draw serves them all: each has the distribution that draws of its own would
 * give it, for less than half of the work.
 */
export function scoreReplicates(
  distribution: Distribution,
  resampled: Resampled,
  options: ResamplingOptions,
  firstStream: number,
): ScoreReplicates {
  const settings = [options.seed, options.replicates, firstStream, resampled.people, ...resampled.metrics].join(' ');
  const last = lastOf.get(distribution);
  if (last?.settings === settings) return last.values;
  const values = drawn(distribution, resampled, options, firstStream);
  lastOf.set(distribution, { settings, values });
  return values;
}

function drawn(
  distribution: Distribution,
  { people, metrics }: Resampled,
  options: ResamplingOptions,
  firstStream: number,
): ScoreReplicates {
  const cells = lossCells(distribution, metrics, ECE_BINS);
  // With sampling weights the effective size is no whole number; one person is the least that can be drawn.
  const size = Math.max(1, Math.round(people));
  const counts = new Float64Array(cells.weights.length);
  const gaps = new Float64Array(ECE_BINS);
  const draw = multinomialSampler(cells.weights);
  const streamOf = streamsOf(options.seed);
  const values: Record<PeopleMetric, (number | null)[]> = {
    mean_score: [],
    brier: [],
    log_loss: [],
    expected_calibration_error: [],
  };
  const means = metrics.filter((metric) => metric !== 'expected_calibration_error');
  for (let r = 0; r < options.replicates; r++) {
    draw(size, streamOf(firstStream + r), counts);
    for (const metric of means) values[metric].push(drawnMean(cells.means[metric], counts));
    if (means.length < metrics.length) values.expected_calibration_error.push(calibrationErrorOf(cells, counts, gaps));
  }
  return values;
}

/** Sum over bins of |people with label 1 - sum of scores|, over all people drawn. */
function calibrationErrorOf(
  { means, labels, bins }: LossCells,
  counts: Float64Array,
  gaps: Float64Array,
): number | null {
  const scores = means.mean_score;
  gaps.fill(0);
  let drawn = 0;
  for (let i = 0; i < counts.length; i++) {
    gaps[bins[i]!]! += counts[i]! * (labels[i]! - scores[i]!);
    drawn += counts[i]!;
  }
  let sum = 0;
  for (let bin = 0; bin < gaps.length; bin++) sum += Math.abs(gaps[bin]!);
  return drawn === 0 ? null : sum / drawn;
}
