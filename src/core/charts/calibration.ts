import { line as linePath } from 'd3-shape';
import { attributeNumber, DECIMALS, element, type MarkupElement } from '../markup/index.js';
import { formatCount } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { line } from './marks.js';
import { colour } from './palette.js';
import { SMALL_FONT_SIZE, text } from './text.js';

export interface CalibrationPoint {
  readonly meanScore: number | null;
  /** Share of people with label 1. */
  readonly observed: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
}

export interface CalibrationPanel {
  readonly label: string;
  readonly n: number;
  readonly points: readonly CalibrationPoint[];
}

export interface CalibrationChart extends ChartFrame {
  readonly panels: readonly CalibrationPanel[];
  /** Bins with fewer people are drawn hollow and grey. */
  readonly minGroupSize: number;
  readonly width?: number;
}

const PANEL = 168;
const GUTTER = { left: 44, right: 14, top: 48, bottom: 96 };
const HISTOGRAM = 28;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const LABELLED = [0, 0.5, 1];

type Point = CalibrationPoint & { readonly meanScore: number; readonly observed: number };

const drawable = (point: CalibrationPoint): point is Point =>
  point.n > 0 && point.meanScore !== null && point.observed !== null && point.meanScore >= 0 && point.meanScore <= 1;

/**
 * Reliability curves, one panel per group: the mean score runs across and the observed share up, the diagonal marks calibrated scores, and
 * the number of people per bin stands below.
 */
export function calibrationChart(chart: CalibrationChart): MarkupElement {
  if (chart.panels.length === 0) return emptyChart(chart, 'No scores to show', chart.width);
  const width = chart.width ?? CHART_WIDTH;
  const stepX = PANEL + GUTTER.left + GUTTER.right;
  const stepY = PANEL + GUTTER.top + GUTTER.bottom;
  const columns = Math.max(1, Math.floor(width / stepX));
  const panels = chart.panels.flatMap((panel, index) =>
    drawPanel(panel, chart.minGroupSize, {
      x: (index % columns) * stepX + GUTTER.left,
      y: Math.floor(index / columns) * stepY + GUTTER.top,
    }),
  );
  const height = Math.ceil(chart.panels.length / columns) * stepY;
  return svgRoot(chart, { width, height }, panels);
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

function drawPanel(panel: CalibrationPanel, minGroupSize: number, corner: Corner): MarkupElement[] {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const points = panel.points.filter(drawable);
  const count = `n ${formatCount(panel.n)}`;
  return [
    text(panel.label, corner.x, corner.y - 28, { weight: 650, width: PANEL + GUTTER.right }),
    text(count, corner.x, corner.y - 11, small),
    ...drawGrid(corner),
    ...(points.length === 0
      ? [text('no labelled scores', corner.x + PANEL / 2, corner.y + PANEL / 2, { ...small, anchor: 'middle' })]
      : drawCurve(points, minGroupSize, corner)),
    ...drawHistogram(panel.points, corner),
    text('mean score', corner.x + PANEL / 2, corner.y + PANEL + 34, { ...small, anchor: 'middle' }),
  ];
}

/** Draws all grid lines as one path, so that a page with many panels stays small. */
function drawGrid(corner: Corner): MarkupElement[] {
  const { x, y } = corner;
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const grid = TICKS.map((tick) => {
    const across = attributeNumber(x + tick * PANEL);
    const up = attributeNumber(y + tick * PANEL);
    return `M${across},${attributeNumber(y)}V${attributeNumber(y + PANEL)}M${attributeNumber(x)},${up}H${attributeNumber(x + PANEL)}`;
  });
  return [
    element('path', { d: grid.join(''), fill: 'none', stroke: colour('rule') }),
    ...LABELLED.flatMap((tick) => [
      text(String(tick), x + tick * PANEL, y + PANEL + 17, { ...small, anchor: 'middle' }),
      text(String(tick), x - 8, y + (1 - tick) * PANEL + 4, { ...small, anchor: 'end' }),
    ]),
    line([x, y + PANEL], [x + PANEL, y], colour('muted'), { width: 1.5, dash: '4 4' }),
  ];
}

function drawCurve(points: readonly Point[], minGroupSize: number, corner: Corner): MarkupElement[] {
  const atX = (point: Point) => corner.x + point.meanScore * PANEL;
  const up = (share: number) => corner.y + (1 - Math.max(0, Math.min(1, share))) * PANEL;
  const path = linePath<Point>(atX, (point) => up(point.observed))
    .digits(DECIMALS)
    // The curve breaks at bins of a handful of people, because it would invite reading noise there.
    .defined((point) => point.n >= minGroupSize);
  return [
    element('path', { d: path([...points]) ?? '', fill: 'none', stroke: colour('mark'), 'stroke-width': 1.5 }),
    ...points.flatMap((point) => {
      const few = point.n < minGroupSize;
      const stroke = colour(few ? 'weak' : 'mark');
      const whisker =
        point.lower === null || point.upper === null
          ? []
          : [line([atX(point), up(point.lower)], [atX(point), up(point.upper)], stroke)];
      const dot = { cx: atX(point), cy: up(point.observed), r: 3.5, fill: few ? colour('surface') : stroke };
      return [...whisker, element('circle', few ? { ...dot, stroke, 'stroke-width': 1.5 } : dot)];
    }),
  ];
}

/** Draws the people per bin, scaled to the fullest bin of the group. */
function drawHistogram(points: readonly CalibrationPoint[], corner: Corner): MarkupElement[] {
  const fullest = points.reduce((most, point) => Math.max(most, point.n), 0);
  if (fullest === 0) return [];
  const width = PANEL / points.length;
  const floor = corner.y + PANEL + 42 + HISTOGRAM;
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted'), anchor: 'end' } as const;
  const bars = points.map((point, index) => {
    const height = (point.n / fullest) * HISTOGRAM;
    return height === 0
      ? ''
      : `M${attributeNumber(corner.x + index * width + 1)},${attributeNumber(floor)}v${attributeNumber(-height)}h${attributeNumber(width - 2)}v${attributeNumber(height)}Z`;
  });
  return [
    element('path', { d: bars.join(''), fill: colour('weak') }),
    line([corner.x, floor], [corner.x + PANEL, floor], colour('weak')),
    text(formatCount(fullest), corner.x - 8, floor - HISTOGRAM + 10, small),
    text('n', corner.x - 8, floor, small),
  ];
}
