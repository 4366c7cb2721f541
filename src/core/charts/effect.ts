import { line as linePath } from 'd3-shape';
import { cleanText, DECIMALS, element, type MarkupElement } from '../markup/index.js';
import type { ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { type LegendEntry, legend, line } from './marks.js';
import { colour, SERIES_COLOURS, seriesColour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

/** The curve of a group; `y` has one number per point of the chart, null where there is none. */
export interface EffectSeries {
  readonly label: string;
  readonly y: readonly (number | null)[];
  /** Whether the line goes on between point i and the next; false where nothing is known between them. */
  readonly joined?: readonly boolean[];
}

/** How a score changes along one input: a line per group, with the lines of single people faintly behind them. */
export interface EffectChart extends ChartFrame {
  /** Name of the input. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** Unit of the curves; plain numbers unless given. */
  readonly yUnit?: ValueUnit;
  /** Values of the input at which the curves are known, ascending; or names of categories, which no line joins. */
  readonly points: readonly number[] | readonly string[];
  readonly series: readonly EffectSeries[];
  /** Curves of single people, one number per point each. */
  readonly people?: readonly (readonly number[])[];
  /** Whether the line at 0 is drawn, as effects that are centred need it. */
  readonly fromZero?: boolean;
  readonly width?: number;
}

const HEIGHT = 280;
/** Narrower charts have few ticks, because the labels of more would touch on a telephone. */
const FEW_TICKS_BELOW = 560;
const PLOT = { left: 60, right: 28, top: 34, bottom: 56 };
const DASHES = [null, '8 4', '2 3', '10 3 2 3'];
const FLOOR = HEIGHT - PLOT.bottom;
/** Length of the marks under the axis at the values where the curves are known. */
const RUG = 5;
const RADIUS = 4.5;
/** Opacity of the lines of single people, which stay behind the curves of groups. */
const FAINT = 0.3;

interface Place {
  readonly at: (index: number) => number;
  readonly y: Axis;
  readonly width: number;
  readonly isCategory: boolean;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Room for the label of one tick. */
  readonly room: number;
  readonly turn: Turn;
}

/** Effect of one input (partial dependence, accumulated local effect) by group. */
export function effectChart(chart: EffectChart): MarkupElement {
  const width = chart.width ?? CHART_WIDTH;
  const values = [...chart.series.flatMap((series) => series.y), ...(chart.people ?? []).flat()].filter(
    (value) => value !== null && Number.isFinite(value),
  );
  if (chart.points.length === 0 || values.length === 0) return emptyChart(chart, 'No curve to show', width);
  const y = axisOver(chart.fromZero ? [0, ...values] : values, {
    kind: 'linear',
    unit: chart.yUnit ?? 'number',
    range: [FLOOR, PLOT.top],
    upright: true,
  });
  const along = across(chart.points, width);
  const turn = along.isCategory ? turnOf(along) : LEVEL;
  const place = { ...along, y, width, turn };
  const key = legend(legendOf(chart), { x: 8, y: HEIGHT + turn.drop + 12, width: width - 16 });
  return svgRoot(chart, { width, height: HEIGHT + turn.drop + key.height + 4 }, [
    ...drawAxes(chart, place),
    ...drawPeople(chart, place),
    ...chart.series.flatMap((series, index) => drawSeries(series, index, chart.series.length, place)),
    ...key.elements,
  ]);
}

/** How the labels of categories are turned under the axis. */
interface Turn {
  /** Angle in degrees; 0 is level. */
  readonly angle: 0 | -45 | -90;
  /** Room that the labels take below a level label. */
  readonly drop: number;
  /** Only every n-th label is written, where even turned ones would touch. */
  readonly every: number;
}
const LEVEL: Turn = { angle: 0, drop: 0, every: 1 };
/** Widest label, some thirty letters; longer ones are cut. */
const LONGEST_LABEL = 190;
/** Distance of lines of small text at which they do not touch. */
const LINE_HEIGHT = 14;
const SLANT = Math.SQRT1_2;

/**
 * Labels are level if all of them fit their places, otherwise slanting, or upright where the places are narrow or a slant would leave the
 * chart.
 */
function turnOf({ ticks, room, at }: Pick<Place, 'ticks' | 'room' | 'at'>): Turn {
  const widths = ticks.map(({ label }) => Math.min(LONGEST_LABEL, textWidth(cleanText(label), SMALL_FONT_SIZE)));
  const longest = Math.max(...widths);
  if (longest <= room) return LEVEL;
  const step = ticks.length > 1 ? at(1) - at(0) : Number.POSITIVE_INFINITY;
  const fits = widths.every((width, i) => width * SLANT <= at(i) - 4);
  if (step * SLANT >= LINE_HEIGHT && fits) return { angle: -45, drop: longest * SLANT, every: 1 };
  return { angle: -90, drop: longest - LINE_HEIGHT / 2, every: Math.max(1, Math.ceil(LINE_HEIGHT / step)) };
}

/** Positions of the points: numbers to scale, categories side by side. */
function across(points: EffectChart['points'], width: number): Omit<Place, 'y' | 'width' | 'turn'> {
  const [left, right] = [PLOT.left, width - PLOT.right];
  const first = points[0];
  if (typeof first === 'string') {
    const step = (right - left) / points.length;
    const at = (index: number): number => left + (index + 0.5) * step;
    return {
      at,
      isCategory: true,
      room: step - 6,
      ticks: points.map((label, index) => ({ at: at(index), label: String(label) })),
    };
  }
  const numbers = points as readonly number[];
  const axis = axisOver(numbers, {
    kind: 'linear',
    unit: 'number',
    range: [left, right],
    ...(width < FEW_TICKS_BELOW ? { ticks: 4 } : {}),
  });
  return { at: (index) => axis.at(numbers[index]!), isCategory: false, room: right - left, ticks: axis.ticks };
}

function drawAxes(chart: EffectChart, { at, y, width, isCategory, ticks, room, turn }: Place): MarkupElement[] {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const right = width - PLOT.right;
  const middle = (PLOT.left + right) / 2;
  const rug = isCategory ? [] : chart.points.map((_: number | string, index: number) => at(index));
  return [
    ...y.ticks.map((tick) => line([PLOT.left, tick.at], [right, tick.at], colour('rule'))),
    ...(chart.fromZero ? [line([PLOT.left, y.at(0)], [right, y.at(0)], colour('muted'), { width: 1.5 })] : []),
    ...rug.map((x) => line([x, FLOOR], [x, FLOOR + RUG], colour('weak'))),
    ...y.ticks.map((tick) => text(tick.label, PLOT.left - 8, tick.at + 4, { ...small, anchor: 'end' })),
    ...ticks.filter((_, index) => index % turn.every === 0).map((tick) => tickLabel(tick, turn, room)),
    text(chart.yLabel, 8, 16, { ...small, width: width - 16 }),
    text(chart.xLabel, middle, FLOOR + 42 + turn.drop, { ...small, anchor: 'middle', width: right - PLOT.left }),
  ];
}

function tickLabel({ label, at }: Place['ticks'][number], { angle }: Turn, room: number): MarkupElement {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  if (angle === 0) return text(label, at, FLOOR + 20, { ...small, anchor: 'middle', width: room });
  const [x, y] = angle === -90 ? [at + SMALL_FONT_SIZE / 3, FLOOR + 10] : [at + 4, FLOOR + 16];
  const turned = text(label, x, y, { ...small, anchor: 'end', width: LONGEST_LABEL });
  return { ...turned, attrs: { ...turned.attrs, transform: `rotate(${angle} ${x} ${y})` } };
}

/** Draws the lines of single people; categories have none. */
function drawPeople({ people = [] }: EffectChart, place: Place): MarkupElement[] {
  if (place.isCategory) return [];
  return people.map((own) =>
    element('path', {
      d: pathOf(own, place),
      fill: 'none',
      stroke: colour('weak'),
      'stroke-opacity': FAINT,
    }),
  );
}

function drawSeries(series: EffectSeries, index: number, all: number, place: Place): MarkupElement[] {
  const { at, y, isCategory } = place;
  if (!isCategory) {
    return [
      element('path', {
        d: pathOf(series.y, place, series.joined),
        fill: 'none',
        stroke: seriesColour(index),
        'stroke-width': 2,
        'stroke-dasharray': dashOf(index),
      }),
    ];
  }
  // Groups stand side by side over a category, so that none hides another.
  const shift = (index - (all - 1) / 2) * Math.min(RADIUS * 2.5, place.room / Math.max(1, all));
  return series.y.flatMap((value, i) => (value === null ? [] : [dot(index, at(i) + shift, y.at(value))]));
}

type Stop = { readonly x: number; readonly y: number } | null;

function pathOf(values: readonly (number | null)[], { at, y }: Place, joined: readonly boolean[] = []): string {
  const stops = values.flatMap((value, index): Stop[] => {
    const stop = value === null || !Number.isFinite(value) ? null : { x: at(index), y: y.at(value) };
    return joined[index] === false ? [stop, null] : [stop];
  });
  const path = linePath<Stop>(
    (stop) => stop?.x ?? 0,
    (stop) => stop?.y ?? 0,
  )
    .defined((stop) => stop !== null)
    .digits(DECIMALS);
  return path(stops) ?? '';
}

/** Series after the sixth repeat colours with another dash. */
const dashOf = (index: number): string | null =>
  DASHES[Math.floor(index / SERIES_COLOURS + (index % SERIES_COLOURS)) % DASHES.length] ?? null;

/** Draws a dot. Groups over categories differ in shape too: filled and hollow, round and square. */
function dot(index: number, x: number, y: number): MarkupElement {
  const isHollow = index % 2 === 1;
  const look = {
    fill: isHollow ? colour('surface') : seriesColour(index),
    stroke: seriesColour(index),
    'stroke-width': 2,
  };
  return index % 4 < 2
    ? element('circle', { cx: x, cy: y, r: RADIUS, ...look })
    : element('rect', { x: x - RADIUS, y: y - RADIUS, width: 2 * RADIUS, height: 2 * RADIUS, ...look });
}

function legendOf(chart: EffectChart): LegendEntry[] {
  const isCategory = typeof chart.points[0] === 'string';
  const people = chart.people ?? [];
  return [
    ...chart.series.map((series, index) => ({
      label: series.label,
      draw: (x: number, y: number) => [
        isCategory
          ? dot(index, x, y)
          : line([x - 13, y], [x + 13, y], seriesColour(index), { width: 2, dash: dashOf(index) }),
      ],
    })),
    ...(people.length === 0 || isCategory
      ? []
      : [
          {
            label: `${people.length} single people`,
            draw: (x: number, y: number) => [line([x - 13, y], [x + 13, y], colour('weak'))],
          },
        ]),
  ];
}
