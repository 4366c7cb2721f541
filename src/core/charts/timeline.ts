import { line as linePath } from 'd3-shape';
import { attributeNumber, DECIMALS, element, type MarkupElement } from '../markup/index.js';
import { formatCount, formatNumber, type ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { type LegendEntry, legend, line } from './marks.js';
import { colour } from './palette.js';
import { type Axis, axisOver, standClear } from './scale.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';
import { timeAxis } from './time-axis.js';

/** What was known at a moment, in milliseconds. Of evidence: its natural logarithm, and no interval. */
export interface TimelinePoint {
  readonly at: number;
  readonly value: number | null;
  readonly lower?: number | null;
  readonly upper?: number | null;
  /** Whether counting began anew here, so that no line leads to this point. */
  readonly anew?: boolean;
}

/** Time during which something held: an alarm was on, or there was no data. */
export interface TimelineSpan {
  readonly from: number;
  readonly to: number;
  readonly kind: 'firing' | 'no-data';
}

/** A single moment worth a line of its own, such as a new version. */
export interface TimelineMoment {
  readonly at: number;
  readonly label: string;
}

/** How one number went over time, with its interval, the bounds it should keep and the alarms that were on. */
export interface TimelineChart extends ChartFrame {
  readonly yLabel: string;
  /** `evidence`: values are natural logarithms, and the axis says 10, 1,000, ... */
  readonly unit: ValueUnit | 'evidence';
  /** In order of time. More than a pixel can show are thinned, so that no highest or lowest one is lost. */
  readonly points: readonly TimelinePoint[];
  readonly bounds: readonly { readonly value: number; readonly label: string }[];
  /** A bound that moved: what it was from each moment to the next; null where there was none. In order of time. */
  readonly movingBound?: {
    readonly label: string;
    readonly steps: readonly { readonly at: number; readonly value: number | null }[];
  };
  readonly spans: readonly TimelineSpan[];
  readonly moments?: readonly TimelineMoment[];
  /** Name of the band, such as `99 % confidence sequence`. */
  readonly bandLabel?: string;
  readonly width?: number;
}

const HEIGHT = 230;
const PLOT = { left: 60, right: 16, top: 34, bottom: 40 };
const FLOOR = HEIGHT - PLOT.bottom;
/** Narrower charts have few ticks, because the labels of more would touch on a telephone. */
const FEW_TICKS_BELOW = 560;
const BAND_OPACITY = 0.18;
const SPAN_OPACITY = 0.16;
/** An alarm shorter than this would not be seen. */
const LEAST_SPAN = 2;
/** Most powers of ten beside an axis of evidence. */
const MOST_POWERS = 6;

interface Place {
  readonly x: Axis;
  readonly y: Axis;
  readonly width: number;
}

/**
 * A number over time. Example: `timelineChart({ key: 'gap', title: 'Gap', description: '...', yLabel: 'Difference', unit: 'points', points,
 * bounds: [{ value: -0.05, label: 'bound' }], spans: [] })`.
 */
export function timelineChart(chart: TimelineChart): MarkupElement {
  const width = chart.width ?? CHART_WIDTH;
  const known = chart.points.filter(({ value }) => isKnown(value));
  if (known.length === 0) return emptyChart(chart, 'Nothing was measured', width);
  const moments = [...chart.points.map(({ at }) => at), ...chart.spans.flatMap(({ from, to }) => [from, to])];
  const [from, to] = moments.reduce(
    ([low, high], at) => [Math.min(low, at), Math.max(high, at)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const few = width < FEW_TICKS_BELOW;
  const x = timeAxis(from, to, [PLOT.left, width - PLOT.right], few ? 4 : 8);
  const place = { x, y: upright(chart, known), width };
  const points = thinned(chart.points, x);
  const key = legend(legendOf(chart), { x: 8, y: HEIGHT + 6, width: width - 16 });
  return svgRoot(chart, { width, height: HEIGHT + key.height + 2 }, [
    ...chart.spans.map((span) => drawSpan(span, place)),
    ...drawAxes(chart, place),
    ...drawBand(points, place),
    ...drawBounds(chart, place),
    ...drawMovingBound(chart, place),
    ...(chart.moments ?? []).map(({ at }) =>
      line([x.at(at), PLOT.top], [x.at(at), FLOOR], colour('ink'), { dash: '2 3' }),
    ),
    ...drawLine(points, place),
    ...key.elements,
  ]);
}

const isKnown = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

function upright({ unit, bounds, movingBound }: TimelineChart, known: readonly TimelinePoint[]): Axis {
  const values = known.map(({ value }) => value);
  const levels = [...bounds, ...(movingBound?.steps ?? [])].map(({ value }) => value);
  const range = [FLOOR, PLOT.top] as const;
  if (unit === 'evidence') return evidenceAxis([0, ...values, ...levels].filter(isKnown), range);
  const ends = known.flatMap(({ lower, upper }) => [lower, upper]);
  return axisOver([...values, ...levels, ...clampedEnds(ends, [...values, ...levels])], {
    kind: 'linear',
    unit,
    range,
    upright: true,
    ticks: 5,
    ...(unit === 'share' ? { limits: [0, 1] as const } : {}),
  });
}

/** Ends of intervals, those of the first blocks left out: they reach from one end of the scale to the other and would hide all that follows. */
function clampedEnds(ends: readonly (number | null | undefined)[], values: readonly (number | null)[]): number[] {
  const inner = values.filter(isKnown);
  const [low, high] = [inner.reduce((a, b) => Math.min(a, b)), inner.reduce((a, b) => Math.max(a, b))];
  const reach = Math.max(high - low, Math.abs(high) / 4, Math.abs(low) / 4) * 1.5;
  return ends.filter(isKnown).map((end) => Math.min(high + reach, Math.max(low - reach, end)));
}

/** Powers of ten of evidence whose natural logarithms are given. */
function evidenceAxis(values: readonly number[], range: readonly [number, number]): Axis {
  const powers = values.map((value) => value / Math.LN10);
  const low = Math.min(0, Math.floor(powers.reduce((a, b) => Math.min(a, b))));
  const high = Math.max(low + 1, Math.ceil(powers.reduce((a, b) => Math.max(a, b)) + 0.15));
  const step = Math.max(1, Math.ceil((high - low) / MOST_POWERS));
  const plain = axisOver([low, high], { kind: 'linear', unit: 'number', range, limits: [low, high] });
  const at = (value: number): number => plain.at(value / Math.LN10);
  const first = Math.ceil(low / step) * step;
  const all = Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
  return {
    at,
    domain: [low, high],
    ticks: all.map((power) => ({ at: plain.at(power), label: powerLabel(power) })),
  };
}

function powerLabel(power: number): string {
  if (power < -3 || power > 6) return `1e${power}`;
  return power < 0 ? formatNumber(10 ** power, -power) : formatCount(10 ** power);
}

/**
 * Of the points that share a column of pixels, the first, the lowest, the highest and the last: the line is that of all points. A point at
 * which counting began anew stays.
 */
function thinned(points: readonly TimelinePoint[], x: Axis): TimelinePoint[] {
  const kept: TimelinePoint[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(x.at(points[start]!.at));
    let end = start + 1;
    while (end < points.length && points[end]!.anew !== true && Math.floor(x.at(points[end]!.at)) === column) end += 1;
    kept.push(...columnOf(points.slice(start, end)));
    start = end;
  }
  return kept;
}

function columnOf(points: readonly TimelinePoint[]): readonly TimelinePoint[] {
  if (points.length <= 4) return points;
  const by = (better: (a: number, b: number) => boolean): number =>
    points.reduce((best, { value }, i) => {
      const known = points[best]!.value;
      return value !== null && (known === null || better(value, known)) ? i : best;
    }, 0);
  const places = new Set([0, by((a, b) => a < b), by((a, b) => a > b), points.length - 1]);
  return [...places].sort((a, b) => a - b).map((i) => points[i]!);
}

function drawSpan({ from, to, kind }: TimelineSpan, { x }: Place): MarkupElement {
  const [left, right] = [x.at(from), x.at(to)];
  return element('rect', {
    x: left,
    y: PLOT.top,
    width: Math.max(LEAST_SPAN, right - left),
    height: FLOOR - PLOT.top,
    fill: colour(kind === 'firing' ? 'breach' : 'weak'),
    'fill-opacity': SPAN_OPACITY,
  });
}

function drawAxes({ yLabel, moments = [] }: TimelineChart, { x, y, width }: Place): MarkupElement[] {
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const right = width - PLOT.right;
  return [
    ...y.ticks.map((tick) => line([PLOT.left, tick.at], [right, tick.at], colour('rule'))),
    line([PLOT.left, FLOOR], [right, FLOOR], colour('muted')),
    ...x.ticks.map((tick) => line([tick.at, FLOOR], [tick.at, FLOOR + 4], colour('muted'))),
    ...y.ticks.map((tick) => text(tick.label, PLOT.left - 8, tick.at + 4, { ...small, anchor: 'end' })),
    ...labelsWithin(x.ticks, width).map((tick) =>
      text(tick.label, tick.at, FLOOR + 18, { ...small, anchor: 'middle' }),
    ),
    text(yLabel, 8, 16, { ...small, width: width - 16 }),
    ...moments.map(({ at, label }) => text(label, x.at(at) + 4, PLOT.top + 10, { ...small, width: right - x.at(at) })),
  ];
}

/** Labels of time, the last one moved back from the edge that would cut it; it is left out where it has no room there. */
function labelsWithin(ticks: Axis['ticks'], width: number): Axis['ticks'] {
  const within = ticks.map(({ at, label }) => ({
    label,
    at: Math.min(at, width - textWidth(label, SMALL_FONT_SIZE) / 2),
  }));
  return standClear(within) ? within : within.slice(0, -1);
}

/** The interval as one surface for each run of points that have one. */
function drawBand(points: readonly TimelinePoint[], { x, y }: Place): MarkupElement[] {
  const runs: TimelinePoint[][] = [];
  for (const point of points) {
    const hasInterval = isKnown(point.lower) && isKnown(point.upper);
    if (point.anew === true || !hasInterval || runs.length === 0) runs.push([]);
    if (hasInterval) runs.at(-1)!.push(point);
  }
  return runs
    .filter((run) => run.length > 1)
    .map((run) => {
      const corner = (at: number, value: number): string =>
        `${attributeNumber(x.at(at))},${attributeNumber(y.at(value))}`;
      const over = run.map(({ at, upper }) => corner(at, upper!));
      const under = run.map(({ at, lower }) => corner(at, lower!)).reverse();
      return element('path', {
        d: `M${[...over, ...under].join('L')}Z`,
        fill: colour('mark'),
        'fill-opacity': BAND_OPACITY,
      });
    });
}

const drawBounds = ({ bounds }: TimelineChart, { y, width }: Place): MarkupElement[] =>
  bounds.map(({ value }) =>
    line([PLOT.left, y.at(value)], [width - PLOT.right, y.at(value)], colour('breach'), { width: 1.5, dash: '5 4' }),
  );

/** The bound that moved, as level lines that stand at the moments of its changes. */
function drawMovingBound({ movingBound }: TimelineChart, { x, y, width }: Place): MarkupElement[] {
  const steps = movingBound?.steps ?? [];
  return steps.flatMap(({ at, value }, i) => {
    const isFirst = i === 0 || steps[i - 1]!.value !== value;
    if (!isKnown(value) || !isFirst) return [];
    const end = steps.slice(i + 1).find((later) => later.value !== value);
    const right = end === undefined ? width - PLOT.right : x.at(end.at);
    return [line([x.at(at), y.at(value)], [right, y.at(value)], colour('breach'), { width: 1.5, dash: '5 4' })];
  });
}

function drawLine(points: readonly TimelinePoint[], { x, y }: Place): MarkupElement[] {
  const path = linePath<TimelinePoint | null>(
    (point) => x.at(point?.at ?? 0),
    (point) => y.at(point?.value ?? 0),
  )
    .defined((point) => point !== null && isKnown(point.value))
    .digits(DECIMALS);
  const stops = points.flatMap((point) => (point.anew === true ? [null, point] : [point]));
  return [
    element('path', {
      d: path(stops) ?? '',
      fill: 'none',
      stroke: colour('mark'),
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'stroke-linecap': 'round',
    }),
  ];
}

function legendOf({ bounds, movingBound, spans, points, bandLabel }: TimelineChart): LegendEntry[] {
  const sample = (kind: TimelineSpan['kind'] | 'band') => (x: number, y: number) => [
    element('rect', {
      x: x - 13,
      y: y - 6,
      width: 26,
      height: 12,
      fill: colour(kind === 'firing' ? 'breach' : kind === 'band' ? 'mark' : 'weak'),
      'fill-opacity': SPAN_OPACITY * 1.5,
    }),
  ];
  const hasBand = points.some(({ lower, upper }) => isKnown(lower) && isKnown(upper));
  return [
    ...(hasBand && bandLabel !== undefined ? [{ label: bandLabel, draw: sample('band') }] : []),
    ...[...bounds, ...(movingBound === undefined ? [] : [movingBound])].map(({ label }) => ({
      label,
      draw: (x: number, y: number) => [line([x - 13, y], [x + 13, y], colour('breach'), { width: 1.5, dash: '5 4' })],
    })),
    ...(spans.some(({ kind }) => kind === 'firing') ? [{ label: 'alarm on', draw: sample('firing') }] : []),
    ...(spans.some(({ kind }) => kind === 'no-data') ? [{ label: 'no data', draw: sample('no-data') }] : []),
  ];
}
