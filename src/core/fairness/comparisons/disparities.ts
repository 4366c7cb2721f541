import { agree, counted } from '../../base/counted.js';
import { evidenceSize, plainEstimate, tooFew, undefinedEstimate } from '../metrics/evidence.js';
import { pointEstimate } from '../metrics/metrics.js';
import { type MetricOptions, metricSettings } from '../metrics/options.js';
import type { Group } from '../tally/groups.js';
import type { Compare, Disparity, MetricName } from '../tally/types.js';
import { type ExtremesInterval, extremesInterval } from './extremes.js';
import { comparableGroups } from './family.js';

export interface DisparityOptions extends MetricOptions {
  /** Whether groups with a missing value take part too (policy: `unknown: compare`). Default false. */
  readonly includeUnknown?: boolean;
}

interface Valued {
  readonly group: Group;
  readonly value: number;
  readonly size: number;
}

/**
 * Largest minus smallest, or smallest over largest, over all groups where the metric is defined, with the two groups that cause it.
 * Groups where it is undefined are left out and named in `leftOut`; `estimateAmongSufficient` is the same over sufficient groups.
 *
 * The interval holds simultaneously for all pairs (see extremes.ts), so the choice of the worst pair costs no coverage. It is null for
 * metrics without a closed-form interval. `insufficient`: one of the two groups is too small.
 *
 * @example disparity(groupTally(tally, ['race']), 'selection_rate', 'difference', options)
 */
export function disparity(
  groups: readonly Group[],
  metric: MetricName,
  compare: Compare,
  options: DisparityOptions,
): Disparity {
  const settings = metricSettings(options);
  const candidates = comparableGroups(groups, options.includeUnknown);
  const valued = candidates.flatMap((group): Valued[] => {
    const value = pointEstimate(group, metric, options.favourable);
    return value === null ? [] : [{ group, value, size: evidenceSize(group, metric, options.favourable) }];
  });
  const defined = new Set(valued.map(({ group }) => group));
  const named = {
    metric,
    by: Object.keys(candidates[0]?.key ?? groups[0]?.key ?? {}),
    compare,
    leftOut: candidates.filter((group) => !defined.has(group)).map((group) => group.key),
  };
  const none = { ...named, highest: null, lowest: null, estimateAmongSufficient: null };
  const frame = { level: settings.level, method: 'none', n: 0 };
  if (valued.length < 2) {
    return {
      ...none,
      ...undefinedEstimate(
        frame,
        `${valued.length} of ${counted(candidates.length, 'group')} ${agree(valued.length, 'has', 'have')} a defined ${metric}`,
      ),
    };
  }
  const { highest, lowest } = extremes(valued);
  const witnesses = { ...none, highest: highest.group.key, lowest: lowest.group.key };
  const estimate = gap(valued, compare);
  if (estimate === null) return { ...witnesses, ...undefinedEstimate(frame, 'no group has a value above 0: no ratio') };
  const sufficient = valued.filter(({ size }) => size >= settings.minGroupSize);
  const interval = extremesInterval(
    valued.map(({ group }) => group),
    metric,
    compare,
    settings,
  );
  return {
    ...witnesses,
    ...estimateOf(estimate, interval, settings.level, highest.size + lowest.size),
    ...statusOf([highest, lowest], interval, settings.minGroupSize),
    estimateAmongSufficient: sufficient.length < 2 ? null : gap(sufficient, compare),
  };
}

function estimateOf(estimate: number, interval: ExtremesInterval, level: number, n: number) {
  const frame = { level, method: interval.method, n };
  return plainEstimate(frame, { estimate, lower: interval.lower, upper: interval.upper });
}

function statusOf(witnesses: readonly Valued[], interval: ExtremesInterval, minGroupSize: number) {
  const least = Math.min(...witnesses.map(({ size }) => size));
  if (least < minGroupSize) {
    return { status: 'insufficient' as const, reason: `one of the two groups ${tooFew(least, minGroupSize)}` };
  }
  return { status: 'ok' as const, ...(interval.reason === null ? {} : { reason: interval.reason }) };
}

/** The first of the largest and the first of the smallest values, so that ties are broken by code point. */
function extremes(valued: readonly Valued[]): { highest: Valued; lowest: Valued } {
  let highest = valued[0]!;
  let lowest = valued[0]!;
  for (const one of valued) {
    if (one.value > highest.value) highest = one;
    if (one.value < lowest.value) lowest = one;
  }
  return { highest, lowest };
}

/** Null for a ratio without meaning: largest value not above 0, or values of both signs (scores may be negative). */
function gap(valued: readonly Valued[], compare: Compare): number | null {
  const { highest, lowest } = extremes(valued);
  if (compare === 'difference') return highest.value - lowest.value;
  return highest.value > 0 && lowest.value >= 0 ? lowest.value / highest.value : null;
}
