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
import { figure, type Markup, responsive } from '../../../pages/parts/index.js';
import { byLabel, metricWords, sizeText } from '../../../wording/index.js';
import { criterionOf, familyLabel, gapAt, isFound, mostAccurate, thinned } from './frontier-common.js';

/** Most rows per family in the table behind the chart; the whole sweep is in audit.json. */
const MOST_POINTS = 11;

/** Largest difference, by rounding, of rates that an optimum makes equal. */
const ROUNDING = 1e-9;
/** Smallest fall of a gap that counts: a tenth of a point, the shown precision. */
const LEAST_FALL = 0.001;

interface Family {
  readonly label: string;
  readonly points: readonly SweptPoint[];
}

const familiesOf = ({ sweep }: FrontierSection, favourable: 0 | 1): Family[] => [
  { label: 'one cutoff for all', points: sweep.common },
  ...sweep.aligned.map(({ rate, points }) => ({ label: familyLabel(rate, favourable), points })),
];

type Placed = { readonly gap: number; readonly accuracy: number };

function placed(point: SweptPoint | null, metric: IntegerMetric): Placed | null {
  const gap = gapAt(point, metric);
  return point === null || gap === null ? null : { gap, accuracy: point.accuracy };
}

/** The rate of a metric that an optimum expects in a group; null for metrics that it does not include. */
function expectedRate(metric: IntegerMetric, group: ThresholdOptimum['groups'][number]): number | null {
  const { selectionRate, favourableRate, opportunityRate, truePositiveRate, falsePositiveRate } = group.expected;
  const rates: Partial<Record<IntegerMetric, number>> = {
    selection_rate: selectionRate,
    favourable_rate: favourableRate,
    opportunity_rate: opportunityRate,
    true_positive_rate: truePositiveRate,
    false_negative_rate: 1 - truePositiveRate,
    false_positive_rate: falsePositiveRate,
    true_negative_rate: 1 - falsePositiveRate,
  };
  return rates[metric] ?? null;
}

function optimumPlace(optimum: ThresholdOptimum, metric: IntegerMetric): Placed | null {
  const rates = optimum.groups.map((group) => expectedRate(metric, group)).filter((rate) => rate !== null);
  if (rates.length < optimum.groups.length || rates.length === 0) return null;
  const gap = Math.max(...rates) - Math.min(...rates);
  return { gap: gap < ROUNDING ? 0 : gap, accuracy: optimum.cost.constrained };
}

function marksOf(section: FrontierSection, metric: IntegerMetric): FrontierMark[] {
  const { current, common } = section.sweep;
  const accurate = mostAccurate(common);
  const candidates: { kind: FrontierMark['kind']; label: string; at: Placed | null }[] = [
    { kind: 'current', label: 'cutoff in use', at: placed(current, metric) },
    { kind: 'best', label: 'most accurate single cutoff', at: placed(accurate, metric) },
    ...section.best.filter(isFound).map((optimum) => ({
      kind: 'best' as const,
      label: `best with ${criterionOf(optimum.constraint)}`,
      at: optimumPlace(optimum, metric),
    })),
  ];
  return candidates.flatMap(({ kind, label, at }) => (at === null ? [] : [{ kind, label, x: at.gap, y: at.accuracy }]));
}

/** The points that no other of the family beats in both gap and accuracy, by rising gap. */
function undominated(points: readonly SweptPoint[], metric: IntegerMetric): SweptPoint[] {
  const known = points.filter((point) => gapAt(point, metric) !== null);
  const sorted = known.sort((a, b) => gapOf(a, metric) - gapOf(b, metric) || b.accuracy - a.accuracy);
  const kept: SweptPoint[] = [];
  for (const point of sorted) if (point.accuracy > (kept.at(-1)?.accuracy ?? -1)) kept.push(point);
  return kept;
}

const gapOf = (point: SweptPoint, metric: IntegerMetric): number => gapAt(point, metric) ?? Number.POSITIVE_INFINITY;

/** The highest accuracy at no more than each gap, as a staircase up to `end`, because there is no choice between two cutoffs. */
function staircase(points: readonly SweptPoint[], metric: IntegerMetric, end: number): FrontierSeries['points'] {
  const steps = undominated(points, metric);
  return steps.flatMap((point, index) => {
    const next = steps[index + 1];
    const x = next === undefined ? Math.max(end, gapOf(point, metric)) : gapOf(next, metric);
    return [
      { x: gapOf(point, metric), y: point.accuracy },
      { x, y: point.accuracy },
    ];
  });
}

function seriesOf(
  families: readonly Family[],
  metric: IntegerMetric,
  marks: readonly FrontierMark[],
): FrontierSeries[] {
  const gaps = families.flatMap(({ points }) => undominated(points, metric)).map((point) => gapOf(point, metric));
  const end = Math.max(0, ...gaps, ...marks.map((each) => each.x));
  return families.map(({ label, points }) => ({ label, points: staircase(points, metric, end) }));
}

/** A choice of cutoffs for the caption: the gap that remains, whom they select, who gains and loses. */
interface Way extends Placed {
  readonly selectionRate: number;
  readonly affected: SweptPoint['affected'];
}

const waysOf = (points: readonly SweptPoint[], metric: IntegerMetric): Way[] =>
  points.flatMap((point) => {
    const at = placed(point, metric);
    return at === null ? [] : [{ ...at, selectionRate: point.selectionRate, affected: point.affected }];
  });

const optimumWays = (section: FrontierSection, metric: IntegerMetric): Way[] =>
  section.best.filter(isFound).flatMap((optimum) => {
    const at = optimumPlace(optimum, metric);
    return at === null ? [] : [{ ...at, selectionRate: optimum.overall.selectionRate, affected: optimum.affected }];
  });

/**
 * The choice with the smallest gap among those that cost no accuracy against the cutoff in use; of equal ones the one that selects more
 * people.
 */
function smallestGap(ways: readonly Way[], accuracy: number): Way | null {
  return ways
    .filter((way) => way.accuracy >= accuracy)
    .reduce<Way | null>(
      (best, way) =>
        best === null || way.gap < best.gap || (way.gap === best.gap && way.selectionRate > best.selectionRate)
          ? way
          : best,
      null,
    );
}

/**
 * Describes a choice. Equality can be reached by treating nobody well, so every gap is given with whom the cutoffs select, and who would
 * gain and lose.
 */
function wayText(way: Way, how: string, now: SweptPoint): string {
  const selected =
    way.selectionRate === 0
      ? 'by selecting nobody'
      : way.selectionRate === 1
        ? 'by selecting everybody'
        : `selecting ${formatValue(way.selectionRate, 'share')} instead of ${formatValue(now.selectionRate, 'share')} of the people`;
  const { toFavourable: gain = 0, toUnfavourable: lose = 0 } = way.affected ?? {};
  const level = gain === 0 && lose > 0 ? ': levelling down' : '';
  const moved =
    way.affected === null
      ? ''
      : ` (${formatCount(Math.round(gain))} would gain, ${formatCount(Math.round(lose))} lose${level})`;
  return `to ${sizeText(way.gap)} with ${how}, ${selected}${moved}`;
}

function captionOf(section: FrontierSection, metric: IntegerMetric): string {
  const { current, common } = section.sweep;
  const now = placed(current, metric);
  const name = `the gap in ${metricWords(metric).label} by ${byLabel(section.by)}`;
  if (now === null || current === null) return `What a smaller gap costs in accuracy: ${name}`;
  const single = smallestGap(waysOf(common, metric), now.accuracy);
  const aligned = section.sweep.aligned.flatMap((family) => waysOf(family.points, metric));
  const perGroup = smallestGap([...aligned, ...optimumWays(section, metric)], now.accuracy);
  const ways = [
    single !== null && now.gap - single.gap >= LEAST_FALL ? wayText(single, 'one cutoff for all', current) : '',
    perGroup !== null && Math.min(now.gap, single?.gap ?? now.gap) - perGroup.gap >= LEAST_FALL
      ? wayText(perGroup, 'cutoffs per group', current)
      : '',
  ].filter((way) => way !== '');
  return ways.length === 0
    ? `No cutoffs that are as accurate make ${name} noticeably smaller than its ${sizeText(now.gap)}`
    : `Without losing accuracy, ${name} could fall from ${sizeText(now.gap)} ${ways.join('; ')}`;
}

const cutoffText = (point: SweptPoint): string =>
  point.target === undefined
    ? point.cutoff === null
      ? 'above every score: nobody'
      : `cutoff ${formatPlain(point.cutoff)}`
    : `rate ${formatValue(point.target, 'share')}`;

/** Accuracy against the largest gap between two groups, along each family of cutoffs; empty where no gap is known. */
export function tradeoffFigure(
  { policy }: AuditResult,
  section: FrontierSection,
  metric: IntegerMetric | undefined,
  index: number,
): Markup[] {
  if (metric === undefined) return [];
  const families = familiesOf(section, policy.favourable);
  const { label } = metricWords(metric);
  const name = `Accuracy and gap in ${label} by ${byLabel(section.by)}`;
  const marks = marksOf(section, metric);
  return [
    figure({
      caption: captionOf(section, metric),
      drawing: responsive(`tradeoff-${index + 1}`, (variant) =>
        frontierChart({
          ...variant,
          title: name,
          description:
            'For each family of cutoffs the highest accuracy at no more than a gap; up is more accurate, left is a smaller gap.',
          xLabel: `largest gap in ${label}`,
          yLabel: 'highest accuracy at no more than this gap',
          xUnit: 'share',
          yUnit: 'share',
          yFromZero: false,
          series: seriesOf(families, metric, marks),
          marks,
        }),
      ),
      table: {
        caption: name,
        columns: [
          { head: 'Cutoffs' },
          { head: 'At' },
          { head: 'Accuracy', numeric: true },
          { head: 'Gap', numeric: true },
        ],
        rows: [
          ...marks.map((each) => ({ cells: [each.label, 'marked', formatValue(each.y, 'share'), sizeText(each.x)] })),
          ...families.flatMap((family) =>
            thinned(undominated(family.points, metric), MOST_POINTS).map((point) => ({
              cells: [
                family.label,
                cutoffText(point),
                formatValue(point.accuracy, 'share'),
                formatValue(gapAt(point, metric), 'points').replace('+', ''),
              ],
            })),
          ),
        ],
      },
    }),
  ];
}
