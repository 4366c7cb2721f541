import { attributeNumber, element, type MarkupElement } from '../markup/index.js';
import type { ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour, seriesColour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text } from './text.js';

/** A number with its interval. */
export interface TradeoffValue {
  readonly estimate: number;
  /** An end is null where the data set no limit. */
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface TradeoffPoint {
  /** Short name beside the point, by which a table tells more of it, such as its number. */
  readonly name: string;
  readonly x: TradeoffValue;
  readonly y: TradeoffValue;
  /** Place of its kind in `kinds`. */
  readonly kind: number;
  readonly isChosen: boolean;
}

/** Alternatives by what they are good for and what they cost, each with both intervals. */
export interface TradeoffChart extends ChartFrame {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xUnit: ValueUnit;
  readonly yUnit: ValueUnit;
  /** Names of the kinds of points, at most four: each has its own shape. */
  readonly kinds: readonly string[];
  readonly points: readonly TradeoffPoint[];
  /** Name of the ring around the chosen point. */
  readonly chosenLabel: string;
  /** What is allowed: ends of the range of y, null where there is none. */
  readonly allowed: { readonly lower: number | null; readonly upper: number | null };
  /** The y at which nothing is amiss: 0 of a difference, 1 of a ratio. */
  readonly level: number;
  readonly width?: number;
}

const HEIGHT = 340;
const PLOT = { left: 64, right: 28, top: 40, bottom: 56 };
const FEW_TICKS_BELOW = 560;
const REACH = 6;

/** Draws every alternative as a point with its two intervals, the range that is allowed, and a ring around the chosen one. */
export function tradeoffChart(chart: TradeoffChart): MarkupElement {
  if (chart.points.length === 0) return emptyChart(chart, 'No alternatives to show', chart.width);
  const width = chart.width ?? CHART_WIDTH;
  const ends = ({ estimate, lower, upper }: TradeoffValue): (number | null)[] => [estimate, lower, upper];
  const x = axisOver(
    chart.points.flatMap((point) => ends(point.x)),
    {
      kind: 'linear',
      unit: chart.xUnit,
      range: [PLOT.left, width - PLOT.right],
      ...(width < FEW_TICKS_BELOW ? { ticks: 4 } : {}),
    },
  );
  const y = axisOver(
    [chart.level, chart.allowed.lower, chart.allowed.upper, ...chart.points.flatMap((point) => ends(point.y))],
    { kind: 'linear', unit: chart.yUnit, range: [HEIGHT - PLOT.bottom, PLOT.top], upright: true },
  );
  const key = legend(legendOf(chart), { x: 8, y: HEIGHT + 12, width: width - 16 });
  return svgRoot(chart, { width, height: HEIGHT + key.height + 4 }, [
    ...axes(chart, x, y, width),
    ...chart.points.flatMap((point) => intervals(point, x, y)),
    ...chart.points.flatMap((point) => marked(point, x, y)),
    ...key.elements,
  ]);
}

function axes(chart: TradeoffChart, x: Axis, y: Axis, width: number): MarkupElement[] {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const floor = HEIGHT - PLOT.bottom;
  const across = (value: number, stroke: string, look: { width?: number; dash?: string } = {}): MarkupElement =>
    line([PLOT.left, y.at(value)], [width - PLOT.right, y.at(value)], stroke, look);
  const bounds = [chart.allowed.lower, chart.allowed.upper].filter((bound) => bound !== null);
  const middle = (PLOT.left + width - PLOT.right) / 2;
  return [
    ...y.ticks.map((tick) => line([PLOT.left, tick.at], [width - PLOT.right, tick.at], colour('rule'))),
    ...y.ticks.map((tick) => text(tick.label, PLOT.left - 8, tick.at + 4, { ...small, anchor: 'end' })),
    ...x.ticks.map((tick) => text(tick.label, tick.at, floor + 18, { ...small, anchor: 'middle' })),
    across(chart.level, colour('ink')),
    ...bounds.map((bound) => across(bound, colour('breach'), { width: 1.5, dash: '5 4' })),
    text(chart.yLabel, 8, 18, { ...small, width: width - 16 }),
    text(chart.xLabel, middle, floor + 40, { ...small, anchor: 'middle', width: 2 * (width - middle) - 8 }),
  ];
}

function intervals({ x, y, kind }: TradeoffPoint, across: Axis, up: Axis): MarkupElement[] {
  const [left, right] = across.domain;
  const [low, high] = up.domain;
  const stroke = seriesColour(kind);
  const [at, height] = [across.at(x.estimate), up.at(y.estimate)];
  return [
    line([across.at(x.lower ?? left), height], [across.at(x.upper ?? right), height], stroke),
    line([at, up.at(y.lower ?? low)], [at, up.at(y.upper ?? high)], stroke),
  ];
}

function marked({ name, x, y, kind, isChosen }: TradeoffPoint, across: Axis, up: Axis): MarkupElement[] {
  const [at, height] = [across.at(x.estimate), up.at(y.estimate)];
  return [
    ...(isChosen ? [ring(at, height)] : []),
    shape(kind, at, height),
    text(name, at + REACH + 4, height - REACH, { size: SMALL_FONT_SIZE }),
  ];
}

const ring = (x: number, y: number): MarkupElement =>
  element('circle', { cx: x, cy: y, r: REACH + 5, fill: 'none', stroke: colour('ink'), 'stroke-width': 2 });

function shape(kind: number, x: number, y: number): MarkupElement {
  const fill = seriesColour(kind);
  const look = { fill, stroke: colour('surface'), 'stroke-width': 1 };
  if (kind % 4 === 1) return element('circle', { cx: x, cy: y, r: REACH, ...look });
  const [left, right, top, bottom] = [x - REACH, x + REACH, y - REACH, y + REACH].map(attributeNumber);
  const [middle, centre] = [attributeNumber(x), attributeNumber(y)];
  const outlines = [
    `M${middle},${top}L${right},${centre}L${middle},${bottom}L${left},${centre}Z`,
    '',
    `M${left},${top}H${right}V${bottom}H${left}Z`,
    `M${middle},${top}L${right},${bottom}H${left}Z`,
  ];
  return element('path', { d: outlines[kind % 4]!, ...look });
}

function legendOf(chart: TradeoffChart) {
  const { lower, upper } = chart.allowed;
  return [
    ...chart.kinds.map((label, kind) => ({ label, draw: (x: number, y: number) => [shape(kind, x, y)] })),
    ...(chart.points.some(({ isChosen }) => isChosen)
      ? [{ label: chart.chosenLabel, draw: (x: number, y: number) => [ring(x, y)] }]
      : []),
    ...(lower === null && upper === null
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
