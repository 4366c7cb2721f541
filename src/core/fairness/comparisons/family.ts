import { benjaminiHochberg, holm } from '../../stats/multiplicity/index.js';
import { type MetricOptions, metricSettings } from '../metrics/options.js';
import { isIntegerMetric } from '../metrics/rates.js';
import { groupId } from '../tally/group-id.js';
import type { Group } from '../tally/groups.js';
import type { Compare, Comparison, GroupKey, MetricName } from '../tally/types.js';
import { compareGroups } from './compare.js';

export interface FamilyOptions extends MetricOptions {
  /** How the p-values of the family are adjusted together. Default `holm`. */
  readonly multiplicity?: 'holm' | 'benjamini_hochberg' | 'none';
  /** Whether groups with a missing value are compared too (policy: `unknown: compare`). Default false. */
  readonly includeUnknown?: boolean;
}

/** The groups that take part in comparisons: the known ones, or all. */
export function comparableGroups(groups: readonly Group[], includeUnknown = false): Group[] {
  return groups.filter((group) => group.known || includeUnknown);
}

/** How a metric is compared in the audit: rates both ways, AUC and mean score as difference, others not at all. */
export function comparesOf(metric: MetricName): Compare[] {
  if (isIntegerMetric(metric)) return ['difference', 'ratio'];
  return metric === 'auc' || metric === 'mean_score' ? ['difference'] : [];
}

/**
 * Every group against the reference, each once as difference and (rates) once as ratio. The p-values of the family are adjusted together;
 * the ratio repeats those of the difference. Undefined p-values do not count in the family.
 *
 * @example compareFamily(groups, chooseReference(groups, null)!, 'selection_rate', { ...options, multiplicity: 'holm' })
 */
export function compareFamily(
  groups: readonly Group[],
  reference: Group,
  metric: MetricName,
  options: FamilyOptions,
): Comparison[] {
  const settings = metricSettings(options);
  const referenceId = groupId(reference.key);
  const others = comparableGroups(groups, options.includeUnknown).filter((g) => groupId(g.key) !== referenceId);
  const compares = comparesOf(metric);
  const families = compares.map((compare) => others.map((g) => compareGroups(g, reference, metric, compare, settings)));
  const adjusted = adjust(families[0]?.map((comparison) => comparison.pValue) ?? [], options.multiplicity ?? 'holm');
  return others.flatMap((_, g) => families.map((family) => ({ ...family[g]!, adjustedPValue: adjusted[g] ?? null })));
}

function adjust(
  pValues: (number | null)[],
  multiplicity: NonNullable<FamilyOptions['multiplicity']>,
): (number | null)[] {
  if (multiplicity === 'none') return pValues;
  return multiplicity === 'holm' ? holm(pValues) : benjaminiHochberg(pValues);
}

/**
 * The reference of a set of groups: the declared one (null where it does not occur), else the largest known group, ties by code point.
 * Groups must be in the order of `groupTally`.
 */
export function chooseReference(
  groups: readonly Group[],
  declared: GroupKey | null,
  options: { readonly includeUnknown?: boolean } = {},
): Group | null {
  if (declared !== null) return groups.find((group) => groupId(group.key) === groupId(declared)) ?? null;
  let largest: Group | null = null;
  for (const group of comparableGroups(groups, options.includeUnknown)) {
    if (largest === null || group.n > largest.n) largest = group;
  }
  return largest;
}
