import {
  decimalsIn,
  type FrontierMark,
  type FrontierSeries,
  formatCount,
  formatPlain,
  formatValue,
  frontierChart,
} from '../../../../core/charts/index.js';
import type { AuditResult, FrontierSection, SweptPoint, ThresholdOptimum } from '../../../audits/result/index.js';
import { figure, type Markup, responsive, STACKED, table } from '../../../pages/parts/index.js';
import { byLabel, metricWords, printedAmount } from '../../../wording/index.js';
import { criterionOf, familyLabel, gapAt, isFound, thinned } from './frontier-common.js';

/** The gap that is set against utility: in who gets the good decision. */
const GAP = 'favourable_rate';
/** Most rows of the table behind the chart; the whole sweep is in audit.json. */
const MOST_POINTS = 21;

interface Place {
  readonly point: SweptPoint;
  readonly gap: number;
  readonly utility: number;
}

const placesOf = (points: readonly SweptPoint[]): Place[] =>
  points.flatMap((point) => {
    const gap = gapAt(point, GAP);
    return gap === null || point.utility == null ? [] : [{ point, gap, utility: point.utility }];
  });

/** The places that no other beats in both gap and utility, by rising gap. */
function undominated(points: readonly SweptPoint[]): Place[] {
  const sorted = placesOf(points).sort((a, b) => a.gap - b.gap || b.utility - a.utility);
  const kept: Place[] = [];
  for (const place of sorted) if (place.utility > (kept.at(-1)?.utility ?? -Infinity)) kept.push(place);
  return kept;
}

/** The highest utility at no more than each gap, as a staircase, because there is no choice between two cutoffs. */
const staircase = (places: readonly Place[], end: number): FrontierSeries['points'] =>
  places.flatMap(({ gap, utility }, index) => [
    { x: gap, y: utility },
    { x: places[index + 1]?.gap ?? end, y: utility },
  ]);

function familiesOf({ sweep }: FrontierSection, favourable: 0 | 1) {
  return [
    { label: 'one cutoff for all', places: undominated(sweep.common) },
    ...sweep.aligned.map(({ rate, points }) => ({
      label: familyLabel(rate, favourable),
      places: undominated(points),
    })),
  ];
}

function marksOf({ sweep }: FrontierSection): FrontierMark[] {
  const [current] = sweep.current === null ? [] : placesOf([sweep.current]);
  const best = placesOf(sweep.common).reduce<Place | null>(
    (most, place) => (most === null || place.utility > most.utility ? place : most),
    null,
  );
  return [
    { kind: 'current' as const, label: 'cutoff in use', at: current ?? null },
    { kind: 'best' as const, label: 'best single cutoff', at: best },
  ].flatMap(({ kind, label, at }) => (at === null ? [] : [{ kind, label, x: at.gap, y: at.utility }]));
}

function captionOf(section: FrontierSection, unit: string): string {
  const marks = marksOf(section);
  const now = marks.find(({ kind }) => kind === 'current');
  const best = marks.find(({ kind }) => kind === 'best');
  const by = `by ${byLabel(section.by)}`;
  if (now?.y == null || best?.y == null) return `What a smaller gap ${by} costs`;
  const text = (y: number, x: number) => `${printedAmount(y, unit)} per person at a gap of ${points(x)}`;
  return `The cutoff in use is worth ${text(now.y, now.x)} ${by}, the best single one ${text(best.y, best.x)}`;
}

const points = (gap: number): string => formatValue(gap, 'points').replace('+', '');

function optimumRow(optimum: FrontierSection['best'][number]): string[] {
  const name = criterionOf(optimum.constraint);
  if (!isFound(optimum) || optimum.utility === undefined) return [name, reasonOf(optimum), '', '', '', ''];
  const { utility, affected, overall } = optimum;
  const change = utility.againstCurrent === null ? 'n/a' : formatValue(-utility.againstCurrent, 'amount');
  return [
    name,
    formatValue(utility.constrained, 'amount'),
    change,
    formatValue(overall.selectionRate, 'share'),
    affected === null ? 'n/a' : formatCount(Math.round(affected.toFavourable)),
    affected === null ? 'n/a' : formatCount(Math.round(affected.toUnfavourable)),
  ];
}

const reasonOf = (optimum: FrontierSection['best'][number] | ThresholdOptimum): string =>
  isFound(optimum) ? 'n/a' : optimum.reason;

function optimaTable(section: FrontierSection, unit: string): Markup {
  return table({
    caption: `The best cutoffs per group by ${byLabel(section.by)}, in ${unit} per person`,
    stacked: 'worths',
    columns: STACKED.worths,
    rows: (section.bestUtility ?? []).map((optimum) => ({ cells: optimumRow(optimum) })),
  });
}

/** Utility against the gap in good decisions, along each family of cutoffs, and the best rules under three criteria. */
export function utilityFrontier({ utility, policy }: AuditResult, section: FrontierSection, index: number): Markup[] {
  const families = familiesOf(section, policy.favourable);
  const places = families.flatMap((family) => family.places);
  if (utility === undefined || places.length === 0) return [];
  const { unit } = utility;
  const marks = marksOf(section);
  const end = Math.max(...places.map(({ gap }) => gap), ...marks.map(({ x }) => x));
  const label = metricWords(GAP).label;
  const title = `Utility and gap in ${label} by ${byLabel(section.by)}`;
  const decimals = decimalsIn(
    'amount',
    places.map((place) => place.utility),
  );
  return [
    figure({
      caption: captionOf(section, unit),
      drawing: responsive(`utility-frontier-${index + 1}`, (variant) =>
        frontierChart({
          ...variant,
          title,
          description:
            'For each family of cutoffs the highest utility at no more than a gap; up is worth more, left is a smaller gap.',
          xLabel: `largest gap in ${label}`,
          yLabel: `highest ${unit} per person at no more than this gap`,
          xUnit: 'share',
          yUnit: 'amount',
          yFromZero: false,
          series: families.map((family) => ({ label: family.label, points: staircase(family.places, end) })),
          marks,
        }),
      ),
      table: {
        caption: `${title} (${unit})`,
        columns: [
          { head: 'Cutoffs' },
          { head: 'At' },
          { head: 'per person', numeric: true },
          { head: 'Gap', numeric: true },
        ],
        rows: families.flatMap((family) =>
          thinned(family.places, MOST_POINTS).map((place) => ({
            cells: [
              family.label,
              cutoffText(place.point),
              formatValue(place.utility, 'amount', decimals),
              points(place.gap),
            ],
          })),
        ),
      },
    }),
    ...(section.bestUtility === undefined ? [] : [optimaTable(section, unit)]),
  ];
}

const cutoffText = (point: SweptPoint): string => {
  if (point.target !== undefined) return `rate ${formatValue(point.target, 'share')}`;
  return point.cutoff === null ? 'above every score: nobody' : `cutoff ${formatPlain(point.cutoff)}`;
};
