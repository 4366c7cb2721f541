import { plainEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { type MetricSettings, metricSettings } from '../metrics/options.js';
import { groupId } from '../tally/group-id.js';
import type { Group } from '../tally/groups.js';
import type { Compare, Disparity } from '../tally/types.js';
import { type DisparityOptions, disparity } from './disparities.js';
import { comparableGroups } from './family.js';
import { PAIR_MEASURES, type PairMeasure, pairMeasure } from './pair-measures.js';

type DisparitySettings = DisparityOptions & MetricSettings;

const ODDS = ['true_positive_rate', 'false_positive_rate'] as const;

/**
 * The composite disparities of a set of groups, in a fixed order:
 *
 * - `equalized_odds_difference`, `equalized_odds_ratio`: the worse of the disparities of true and of false positive rate;
 *   `..._mean`: their mean. Intervals: both parts at half the error, so that they hold together.
 * - `equal_opportunity_difference`, `equal_opportunity_ratio`: disparity of the opportunity rate.
 * - the measures of `pairMeasure` against `reference`, for the group that lies farthest from it; the interval holds for all groups at once
 *   (Bonferroni), so that naming the farthest costs no coverage. Undefined without a reference.
 *
 * Hardt, Price and Srebro (2016), Equality of opportunity in supervised learning, NeurIPS.
 *
 * @example compositeDisparities(groups, chooseReference(groups, null), options)
 */
export function compositeDisparities(
  groups: readonly Group[],
  reference: Group | null,
  options: DisparityOptions,
): Disparity[] {
  const settings = metricSettings(options);
  const compares: Compare[] = ['difference', 'ratio'];
  return [
    ...compares.flatMap((compare) => equalizedOdds(groups, compare, settings)),
    ...compares.map((compare) => ({
      ...disparity(groups, 'opportunity_rate', compare, settings),
      metric: `equal_opportunity_${compare}`,
    })),
    ...PAIR_MEASURES.map((measure) => farthest(groups, reference, measure, settings)),
  ];
}

function equalizedOdds(groups: readonly Group[], compare: Compare, options: DisparitySettings): Disparity[] {
  const halfError = { ...options, level: 1 - (1 - options.level) / ODDS.length };
  const parts = ODDS.map((metric) => disparity(groups, metric, compare, halfError));
  const name = `equalized_odds_${compare}`;
  const pick = compare === 'difference' ? Math.max : Math.min;
  const worstOf = (of: (part: Disparity) => number | null) => combine(parts.map(of), (values) => pick(...values));
  const meanOf = (of: (part: Disparity) => number | null) =>
    combine(parts.map(of), (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const worst = parts.find((part) => part.estimate === worstOf((p) => p.estimate)) ?? parts[0]!;
  return [
    { ...joined(parts, worstOf, options.level), metric: name, highest: worst.highest, lowest: worst.lowest },
    { ...joined(parts, meanOf, options.level), metric: `${name}_mean`, highest: null, lowest: null },
  ];
}

function combine(values: readonly (number | null)[], of: (values: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? of(known) : null;
}

/** Both parts as one disparity: it is undefined when one part is, and insufficient when one part is. */
function joined(
  parts: readonly Disparity[],
  of: (value: (part: Disparity) => number | null) => number | null,
  level: number,
): Disparity {
  const [first] = parts as [Disparity, ...Disparity[]];
  const frame = { level, method: first.method, n: Math.max(...parts.map((part) => part.n)) };
  const estimate = of((part) => part.estimate);
  const broken = parts.find((part) => part.status === 'undefined');
  const small = parts.find((part) => part.status === 'insufficient');
  const values =
    estimate === null
      ? undefinedEstimate(frame, broken?.reason ?? 'one of the two rates is undefined')
      : plainEstimate(frame, { estimate, lower: of((part) => part.lower), upper: of((part) => part.upper) });
  const status = estimate !== null && small !== undefined ? { status: small.status, reason: small.reason! } : {};
  return {
    ...first,
    ...values,
    ...status,
    estimateAmongSufficient: of((part) => part.estimateAmongSufficient),
    leftOut: parts
      .flatMap((part) => part.leftOut ?? [])
      .filter((key, i, all) => all.findIndex((k) => groupId(k) === groupId(key)) === i),
  };
}

/** Distance of a measure from "no difference". A ratio of one half is as far away as a ratio of two. */
function distance(measure: PairMeasure, estimate: number): number {
  return measure === 'disparate_impact' ? Math.abs(Math.log(estimate)) : Math.abs(estimate);
}

function farthest(
  groups: readonly Group[],
  reference: Group | null,
  measure: PairMeasure,
  options: DisparitySettings,
): Disparity {
  const compare: Compare = measure === 'disparate_impact' ? 'ratio' : 'difference';
  const base = {
    metric: measure,
    by: Object.keys(groups[0]?.key ?? {}),
    compare,
    highest: null,
    lowest: null,
    estimateAmongSufficient: null,
  };
  const frame = { level: options.level, method: 'none', n: 0 };
  if (reference === null) return { ...base, ...undefinedEstimate(frame, 'there is no reference group') };
  const others = comparableGroups(groups, options.includeUnknown).filter(
    (g) => groupId(g.key) !== groupId(reference.key),
  );
  const level = 1 - (1 - options.level) / Math.max(1, others.length);
  // The group comes last: some measures are comparisons, which carry a `group` (a key) of their own.
  const measured = others.map((group) => ({ ...pairMeasure(group, reference, measure, { ...options, level }), group }));
  const defined = measured.flatMap((m) => (m.estimate === null ? [] : [{ ...m, estimate: m.estimate }]));
  const leftOut = measured.filter((m) => m.estimate === null).map((m) => m.group.key);
  const [first, ...rest] = defined;
  if (first === undefined) {
    return { ...base, leftOut, ...undefinedEstimate(frame, measured[0]?.reason ?? 'no group beside the reference') };
  }
  const far = (a: typeof first, b: typeof first) =>
    distance(measure, b.estimate) > distance(measure, a.estimate) ? b : a;
  const { group, ...estimate } = rest.reduce(far, first);
  const sufficient = defined.filter((m) => m.status === 'ok');
  const above = compare === 'ratio' ? estimate.estimate > 1 : estimate.estimate > 0;
  return {
    ...base,
    estimate: estimate.estimate,
    lower: estimate.lower,
    upper: estimate.upper,
    level: options.level,
    method: others.length > 1 ? `simultaneous ${estimate.method}` : estimate.method,
    n: estimate.n,
    status: estimate.status,
    ...(estimate.reason === undefined ? {} : { reason: estimate.reason }),
    highest: above ? group.key : reference.key,
    lowest: above ? reference.key : group.key,
    estimateAmongSufficient: sufficient.length === 0 ? null : sufficient.reduce(far).estimate,
    leftOut,
  };
}
