import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { createGenerator, type Estimate, type Seed, wilson } from '../../stats/index.js';
import { median } from './constraints/scales.js';
import type { RecourseRow } from './recourse.js';

export interface GroupRecourse {
  readonly group: string;
  /** Number of people of the group in the answers. */
  readonly n: number;
  /** Number of those who were refused; the fields below count only them. */
  readonly nRefused: number;
  /** Mean and median cost of the best option, over those who have one. */
  readonly meanCost: Estimate;
  readonly medianCost: Estimate;
  /** Share for whom it is proved that nothing allowed helps, 0..1. */
  readonly shareWithoutRecourse: Estimate;
  /** Number of refused people for whom a bounded search found nothing and proved nothing; they are in no share and no mean. */
  readonly nUnknown: number;
  /** Number of answers whose cost is only an upper bound. */
  readonly nUnproved: number;
}

export interface GroupRecourseReport {
  readonly groups: readonly GroupRecourse[];
  /** Largest minus smallest mean cost over groups with status ok; null with fewer than two of them. */
  readonly meanCostDifference: number | null;
  readonly shareWithoutRecourseDifference: number | null;
  readonly seed: string;
}

export interface GroupRecourseOptions {
  /** Confidence level. Default 0.95. */
  readonly level?: number;
  /** Smallest sufficient group. Default 30. */
  readonly minGroup?: number;
  readonly seed?: Seed;
  /** Number of bootstrap draws. Default 1,000. */
  readonly replicates?: number;
}

const DEFAULT_LEVEL = 0.95;
/** A rule of thumb for the percentile bootstrap of a mean. The number is our choice. */
const DEFAULT_MIN_GROUP = 30;
const DEFAULT_REPLICATES = 1000;
const DEFAULT_SEED = 'recourse-cost';

/**
 * How much harder it is for one group than for another to reach a favourable decision: equal recourse (Ustun, Spangher, Liu 2019; Gupta et
 * al. 2019). Intervals of costs come from the percentile bootstrap, those of shares from Wilson.
 *
 * @param groups the group of every answer, in the order of `rows`
 * @throws TribuneError INVALID_ARGUMENT when lengths differ
 */
export function recourseCostByGroup(
  rows: readonly RecourseRow[],
  groups: readonly string[],
  options: GroupRecourseOptions = {},
): GroupRecourseReport {
  if (rows.length !== groups.length) {
    throw new TribuneError('INVALID_ARGUMENT', `${rows.length} answers and ${counted(groups.length, 'group')}`, {
      remedy: 'Give the group of every answer, in the same order.',
    });
  }
  const seed = options.seed ?? DEFAULT_SEED;
  const names = [...new Set(groups)].sort();
  const reports = names.map((group, g) =>
    describeGroup(
      group,
      rows.filter((_, i) => groups[i] === group),
      { ...options, seed, stream: g },
    ),
  );
  return {
    groups: reports,
    meanCostDifference: spread(reports.map((report) => report.meanCost)),
    shareWithoutRecourseDifference: spread(reports.map((report) => report.shareWithoutRecourse)),
    seed: String(seed),
  };
}

type Settled = GroupRecourseOptions & { readonly seed: Seed; readonly stream: number };

function describeGroup(group: string, rows: readonly RecourseRow[], options: Settled): GroupRecourse {
  const refused = rows.filter((row) => !row.accepted);
  const costs = refused.flatMap((row) => (row.best === null ? [] : [row.best.cost]));
  const none = refused.filter((row) => row.proof === 'none exists').length;
  const unknown = refused.length - costs.length - none;
  return {
    group,
    n: rows.length,
    nRefused: refused.length,
    meanCost: resampled(costs, mean, options),
    medianCost: resampled(costs, median, options),
    shareWithoutRecourse: share(none, refused.length - unknown, options),
    nUnknown: unknown,
    nUnproved: refused.filter((row) => row.best !== null && row.proof === 'search').length,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function statusOf(n: number, options: Settled): Pick<Estimate, 'status' | 'reason'> {
  const least = options.minGroup ?? DEFAULT_MIN_GROUP;
  return n >= least
    ? { status: 'ok' }
    : { status: 'insufficient', reason: `${counted(n, 'person')}, fewer than ${least}` };
}

function undefinedEstimate(method: string, options: Settled): Estimate {
  return {
    estimate: null,
    lower: null,
    upper: null,
    level: options.level ?? DEFAULT_LEVEL,
    method,
    n: 0,
    status: 'undefined',
    reason: 'nobody of the group was refused and answered',
  };
}

/** Interval by the percentile bootstrap (Efron 1979). */
function resampled(
  costs: readonly number[],
  statistic: (values: readonly number[]) => number,
  options: Settled,
): Estimate {
  const replicates = options.replicates ?? DEFAULT_REPLICATES;
  const method = `bootstrap(replicates=${replicates},seed=${String(options.seed)})`;
  if (costs.length === 0) return undefinedEstimate(method, options);
  const level = options.level ?? DEFAULT_LEVEL;
  const random = createGenerator(options.seed, options.stream);
  const drawn = Float64Array.from({ length: replicates }, () =>
    statistic(costs.map(() => costs[random.nextInteger(costs.length)]!)),
  ).sort();
  const at = (p: number): number => drawn[Math.min(replicates - 1, Math.max(0, Math.floor(p * replicates)))]!;
  return {
    estimate: statistic(costs),
    lower: at((1 - level) / 2),
    upper: at((1 + level) / 2),
    level,
    method,
    n: costs.length,
    ...statusOf(costs.length, options),
  };
}

function share(successes: number, n: number, options: Settled): Estimate {
  const level = options.level ?? DEFAULT_LEVEL;
  const interval = wilson({ successes, n }, level);
  if (interval === null) return undefinedEstimate('wilson', options);
  return { estimate: successes / n, ...interval, level, method: 'wilson', n, ...statusOf(n, options) };
}

function spread(estimates: readonly Estimate[]): number | null {
  const values = estimates.flatMap(({ estimate, status }) => (status === 'ok' && estimate !== null ? [estimate] : []));
  return values.length < 2 ? null : Math.max(...values) - Math.min(...values);
}
