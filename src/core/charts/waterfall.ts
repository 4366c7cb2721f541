import { attributeNumber, element, type MarkupElement } from '../markup/index.js';
import { formatNumber } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

/** One contribution: its name, and how far it moves the score. */
export interface WaterfallStep {
  readonly label: string;
  /** The person's own value of this input, written after the label. */
  readonly detail?: string;
  readonly value: number;
}

export interface WaterfallChart extends ChartFrame {
  /** The value from which the steps begin: the average over the people compared with. */
  readonly base: { readonly label: string; readonly value: number };
  /** Steps in the order in which they are drawn. */
  readonly steps: readonly WaterfallStep[];
  /** The score at which the steps end, and its text where three decimals would not do. */
  readonly end: { readonly label: string; readonly value: number; readonly shown?: string };
  /** A value such as a cutoff, drawn as an upright line. */
  readonly bound?: { readonly label: string; readonly value: number };
  readonly axisLabel: string;
  readonly width?: number;
}

const ROW_HEIGHT = 28;
const BAR_HEIGHT = 16;
const TOP = 14;
const AXIS_HEIGHT = 46;
/** Charts narrower than this put the labels above their bars. */
const STACKED_BELOW = 560;
const STACKED_ROW_HEIGHT = 44;
const NARROWEST_LABELS = 110;
const WIDEST_LABELS = 0.4;
const VALUE_WIDTH = 84;
/** Width of bold letters relative to plain ones. */
export const BOLD = 1.1;
/** Length of the arrow head of a bar. */
const HEAD = 6;
const DECIMALS = 3;

interface Layout {
  readonly width: number;
  readonly stacked: boolean;
  readonly rowHeight: number;
  readonly labelWidth: number;
  readonly plot: readonly [number, number];
}

const labelOf = (step: WaterfallStep): string =>
  step.detail === undefined ? step.label : `${step.label} = ${step.detail}`;

function layoutOf(chart: WaterfallChart): Layout {
  const width = chart.width ?? CHART_WIDTH;
  const stacked = width < STACKED_BELOW;
  const bold = [chart.base.label, chart.end.label].map((label) => textWidth(label) * BOLD);
  const longest = Math.max(...bold, ...chart.steps.map((step) => textWidth(labelOf(step)))) + 16;
  const labelWidth = stacked
    ? width - VALUE_WIDTH - 16
    : Math.min(Math.max(longest, NARROWEST_LABELS), width * WIDEST_LABELS);
  const plot: [number, number] = stacked ? [12, width - 12] : [Math.round(labelWidth) + 12, width - VALUE_WIDTH];
  return { width, stacked, rowHeight: stacked ? STACKED_ROW_HEIGHT : ROW_HEIGHT, labelWidth, plot };
}

/**
 * Waterfall: from the average score, one arrow per contribution, to this person's score. The direction of an arrow says whether it raises
 * or lowers the score; its colour repeats that.
 *
 * @example
 * waterfallChart({ key: 'row-17', title: 'How the score came about', description: '...', axisLabel: 'log-odds',
 *   base: { label: 'average', value: 0.2 }, end: { label: 'this score', value: -0.1 },
 *   steps: [{ label: 'duration', detail: '36', value: -0.4 }, { label: 'age', detail: '41', value: 0.1 }] });
 */
export function waterfallChart(chart: WaterfallChart): MarkupElement {
  if (chart.steps.length === 0) return emptyChart(chart, 'No contributions to show', chart.width);
  const layout = layoutOf(chart);
  const corners = cornersOf(chart);
  const axis = axisOver([...corners, chart.end.value, chart.bound?.value], {
    kind: 'linear',
    unit: 'number',
    range: layout.plot,
    ticks: layout.stacked ? 4 : 6,
  });
  const rows = chart.steps.length + 2;
  const bottom = TOP + rows * layout.rowHeight;
  const key = legend(legendOf(chart), { x: 8, y: bottom + AXIS_HEIGHT + 10, width: layout.width - 16 });
  return svgRoot(chart, { width: layout.width, height: bottom + AXIS_HEIGHT + key.height }, [
    ...drawAxis(axis, chart.axisLabel, bottom, layout),
    ...(chart.bound ? drawBound(axis.at(chart.bound.value), rows, layout) : []),
    ...drawEnd(chart.base, 0, axis, layout),
    ...chart.steps.flatMap((step, i) => drawStep(step, { row: i + 1, from: corners[i]!, axis, layout })),
    ...drawEnd(chart.end, rows - 1, axis, layout),
    ...key.elements,
  ]);
}

/** Running sums: the beginning of each step, and last the end of the steps. */
function cornersOf(chart: WaterfallChart): number[] {
  const corners = [chart.base.value];
  for (const step of chart.steps) corners.push(corners.at(-1)! + step.value);
  return corners;
}

/** Draws the bound through the whole chart, or only beside each bar where labels and numbers stand between the bars. */
function drawBound(x: number, rows: number, layout: Layout): MarkupElement[] {
  if (!layout.stacked) return [upright(x, TOP, TOP + rows * layout.rowHeight)];
  return Array.from({ length: rows }, (_, row) => {
    const y = middleOf(row, layout);
    return upright(x, y - BAR_HEIGHT / 2 - 2, y + BAR_HEIGHT / 2 + 2);
  });
}

const upright = (x: number, top: number, bottom: number): MarkupElement =>
  line([x, top], [x, bottom], colour('breach'), { width: 1.5, dash: '5 4' });

const middleOf = (row: number, layout: Layout): number =>
  TOP + row * layout.rowHeight + (layout.stacked ? 30 : layout.rowHeight / 2);

const baselineOf = (row: number, layout: Layout): number =>
  layout.stacked ? TOP + row * layout.rowHeight + 15 : middleOf(row, layout) + 4;

function drawEnd(
  end: { readonly label: string; readonly value: number; readonly shown?: string },
  row: number,
  axis: Axis,
  layout: Layout,
): MarkupElement[] {
  const x = axis.at(end.value);
  const y = middleOf(row, layout);
  const half = BAR_HEIGHT / 2;
  return [
    text(end.label, 8, baselineOf(row, layout), { weight: 650, width: layout.labelWidth - 8 }),
    line([x, y - half], [x, y + half], colour('ink'), { width: 3 }),
    text(end.shown ?? formatNumber(end.value, DECIMALS), layout.width - 6, baselineOf(row, layout), {
      anchor: 'end',
      weight: 650,
      size: SMALL_FONT_SIZE,
    }),
  ];
}

function drawStep(
  step: WaterfallStep,
  at: { readonly row: number; readonly from: number; readonly axis: Axis; readonly layout: Layout },
): MarkupElement[] {
  const { row, axis, layout } = at;
  const [start, stop] = [axis.at(at.from), axis.at(at.from + step.value)];
  const y = middleOf(row, layout);
  const raises = step.value >= 0;
  const sign = step.value > 0 ? '+' : '';
  return [
    line([start, y - layout.rowHeight + BAR_HEIGHT / 2], [start, y - BAR_HEIGHT / 2], colour('rule')),
    text(labelOf(step), 8, baselineOf(row, layout), { width: layout.labelWidth - 8 }),
    arrowBar(start, stop, y, colour(raises ? 'series-1' : 'series-2')),
    text(`${sign}${formatNumber(step.value, DECIMALS)}`, layout.width - 6, baselineOf(row, layout), {
      anchor: 'end',
      size: SMALL_FONT_SIZE,
    }),
  ];
}

/** A bar with a pointed end in the direction that it moves; one too short for a head is a triangle. */
export function arrowBar(
  start: number,
  stop: number,
  y: number,
  fill: string,
  height: number = BAR_HEIGHT,
): MarkupElement {
  const direction = stop >= start ? 1 : -1;
  // A bar shorter than a pixel could not be seen at all.
  const end = Math.abs(stop - start) < 1 ? start + direction : stop;
  const neck = end - direction * Math.min(HEAD, Math.abs(end - start));
  const half = height / 2;
  const points: [number, number][] = [
    [start, y - half],
    [neck, y - half],
    [end, y],
    [neck, y + half],
    [start, y + half],
  ];
  const path = points.map(([px, py]) => `${attributeNumber(px)},${attributeNumber(py)}`).join('L');
  return element('path', { d: `M${path}Z`, fill });
}

function drawAxis(axis: Axis, label: string, bottom: number, layout: Layout): MarkupElement[] {
  const style = { anchor: 'middle', size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const top = layout.stacked ? bottom - 5 : TOP;
  return [
    ...axis.ticks.map((tick) => line([tick.at, top], [tick.at, bottom], colour('rule'))),
    ...axis.ticks.map((tick) => text(tick.label, tick.at, bottom + 16, style)),
    text(label, (layout.plot[0] + layout.plot[1]) / 2, bottom + 35, {
      ...style,
      width: layout.plot[1] - layout.plot[0],
    }),
  ];
}

function legendOf(chart: WaterfallChart): { label: string; draw: (x: number, y: number) => MarkupElement[] }[] {
  const bar = (name: 'series-1' | 'series-2', direction: 1 | -1) => (x: number, y: number) => [
    arrowBar(x - direction * 12, x + direction * 12, y, colour(name), 10),
  ];
  const bound = chart.bound;
  return [
    ...(chart.steps.some((step) => step.value > 0) ? [{ label: 'raises the score', draw: bar('series-1', 1) }] : []),
    ...(chart.steps.some((step) => step.value < 0) ? [{ label: 'lowers the score', draw: bar('series-2', -1) }] : []),
    ...(bound ? [{ label: bound.label, draw: (x: number, y: number) => [upright(x, y - 8, y + 8)] }] : []),
  ];
}
