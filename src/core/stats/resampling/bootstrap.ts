import { demand, demandCount, demandLevel } from '../base/check.js';
import { multinomialSampler } from './multinomial.js';
import { type Seed, streamsOf } from './rng.js';

/** What a statistic may return: one number, or several at once; null where it is undefined for these counts. */
export type StatisticValue = number | null | readonly (number | null)[];

/** Options of `multinomialBootstrap`. */
export interface BootstrapOptions<T extends StatisticValue = StatisticValue> {
  /** People per cell, in whole numbers. */
  readonly counts: readonly number[];
  /** The statistic of a table of counts. The array is reused between calls: read it, do not keep it. */
  readonly statistic: (counts: Float64Array) => T;
  readonly replicates: number;
  readonly level: number;
  readonly seed: Seed;
}

/** A percentile interval. Bounds are null when every replicate was undefined. */
export interface BootstrapInterval {
  /** The statistic of the counts themselves. */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly replicates: number;
  /** Share of replicates where the statistic was undefined; they are left out of the percentiles. */
  readonly undefinedShare: number;
  readonly seed: Seed;
}

/** One interval per number that the statistic returns. */
export type BootstrapResult<T extends StatisticValue> = T extends readonly unknown[]
  ? readonly BootstrapInterval[]
  : BootstrapInterval;

/**
 * Percentile bootstrap over the cells of a table: each replicate distributes the same number of people over the cells by a multinomial
 * draw. Rows are never touched, so the cost depends on the cells alone. Efron and Tibshirani (1993), An introduction to the bootstrap, ch. 13.
 *
 * Replicate r reads stream r of the seed: the result does not depend on how the work is split.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on fractional counts, no replicates, or a level outside 0..1
 * @example multinomialBootstrap({ counts: [40, 60], statistic: ([a, b]) => a! / (a! + b!), replicates: 1000, level: 0.95, seed: 1 })
 */
export function multinomialBootstrap<T extends StatisticValue>(options: BootstrapOptions<T>): BootstrapResult<T> {
  const { counts, statistic, replicates, level, seed } = options;
  demandLevel(level);
  demandCount(replicates, 'replicates');
  demand(replicates > 0, 'replicates is 0', 'Ask for at least one replicate; 1000 is usual.');
  counts.forEach((count, i) => {
    demandCount(count, `count of cell ${i}`);
  });
  const people = counts.reduce((sum, count) => sum + count, 0);
  const onData = statistic(Float64Array.from(counts));
  const estimates = asList(onData);
  const valuesByStatistic = estimates.map(() => new Float64Array(replicates));
  const definedByStatistic = estimates.map(() => 0);
  const cells = new Float64Array(counts.length);
  const draw = multinomialSampler(counts);
  const streamOf = streamsOf(seed);
  for (let r = 0; people > 0 && r < replicates; r++) {
    asList(statistic(draw(people, streamOf(r), cells))).forEach((value, s) => {
      if (value === null) return;
      valuesByStatistic[s]![definedByStatistic[s]!] = value;
      definedByStatistic[s]! += 1;
    });
  }
  const intervals = estimates.map((estimate, s): BootstrapInterval => {
    const sorted = valuesByStatistic[s]!.subarray(0, definedByStatistic[s]!).sort();
    const tail = (1 - level) / 2;
    return {
      estimate,
      lower: quantileOfSorted(sorted, tail),
      upper: quantileOfSorted(sorted, 1 - tail),
      level,
      replicates,
      undefinedShare: 1 - sorted.length / replicates,
      seed,
    };
  });
  return (Array.isArray(onData) ? intervals : intervals[0]!) as unknown as BootstrapResult<T>;
}

function asList(value: StatisticValue): readonly (number | null)[] {
  const list = typeof value === 'number' || value === null ? [value] : value;
  for (const item of list) {
    if (Number.isNaN(item))
      demand(false, 'the statistic returned NaN', 'Return null where the statistic is undefined.');
  }
  return list;
}

/** Linear interpolation between order statistics (Hyndman and Fan's definition 7); null when there are none. */
export function quantileOfSorted(sorted: Float64Array, p: number): number | null {
  if (sorted.length === 0) return null;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (position - below) * (high - low);
}
