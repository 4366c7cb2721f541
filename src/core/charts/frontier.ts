import { line as linePath } from 'd3-shape';
import { attributeNumber, DECIMALS, element, type MarkupElement } from '../markup/index.js';
import type { ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour, SERIES_COLOURS, seriesColour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text } from './text.js';

export interface FrontierPoint {
  readonly x: number | null;
  readonly y: number | null;
}

export interface FrontierSeries {
  readonly label: string;
  readonly points: readonly FrontierPoint[];
}

/** A cutoff worth seeing: the one in use (vertical line and diamond) or the best under some criterion (hollow, each in its own shape). */
export interface FrontierMark {
  readonly kind: 'current' | 'best';
  readonly label: string;
  readonly x: number;
  /** Position of the mark; null draws only the vertical line. */
  readonly y: number | null;
}

export interface FrontierChart extends ChartFrame {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xUnit: ValueUnit;
  readonly yUnit: ValueUnit;
  readonly series: readonly FrontierSeries[];
  readonly marks: readonly FrontierMark[];
  /**
   * Whether the vertical axis begins at 0. False is for a trade-off: the axis begins where the data do, and the cutoff in use has no
   * vertical line.
   */
  readonly yFromZero?: boolean;
  /** The bound on the gap, if a requirement has one. */
  readonly bound?: number | null;
  readonly width?: number;
}

const HEIGHT = 300;
/** Narrower charts have few ticks, because the labels of more would touch on a telephone. */
const FEW_TICKS_BELOW = 560;
const PLOT = { left: 64, right: 20, top: 40, bottom: 56 };
const DASHES = [null, '8 4', '2 3', '10 3 2 3'];

type Drawn = { readonly x: number; readonly y: number };

const drawable = (point: FrontierPoint): point is Drawn =>
  point.x !== null && point.y !== null && Number.isFinite(point.x) && Number.isFinite(point.y);

/** Threshold frontier: the gap that each cutoff (or accuracy) brings; the cutoff in use and the best ones are marked and named. */
export function frontierChart(chart: FrontierChart): MarkupElement {
  const points = chart.series.flatMap((series) => series.points.filter(drawable));
  if (points.length === 0) return emptyChart(chart, 'No cutoffs to show', chart.width);
  const width = chart.width ?? CHART_WIDTH;
  const x = axisOver([...points.map((point) => point.x), ...chart.marks.map((each) => each.x)], {
    kind: 'linear',
    unit: chart.xUnit,
    range: [PLOT.left, width - PLOT.right],
    ...(width < FEW_TICKS_BELOW ? { ticks: 4 } : {}),
  });
  const y = axisOver(
    [
      chart.yFromZero === false ? null : 0,
      chart.bound ?? null,
      ...points.map((point) => point.y),
      ...chart.marks.map((each) => each.y),
    ],
    {
      kind: 'linear',
      unit: chart.yUnit,
      range: [HEIGHT - PLOT.bottom, PLOT.top],
      upright: true,
    },
  );
  const key = legend(legendOf(chart), { x: 8, y: HEIGHT + 12, width: width - 16 });
  return svgRoot(chart, { width, height: HEIGHT + key.height + 4 }, [
    ...drawAxes(chart, x, y, width),
    ...drawBound(chart.bound ?? null, y, width),
    ...chart.series.flatMap((series, index) => drawSeries(series, index, x, y)),
    ...chart.marks.flatMap((each, index) =>
      drawMark(each, shapeOf(chart, index), { x, y, upright: chart.yFromZero !== false }),
    ),
    ...key.elements,
  ]);
}

function drawAxes(chart: FrontierChart, x: Axis, y: Axis, width: number): MarkupElement[] {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const floor = HEIGHT - PLOT.bottom;
  const middle = (PLOT.left + width - PLOT.right) / 2;
  return [
    ...y.ticks.map((tick) => line([PLOT.left, tick.at], [width - PLOT.right, tick.at], colour('rule'))),
    ...y.ticks.map((tick) => text(tick.label, PLOT.left - 8, tick.at + 4, { ...small, anchor: 'end' })),
    ...x.ticks.map((tick) => text(tick.label, tick.at, floor + 18, { ...small, anchor: 'middle' })),
    text(chart.yLabel, 8, 18, { ...small, width: width - 16 }),
    text(chart.xLabel, middle, floor + 40, { ...small, anchor: 'middle', width: 2 * (width - middle) - 8 }),
  ];
}

const drawBound = (bound: number | null, y: Axis, width: number): MarkupElement[] =>
  bound === null
    ? []
    : [
        line([PLOT.left, y.at(bound)], [width - PLOT.right, y.at(bound)], colour('breach'), {
          width: 1.5,
          dash: '5 4',
        }),
      ];

/** Series after the sixth repeat colours with another dash. */
const dashOf = (index: number): string | null =>
  DASHES[Math.floor(index / SERIES_COLOURS + (index % SERIES_COLOURS)) % DASHES.length] ?? null;

function drawSeries(series: FrontierSeries, index: number, x: Axis, y: Axis): MarkupElement[] {
  const path = linePath<Drawn>(
    (point) => x.at(point.x),
    (point) => y.at(point.y),
  ).digits(DECIMALS);
  return [
    element('path', {
      d: path(series.points.filter(drawable)) ?? '',
      fill: 'none',
      stroke: seriesColour(index),
      'stroke-width': 2,
      'stroke-dasharray': dashOf(index),
    }),
  ];
}

function diamond(x: number, y: number, fill: string): MarkupElement {
  const reach = 7;
  return element('path', {
    d: `M${attributeNumber(x)},${attributeNumber(y - reach)}L${attributeNumber(x + reach)},${attributeNumber(y)}L${attributeNumber(x)},${attributeNumber(y + reach)}L${attributeNumber(x - reach)},${attributeNumber(y)}Z`,
    fill,
    stroke: colour('surface'),
    'stroke-width': 1.5,
  });
}

const BEST_SHAPES = ['circle', 'square', 'triangle', 'hourglass'] as const;
type BestShape = (typeof BEST_SHAPES)[number];

/** Shape of a best point, by which the points differ in their order; a fifth would repeat the first. */
function shapeOf(chart: FrontierChart, index: number): BestShape {
  const before = chart.marks.slice(0, index).filter((each) => each.kind === 'best').length;
  return BEST_SHAPES[before % BEST_SHAPES.length] ?? 'circle';
}

function best(shape: BestShape, x: number, y: number): MarkupElement {
  const look = { fill: colour('surface'), stroke: colour('good'), 'stroke-width': 2.5 };
  if (shape === 'circle') return element('circle', { cx: x, cy: y, r: 6, ...look });
  const [left, right, top, bottom] = [x - 6, x + 6, y - 6, y + 6].map(attributeNumber);
  const outlines = {
    square: `M${left},${top}H${right}V${bottom}H${left}Z`,
    triangle: `M${attributeNumber(x)},${top}L${right},${bottom}H${left}Z`,
    hourglass: `M${left},${top}H${right}L${left},${bottom}H${right}Z`,
  };
  return element('path', { d: outlines[shape], ...look });
}

interface MarkPlace {
  readonly x: Axis;
  readonly y: Axis;
  /** Whether the cutoff in use gets a line through the plot. */
  readonly upright: boolean;
}

function drawMark(each: FrontierMark, shape: BestShape, place: MarkPlace): MarkupElement[] {
  const at = place.x.at(each.x);
  const upright =
    place.upright && each.kind === 'current'
      ? [line([at, PLOT.top - 6], [at, HEIGHT - PLOT.bottom], colour('ink'), { width: 1.5 })]
      : [];
  if (each.y === null) return upright;
  const height = place.y.at(each.y);
  return [...upright, each.kind === 'current' ? diamond(at, height, colour('ink')) : best(shape, at, height)];
}

function legendOf(chart: FrontierChart) {
  return [
    ...chart.series.map((series, index) => ({
      label: series.label,
      draw: (x: number, y: number) => [
        line([x - 13, y], [x + 13, y], seriesColour(index), { width: 2, dash: dashOf(index) }),
      ],
    })),
    ...chart.marks.map((each, index) => ({
      label: each.label,
      draw: (x: number, y: number) => [
        each.kind === 'current' ? diamond(x, y, colour('ink')) : best(shapeOf(chart, index), x, y),
      ],
    })),
    ...(chart.bound === undefined || chart.bound === null
      ? []
      : [
          {
            label: 'bound',
            draw: (x: number, y: number) => [
              line([x - 13, y], [x + 13, y], colour('breach'), { width: 1.5, dash: '5 4' }),
            ],
          },
        ]),
  ];
}
