import { dumbbellChart, formatCount, formatPValue, formatValue } from '../../../../core/charts/index.js';
import type { AuditResult, GroupResult } from '../../../audits/result/index.js';
import { figure, folded, groupName, h, type Markup, p, responsive, table } from '../../../pages/parts/index.js';
import {
  amountUnit,
  attributeSets,
  byLabel,
  columnHead,
  differenceUnit,
  evidenceOf,
  groupInText,
  groupLabel,
  groupsOf,
  isUnknown,
  metricKey,
  metricWords,
  sameBy,
} from '../../../wording/index.js';

/** Rates whose gaps are drawn in addition to those that the policy asks about. */
const USUAL_METRICS = [
  'favourable_rate',
  'true_positive_rate',
  'false_positive_rate',
  'positive_predictive_value',
  'accuracy',
];

interface Gap {
  readonly metric: string;
  readonly lowest: GroupResult;
  readonly highest: GroupResult;
}

const estimateIn = (group: GroupResult, metric: string): number => group.metrics[metric]?.estimate ?? 0;

/** Lowest and highest group among those with enough people; null with fewer than two of them. */
function gapOf(groups: readonly GroupResult[], metric: string): Gap | null {
  const judged = groups.filter((group) => group.metrics[metric]?.status === 'ok' && !isUnknown(group));
  const [first, ...rest] = judged;
  if (first === undefined || rest.length === 0) return null;
  const lowest = rest.reduce(
    (low, group) => (estimateIn(group, metric) < estimateIn(low, metric) ? group : low),
    first,
  );
  const highest = rest.reduce(
    (high, group) => (estimateIn(group, metric) > estimateIn(high, metric) ? group : high),
    first,
  );
  return { metric, lowest, highest };
}

/** Metrics that are drawn: shares only, because other metrics have no common axis with them. */
export function metricsShown(result: AuditResult, by: readonly string[]): string[] {
  const asked = result.requirements.filter((each) => sameBy(each.by, by)).map(metricKey);
  // An intersection has many groups, so the policy's questions are enough there.
  const usual = by.length > 1 && asked.length > 0 ? ['favourable_rate'] : USUAL_METRICS;
  // A metric that no group has (errors without labels) would be a column of n/a.
  const groups = groupsOf(result, by);
  const known = (metric: string): boolean => groups.some((group) => (group.metrics[metric]?.estimate ?? null) !== null);
  return [...new Set([...asked, ...usual])].filter((metric) => metricWords(metric).unit === 'share' && known(metric));
}

const sizeOf = (gap: Gap): number => estimateIn(gap.highest, gap.metric) - estimateIn(gap.lowest, gap.metric);

function captionOf(gaps: readonly Gap[], by: readonly string[], unit: string | undefined): string {
  const widest = gaps.reduce((most, gap) => (sizeOf(gap) > sizeOf(most) ? gap : most));
  const size = formatValue(sizeOf(widest), 'points').replace('+', '');
  const names = `${groupInText(widest.highest.attributes)} against ${groupInText(widest.lowest.attributes)}`;
  return `By ${byLabel(by)} the widest gap is ${size} in ${metricWords(widest.metric, unit).label}: ${names}`;
}

function gapFigure(result: AuditResult, by: readonly string[], index: number): Markup | null {
  const groups = groupsOf(result, by);
  const gaps = metricsShown(result, by)
    .map((metric) => gapOf(groups, metric))
    .filter((gap) => gap !== null);
  if (gaps.length === 0) return null;
  const unit = amountUnit(result);
  const rows = gaps.map((gap) => ({
    label: metricWords(gap.metric, unit).label,
    from: { label: groupLabel(gap.lowest.attributes), value: estimateIn(gap.lowest, gap.metric) },
    to: { label: groupLabel(gap.highest.attributes), value: estimateIn(gap.highest, gap.metric) },
    status: 'ok' as const,
  }));
  return figure({
    caption: captionOf(gaps, by, unit),
    drawing: responsive(`gaps-${index + 1}`, (variant) =>
      dumbbellChart({
        ...variant,
        title: `Lowest and highest group by ${byLabel(by)}`,
        description: `For each rate the lowest and the highest group with enough ${evidenceOf(result)}, and the gap between them.`,
        axisLabel: result.policy.outcome?.type === 'ranking' ? 'share' : 'share of people',
        unit: 'share',
        limits: [0, 1],
        ends: ['lowest group', 'highest group'],
        rows,
      }),
    ),
    table: {
      caption: `Lowest and highest group by ${byLabel(by)}`,
      columns: [
        { head: 'Metric' },
        { head: 'Lowest group' },
        { head: 'Value', numeric: true },
        { head: 'Highest group' },
        { head: 'Value', numeric: true },
        { head: 'Gap', numeric: true },
      ],
      rows: gaps.map((gap) => ({
        cells: [
          metricWords(gap.metric, unit).label,
          groupName(gap.lowest.attributes),
          formatValue(estimateIn(gap.lowest, gap.metric), 'share'),
          groupName(gap.highest.attributes),
          formatValue(estimateIn(gap.highest, gap.metric), 'share'),
          formatValue(sizeOf(gap), 'points').replace('+', ''),
        ],
      })),
    },
  });
}

const comparisonRow = (
  each: AuditResult['comparisons'][number],
  { unit, withMethod }: { readonly unit: string | undefined; readonly withMethod: boolean },
) => ({
  few: each.status !== 'ok',
  cells: [
    columnHead(metricKey(each), unit),
    groupName(each.group),
    groupName(each.reference),
    formatValue(each.estimate, differenceUnit(each.metric)),
    each.lower === null
      ? 'n/a'
      : `${formatValue(each.lower, differenceUnit(each.metric))} to ${formatValue(each.upper, differenceUnit(each.metric))}`,
    ...(withMethod ? [each.lower === null ? 'n/a' : each.method] : []),
    formatCount(each.n),
    each.test ?? 'none',
    formatPValue(each.pValue),
    formatPValue(each.adjustedPValue),
  ],
});

/** Most comparisons, so that a report of thousands of groups opens; the machine-readable result keeps all of them. */
const MOST_COMPARISONS = 150;

/** The interval of a requirement about the same two groups is of another method, and its ends may differ from these in the last digit. */
function intervalsNote(methods: readonly string[]): Markup[] {
  if (methods.length === 0) return [];
  const named = methods.length === 1 ? `Intervals here are by ${methods[0]}` : 'Each interval has its method beside it';
  return [p(`${named}; those that judge a requirement stand with it and may be by another.`)];
}

function comparisonTable(result: AuditResult, by: readonly string[]): Markup | null {
  // Differences of amounts have no common axis to be drawn on, but all of them can be listed.
  const metrics = result.policy.outcome === undefined ? metricsShown(result, by) : null;
  const all = result.comparisons.filter(
    (each) =>
      each.compare === 'difference' && sameBy(each.by, by) && (metrics === null || metrics.includes(metricKey(each))),
  );
  if (all.length === 0) return null;
  const shown = all.slice(0, MOST_COMPARISONS);
  const caption = `Differences by ${byLabel(by)}, group minus reference`;
  const methods = [...new Set(shown.flatMap(({ lower, method }) => (lower === null ? [] : [method])))];
  const withMethod = methods.length > 1;
  return folded(
    `Every comparison by ${byLabel(by)}, with tests`,
    ...intervalsNote(methods),
    table({
      caption: shown.length < all.length ? `${caption} (first ${shown.length} of ${all.length})` : caption,
      columns: [
        { head: 'Metric' },
        { head: 'Group' },
        { head: 'Reference' },
        { head: 'Difference', numeric: true },
        { head: 'Interval', numeric: true },
        ...(withMethod ? [{ head: 'Interval method' }] : []),
        { head: evidenceOf(result) === 'lists' ? 'lists' : 'n', numeric: true },
        { head: 'Test' },
        { head: 'p', numeric: true },
        { head: 'p, adjusted', numeric: true },
      ],
      rows: shown.map((each) => comparisonRow(each, { unit: amountUnit(result), withMethod })),
    }),
  );
}

export function gapsSection(result: AuditResult): Markup[] {
  const parts = attributeSets(result).flatMap((by, index) => [
    gapFigure(result, by, index),
    comparisonTable(result, by),
  ]);
  const found = parts.filter((part) => part !== null);
  return found.length === 0
    ? [p(`No two groups have enough ${evidenceOf(result)} to be compared.`)]
    : [
        h(
          'p',
          {},
          `Only groups with enough ${evidenceOf(result)} are compared here; the others are listed under Groups.`,
        ),
        ...found,
      ];
}
