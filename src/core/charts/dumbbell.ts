import { element, type MarkupElement } from '../markup/index.js';
import type { EstimateStatus } from '../stats/base/index.js';
import { formatValue, NO_VALUE, type ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text } from './text.js';

export interface DumbbellEnd {
  readonly label: string;
  readonly value: number | null;
  /** Ends of its interval, where it is shown; null where there is none. */
  readonly lower?: number | null;
  readonly upper?: number | null;
}

/** Two values of the same thing: the lowest and the highest group of a metric, or before and after. */
export interface DumbbellRow {
  readonly label: string;
  readonly from: DumbbellEnd;
  readonly to: DumbbellEnd;
  readonly status: EstimateStatus;
}

export interface DumbbellChart extends ChartFrame {
  readonly axisLabel: string;
  readonly unit: ValueUnit;
  /** Names of the two ends: `['lowest group', 'highest group']`, `['before', 'after']`. */
  readonly ends: readonly [string, string];
  /** What the interval of an end is, for the legend, where rows have intervals. */
  readonly intervalWords?: string;
  readonly limits?: readonly [number, number];
  /** Whether the second end is the first one later: what stands at the right is then a change with its sign, and no gap. */
  readonly isChange?: boolean;
  readonly rows: readonly DumbbellRow[];
  readonly width?: number;
}

const ROW_HEIGHT = 48;
const STACKED_ROW_HEIGHT = 72;
/** Charts narrower than this put the labels above the bars. */
const STACKED_BELOW = 560;
const TOP = 28;
const AXIS_HEIGHT = 48;
const RADIUS = 5.5;
/** How far below its pair an interval is drawn, and half the height of its ends: it would be lost on the bar itself. */
const INTERVAL_DROP = 12;
const TICK = 3;
/** Room at the right for the size of the gap, and beside the ends of a bar for their numbers. */
const GAP_COLUMN = 76;
const NUMBER_ROOM = 40;

interface Layout {
  readonly width: number;
  readonly stacked: boolean;
  readonly labelWidth: number;
  readonly plot: readonly [number, number];
  readonly rowHeight: number;
}

function layoutOf(width: number): Layout {
  const stacked = width < STACKED_BELOW;
  const labelWidth = stacked ? width - GAP_COLUMN : Math.round(width * 0.36);
  const plot: [number, number] = stacked
    ? [NUMBER_ROOM + 8, width - NUMBER_ROOM - 8]
    : [labelWidth + NUMBER_ROOM, width - GAP_COLUMN - NUMBER_ROOM];
  return { width, stacked, labelWidth, plot, rowHeight: stacked ? STACKED_ROW_HEIGHT : ROW_HEIGHT };
}

/** Gap dumbbell: hollow end, filled end and the bar between them; the names of the ends stand under the label, the gap or the change at the right. */
export function dumbbellChart(chart: DumbbellChart): MarkupElement {
  if (chart.rows.length === 0) return emptyChart(chart, 'No gaps to show', chart.width);
  const layout = layoutOf(chart.width ?? CHART_WIDTH);
  const { width, plot } = layout;
  const axis = axisOver(
    chart.rows.flatMap(({ from, to }) => [from, to].flatMap((each) => [each.value, ...(spanOf(each) ?? [])])),
    {
      kind: 'linear',
      unit: chart.unit,
      range: plot,
      ticks: layout.stacked ? 4 : 6,
      ...(chart.limits ? { limits: chart.limits } : {}),
    },
  );
  const bottom = TOP + chart.rows.length * layout.rowHeight;
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const grid = [
    ...(layout.stacked ? [] : axis.ticks.map((tick) => line([tick.at, TOP], [tick.at, bottom], colour('rule')))),
    ...axis.ticks.map((tick) => text(tick.label, tick.at, bottom + 17, { ...small, anchor: 'middle' })),
  ];
  const rows = chart.rows.flatMap((row, index) =>
    drawRow(row, {
      y: TOP + index * layout.rowHeight,
      axis,
      unit: chart.unit,
      layout,
      isChange: chart.isChange ?? false,
    }),
  );
  const key = legend(
    [
      { label: chart.ends[0], draw: (x, y) => [end('from', x, y, 'ok')] },
      { label: chart.ends[1], draw: (x, y) => [end('to', x, y, 'ok')] },
      ...(chart.intervalWords !== undefined && chart.rows.some(({ from, to }) => spanOf(from) ?? spanOf(to))
        ? [{ label: chart.intervalWords, draw: (x: number, y: number) => whisker([x - 7, x + 7], y, colour('mark')) }]
        : []),
    ],
    { x: 8, y: bottom + AXIS_HEIGHT + 12, width: width - 16 },
  );
  return svgRoot(chart, { width, height: bottom + AXIS_HEIGHT + key.height }, [
    text(chart.isChange ? 'change' : 'gap', width - 4, 16, { ...small, anchor: 'end' }),
    ...grid,
    ...rows,
    text(chart.axisLabel, (plot[0] + plot[1]) / 2, bottom + 36, {
      ...small,
      anchor: 'middle',
      width: plot[1] - plot[0],
    }),
    ...key.elements,
  ]);
}

interface Place {
  readonly y: number;
  readonly axis: Axis;
  readonly unit: ValueUnit;
  readonly layout: Layout;
  readonly isChange: boolean;
}

function drawRow(row: DumbbellRow, place: Place): MarkupElement[] {
  const { y } = place;
  const { width, labelWidth, rowHeight, stacked, plot } = place.layout;
  const labelY = stacked ? y + 18 : y + rowHeight / 2 - 4;
  const middle = stacked ? y + rowHeight - 16 : y + rowHeight / 2;
  const defined = row.from.value !== null && row.to.value !== null;
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  return [
    line([4, y + rowHeight], [width - 4, y + rowHeight], colour('rule')),
    ...(stacked ? [line([plot[0], middle], [plot[1], middle], colour('rule'))] : []),
    text(row.label, 8, labelY, { width: labelWidth - 8, weight: 600 }),
    text(`${row.from.label} \u2192 ${row.to.label}`, 8, labelY + 18, {
      ...small,
      width: stacked ? width - 16 : labelWidth - 8,
    }),
    ...(defined ? drawPair(row, middle, place) : []),
    text(gapText(row, place), width - 4, stacked ? labelY : middle + 5, { anchor: 'end', size: SMALL_FONT_SIZE }),
  ];
}

function gapText(row: DumbbellRow, { unit: own, isChange }: Place): string {
  const { from, to } = row;
  if (from.value === null || to.value === null) return NO_VALUE;
  const unit = own === 'share' ? 'points' : own;
  const change = to.value - from.value;
  return isChange ? formatValue(change, unit) : formatValue(Math.abs(change), unit).replace('+', '');
}

function drawPair(row: DumbbellRow, y: number, place: Place): MarkupElement[] {
  const from = place.axis.at(row.from.value ?? 0);
  const to = place.axis.at(row.to.value ?? 0);
  const stroke = colour(row.status === 'ok' ? 'mark' : 'weak');
  const left = from <= to ? row.from : row.to;
  const right = from <= to ? row.to : row.from;
  const small = { size: SMALL_FONT_SIZE } as const;
  const intervals = [row.from, row.to].flatMap((each) => {
    const span = spanOf(each);
    return span === null ? [] : whisker([place.axis.at(span[0]), place.axis.at(span[1])], y + INTERVAL_DROP, stroke);
  });
  return [
    ...intervals,
    line([from, y], [to, y], stroke, { width: 3 }),
    end('from', from, y, row.status),
    end('to', to, y, row.status),
    text(short(left.value, place.unit), Math.min(from, to) - 10, y + 4, { ...small, anchor: 'end' }),
    text(short(right.value, place.unit), Math.max(from, to) + 10, y + 4, small),
  ];
}

/** The interval of an end; null where none is shown. */
const spanOf = ({ lower, upper }: DumbbellEnd): [number, number] | null =>
  lower == null || upper == null ? null : [lower, upper];

/** A thin line with its ends marked. */
const whisker = ([from, to]: readonly [number, number], y: number, stroke: string): MarkupElement[] => [
  line([from, y], [to, y], stroke, { width: 1.5 }),
  ...[from, to].map((x) => line([x, y - TICK], [x, y + TICK], stroke, { width: 1.5 })),
];

const short = (value: number | null, unit: ValueUnit): string => formatValue(value, unit).replace(/ (%|pp)$/, '');

const end = (which: 'from' | 'to', cx: number, cy: number, status: EstimateStatus): MarkupElement => {
  const stroke = colour(status === 'ok' ? 'mark' : 'weak');
  return element('circle', {
    cx,
    cy,
    r: RADIUS,
    fill: which === 'from' ? colour('surface') : stroke,
    stroke,
    'stroke-width': 2,
  });
};
