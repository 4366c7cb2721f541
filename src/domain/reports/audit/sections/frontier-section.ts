import {
  type FrontierMark,
  type FrontierSeries,
  formatCount,
  formatPlain,
  formatValue,
  frontierChart,
} from '../../../../core/charts/index.js';
import type { IntegerMetric } from '../../../../core/fairness/tally/index.js';
import type { AuditResult, FrontierSection, SweptPoint, ThresholdOptimum } from '../../../audits/result/index.js';
import {
  type Content,
  figure,
  folded,
  groupName,
  type Markup,
  p,
  responsive,
  STACKED,
  table,
} from '../../../pages/parts/index.js';
import { byLabel, groupInText, metricWords, sameBy } from '../../../wording/index.js';
import { criterionOf, gapAt, isFound, mostAccurate, thinned } from './frontier-common.js';
import { tradeoffFigure } from './tradeoff-figure.js';

/** Metrics whose gaps are drawn when the policy asks about none that a cutoff moves. */
const DEFAULT_METRICS: readonly IntegerMetric[] = ['favourable_rate', 'opportunity_rate', 'false_positive_rate'];
/** Most lines, because more cannot be told apart. */
const MOST_SERIES = 4;
/** Most rows of the table behind the chart; the whole sweep is in audit.json. */
const MOST_POINTS = 21;

/** The metric that stands for all metrics with the same gaps, as a rate and its complement, so that one line is drawn for them. */
function sameGapAs(metric: IntegerMetric, favourable: 0 | 1): string {
  const families: Partial<Record<IntegerMetric, string>> = {
    favourable_rate: 'decisions',
    selection_rate: 'decisions',
    true_positive_rate: 'positives',
    false_negative_rate: 'positives',
    true_negative_rate: 'negatives',
    false_positive_rate: 'negatives',
    opportunity_rate: favourable === 1 ? 'positives' : 'negatives',
  };
  return families[metric] ?? metric;
}

function metricsOf(result: AuditResult, section: FrontierSection): IntegerMetric[] {
  const swept = section.sweep.common[0]?.gaps ?? {};
  const asked = result.requirements.filter((each) => sameBy(each.by, section.by)).map((each) => each.metric);
  const wanted = [...asked, ...DEFAULT_METRICS].filter((metric): metric is IntegerMetric => metric in swept);
  const gaps = new Map<string, IntegerMetric>();
  for (const metric of wanted) {
    const same = sameGapAs(metric, result.policy.favourable);
    if (!gaps.has(same)) gaps.set(same, metric);
  }
  return [...gaps.values()].slice(0, MOST_SERIES);
}

function seriesOf(section: FrontierSection, metrics: readonly IntegerMetric[]): FrontierSeries[] {
  return metrics.map((metric) => ({
    label: `gap in ${metricWords(metric).label}`,
    points: section.sweep.common.map((point) => ({ x: point.cutoff, y: gapAt(point, metric) })),
  }));
}

function marksOf(section: FrontierSection, metrics: readonly IntegerMetric[]): FrontierMark[] {
  const { current, common } = section.sweep;
  const first = metrics[0];
  const marks: FrontierMark[] = [];
  if (current !== null && current.cutoff !== null) {
    const y = first === undefined ? null : gapAt(current, first);
    marks.push({ kind: 'current', label: `cutoff in use, ${formatPlain(current.cutoff)}`, x: current.cutoff, y });
  }
  const accurate = mostAccurate(common);
  if (accurate !== null && accurate.cutoff !== null && first !== undefined) {
    const label = `most accurate single cutoff, ${formatPlain(accurate.cutoff)}`;
    marks.push({ kind: 'best', label, x: accurate.cutoff, y: gapAt(accurate, first) });
  }
  return marks;
}

function captionOf(section: FrontierSection, metrics: readonly IntegerMetric[]): string {
  const { current } = section.sweep;
  const metric = metrics[0];
  const gap = metric === undefined ? null : gapAt(current, metric);
  if (metric === undefined || current === null || gap === null)
    return `What other cutoffs would do to the gaps by ${byLabel(section.by)}`;
  const size = formatValue(gap, 'points').replace('+', '');
  const accuracy = formatValue(current.accuracy, 'share');
  return `By ${byLabel(section.by)}, the cutoff in use gives a gap of ${size} in ${metricWords(metric).label} at ${accuracy} accuracy`;
}

function sweepFigure(result: AuditResult, section: FrontierSection, index: number): Markup {
  const metrics = metricsOf(result, section);
  const affected = (point: SweptPoint) =>
    point.affected === null
      ? ['', '']
      : [formatCount(point.affected.toFavourable), formatCount(point.affected.toUnfavourable)];
  return figure({
    caption: captionOf(section, metrics),
    drawing: responsive(`frontier-${index + 1}`, (variant) =>
      frontierChart({
        ...variant,
        title: `Cutoffs and gaps by ${byLabel(section.by)}`,
        description:
          'For every cutoff that all groups share, the largest gap between two groups in each rate. The numbers are in the table below.',
        xLabel: 'cutoff: prediction 1 from this score on',
        yLabel: 'largest gap between two groups',
        xUnit: 'number',
        yUnit: 'share',
        series: seriesOf(section, metrics),
        marks: marksOf(section, metrics),
      }),
    ),
    table: {
      caption: `Cutoffs and gaps by ${byLabel(section.by)}`,
      columns: [
        { head: 'Cutoff' },
        { head: 'Accuracy', numeric: true },
        { head: 'Balanced accuracy', numeric: true },
        { head: 'Selected', numeric: true },
        ...metrics.map((metric) => ({ head: `Gap, ${metricWords(metric).label}`, numeric: true })),
        { head: 'People who would gain', numeric: true },
        { head: 'People who would lose', numeric: true },
      ],
      rows: thinned(section.sweep.common, MOST_POINTS).map((point) => ({
        cells: [
          point.cutoff === null ? 'above every score: nobody' : formatPlain(point.cutoff),
          formatValue(point.accuracy, 'share'),
          formatValue(point.balancedAccuracy ?? null, 'share'),
          formatValue(point.selectionRate, 'share'),
          ...metrics.map((metric) => formatValue(gapAt(point, metric), 'points').replace('+', '')),
          ...affected(point),
        ],
      })),
    },
  });
}

type Optimum = FrontierSection['best'][number];

/**
 * Says who loses and who gains in the rate of good decisions, and names equality that is reached by making people worse off for nobody's
 * good.
 */
function levelText({ levellingDown }: ThresholdOptimum): string {
  if (levellingDown === null) return 'n/a';
  const { levelledDown, losers, winners } = levellingDown.favourableRate;
  if (levelledDown) return `levels down: falls for ${losers.map(groupInText).join('; ')}, rises for nobody`;
  if (losers.length === 0) return 'falls for nobody';
  return `rises for ${winners.map(groupInText).join('; ')}, falls for ${losers.map(groupInText).join('; ')}`;
}

const balancedOf = ({ overall }: ThresholdOptimum): number =>
  (overall.truePositiveRate + 1 - overall.falsePositiveRate) / 2;

/** Text of the share selected. Selecting nobody is a rule, too, which a share of 0.0 % would hide. */
const selectedText = (rate: number): string =>
  rate === 0 ? 'nobody' : rate === 1 ? 'everybody' : formatValue(rate, 'share');

function optimumRow(optimum: Optimum, best: string): readonly Content[] {
  const name = criterionOf(optimum.constraint);
  if (!isFound(optimum)) return [name, best, optimum.reason, '', '', '', '', ''];
  const { cost, affected, overall } = optimum;
  const against = cost.againstCurrent === null ? '' : ` (${formatValue(-cost.againstCurrent, 'points')})`;
  return [
    name,
    best,
    `${formatValue(cost.constrained, 'share')}${against}`,
    formatValue(balancedOf(optimum), 'share'),
    selectedText(overall.selectionRate),
    affected === null ? 'n/a' : formatCount(Math.round(affected.toFavourable)),
    affected === null ? 'n/a' : formatCount(Math.round(affected.toUnfavourable)),
    levelText(optimum),
  ];
}

/** Text of a rule: `score >= 0.5`, or a draw between two cutoffs. */
function ruleText(rule: ThresholdOptimum['groups'][number]['rule']): string {
  const side = (cutoff: number | null, operator: string) =>
    cutoff === null
      ? `nobody${operator === '<' ? ' left out' : ''}`
      : `score ${operator === '>=' ? 'from' : 'below'} ${formatPlain(cutoff)}${operator === '>=' ? ' on' : ''}`;
  const first = side(rule.rule0.cutoff, rule.rule0.operator);
  const second = side(rule.rule1.cutoff, rule.rule1.operator);
  const drawn =
    rule.p0 >= 1
      ? first
      : rule.p1 >= 1
        ? second
        : `${formatValue(rule.p0, 'share')} ${first}, ${formatValue(rule.p1, 'share')} ${second}`;
  return rule.pIgnore > 0 ? `${drawn}; ${formatValue(rule.pIgnore, 'share')} by lot` : drawn;
}

/** Whom a most accurate rule selects when it treats everybody alike; the rules of balanced accuracy are then listed as well. */
function tellsNobodyApart({ best }: FrontierSection): 'nobody' | 'everybody' | null {
  const rates = best.filter(isFound).map(({ overall }) => overall.selectionRate);
  return rates.includes(0) ? 'nobody' : rates.includes(1) ? 'everybody' : null;
}

function rulesTable(section: FrontierSection): Markup {
  const sets = [
    { highest: 'accuracy', optima: section.best },
    { highest: 'balanced accuracy', optima: tellsNobodyApart(section) === null ? [] : (section.bestBalanced ?? []) },
  ].map(({ highest, optima }) => ({ highest, found: optima.filter(isFound) }));
  const notes = sets.flatMap(({ found }) => found.flatMap((optimum) => optimum.notes));
  return folded(
    `The cutoffs per group by ${byLabel(section.by)}`,
    table({
      caption: `Best cutoffs per group by ${byLabel(section.by)}`,
      columns: [
        { head: 'Criterion' },
        { head: 'Highest' },
        { head: 'Group' },
        { head: 'Prediction 1 for' },
        { head: 'n', numeric: true },
      ],
      rows: sets.flatMap(({ highest, found }) =>
        found.flatMap((optimum) =>
          optimum.groups.map((group) => ({
            cells: [
              criterionOf(optimum.constraint),
              highest,
              groupName(group.key),
              ruleText(group.rule),
              formatCount(group.n),
            ],
          })),
        ),
      ),
    }),
    ...[...new Set(notes)].map((note) => p(note)),
  );
}

function optimaTable(section: FrontierSection): Markup {
  const rows = [
    ...section.best.map((optimum) => optimumRow(optimum, 'accuracy')),
    ...(section.bestBalanced ?? []).map((optimum) => optimumRow(optimum, 'balanced accuracy')),
  ];
  return table({
    caption: `What equality by ${byLabel(section.by)} would cost, with cutoffs per group`,
    stacked: 'optima',
    columns: STACKED.optima,
    rows: rows.map((cells) => ({ cells })),
  });
}

/** Says that accuracy rewards rules that treat everybody alike where one label is rare, when one of the most accurate rules does so. */
function rareText(section: FrontierSection): Markup[] {
  const whom = tellsNobodyApart(section);
  return whom === null
    ? []
    : [
        p(
          `One of the most accurate rules selects ${whom}: where one label is rare, that is nearly always right and tells nobody apart. Read the rows of balanced accuracy, which counts both labels alike.`,
        ),
      ];
}

/** The effects of other cutoffs per attribute; empty without scores. */
export function frontierSection(result: AuditResult): Markup[] {
  return (result.frontier ?? []).flatMap((section, index) =>
    section.sweep.status === 'ok'
      ? [
          sweepFigure(result, section, index),
          ...tradeoffFigure(result, section, metricsOf(result, section)[0], index),
          ...rareText(section),
          optimaTable(section),
          rulesTable(section),
        ]
      : [p(`By ${byLabel(section.by)}: ${section.sweep.reason ?? 'no cutoff can be compared'}.`)],
  );
}
