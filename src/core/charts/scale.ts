import { scaleLinear, scaleLog } from 'd3-scale';
import { formatNumber, formatValue, type ValueUnit } from './format.js';
import { SMALL_FONT_SIZE, textWidth } from './text.js';

/** Values beyond this are drawn at the edge with an arrow: no rate, ratio or score that means anything reaches it. */
export const EXTREME = 1e12;
/** The smallest ratio that a logarithmic axis shows. */
const SMALLEST_RATIO = 0.01;
/** Values closer than this (relatively) count as one value: an axis between them would have ticks that floating point cannot tell apart. */
const SMALLEST_SPAN = 1e-9;
const LARGEST_RATIO = 100;
/** Room beside the outermost ratio; there is more where an interval has no upper end, so that its arrow stands clear of the mark. */
const MARGIN = 1.05;
const OPEN_MARGIN = 1.4;
const TICKS = 6;
/**
 * Room between the labels of neighbouring ticks along an axis, in user units: about two spaces, so that `0 %` and `10 %` do not read as
 * one.
 */
const LABEL_GAP = 10;

export interface Axis {
  /** Position of a value, clamped to the plot. */
  readonly at: (value: number) => number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export interface AxisOptions {
  readonly kind: 'linear' | 'log';
  readonly unit: ValueUnit;
  readonly range: readonly [number, number];
  /** Bounds that the axis never exceeds: [0, 1] for shares. */
  readonly limits?: readonly [number, number];
  readonly ticks?: number;
  /** Whether the axis is upright. Its labels stand above one another and have room; those along an axis are thinned until they have. */
  readonly upright?: boolean;
}

const usable = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Math.abs(value) <= EXTREME;

function extentOf(values: readonly (number | null | undefined)[], kind: 'linear' | 'log'): [number, number] {
  const finite = values.filter(usable).filter((value) => kind === 'linear' || value > 0);
  if (finite.length === 0) return kind === 'log' ? [0.5, 2] : [0, 1];
  const lowest = finite.reduce((a, b) => Math.min(a, b));
  const highest = finite.reduce((a, b) => Math.max(a, b));
  if (kind === 'log') {
    const low = Math.max(SMALLEST_RATIO, Math.min(LARGEST_RATIO / 2, lowest));
    return [low, Math.min(LARGEST_RATIO, Math.max(low * 1.25, highest))];
  }
  if (highest - lowest > SMALLEST_SPAN * Math.max(1, Math.abs(highest), Math.abs(lowest))) return [lowest, highest];
  const half = Math.abs(lowest) > 1 ? Math.abs(lowest) / 10 : 0.1;
  return [lowest - half, highest + half];
}

function tickLabel(value: number, step: number, unit: AxisOptions['unit']): string {
  const factor = unit === 'share' || unit === 'points' ? 100 : 1;
  const [scaled, scaledStep] = [value * factor, step * factor];
  const decimals = Math.max(0, Math.min(4, Math.ceil(-Math.log10(scaledStep) - 1e-9)));
  if (unit === 'amount') return formatValue(value, unit, decimals);
  const number = formatNumber(scaled, decimals);
  return unit === 'share' ? `${number} %` : number;
}

/** An axis over the given values; undefined and infinite values do not stretch it. */
export function axisOver(values: readonly (number | null | undefined)[], options: AxisOptions): Axis {
  const limits = options.limits ?? [-EXTREME, EXTREME];
  const [low, high] = extentOf(values, options.kind);
  const count = options.ticks ?? TICKS;
  const scale =
    options.kind === 'log'
      ? scaleLog().domain([low / MARGIN, high * (values.includes(Number.POSITIVE_INFINITY) ? OPEN_MARGIN : MARGIN)])
      : scaleLinear()
          .domain([Math.max(limits[0], low), Math.min(limits[1], high)])
          .nice(count);
  scale.range([...options.range]).clamp(true);
  const domain = scale.domain() as [number, number];
  const at = (value: number) => scale(options.kind === 'log' ? Math.max(value, SMALLEST_RATIO / 10) : value);
  const ticksOf = (most: number): Axis['ticks'] =>
    options.kind === 'log'
      ? logTicks(domain, at, Math.min(most, TICKS))
      : linearTicks(scale.ticks(most), at, options.unit);
  return { at, domain, ticks: options.upright ? ticksOf(count) : roomyTicks(ticksOf, count) };
}

/** Whether no label along the axis touches the next. */
export const standClear = (ticks: Axis['ticks']): boolean =>
  ticks.every((tick, index) => {
    const next = ticks[index + 1];
    if (next === undefined) return true;
    const halves = (textWidth(tick.label, SMALL_FONT_SIZE) + textWidth(next.label, SMALL_FONT_SIZE)) / 2;
    return Math.abs(next.at - tick.at) >= halves + LABEL_GAP;
  });

/** The largest number of ticks, up to the one asked for, whose labels have room; at least the fewest that the scale makes. */
function roomyTicks(ticksOf: (most: number) => Axis['ticks'], most: number): Axis['ticks'] {
  for (let count = most; count > 1; count--) {
    const ticks = ticksOf(count);
    if (standClear(ticks)) return ticks;
  }
  const fewest = ticksOf(1);
  return standClear(fewest) ? fewest : fewest.slice(0, 1);
}

function linearTicks(
  values: readonly number[],
  at: (value: number) => number,
  unit: AxisOptions['unit'],
): Axis['ticks'] {
  const step = values.length > 1 ? Math.abs((values[1] ?? 1) - (values[0] ?? 0)) : 1;
  return values.map((value) => ({ at: at(value), label: tickLabel(value, step, unit) }));
}

const LOG_TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50, 100];

function logTicks(domain: readonly [number, number], at: (value: number) => number, most: number): Axis['ticks'] {
  const inside = LOG_TICKS.filter((value) => value >= domain[0] && value <= domain[1]);
  const every = Math.max(1, Math.ceil(inside.length / (most + 1)));
  // 1 (no difference) is always a tick, and the others are thinned around it.
  const anchor = Math.max(0, inside.indexOf(1));
  return inside
    .filter((_, index) => (index - anchor) % every === 0)
    .map((value) => ({ at: at(value), label: String(value) }));
}
