import { element, type MarkupElement } from '../markup/index.js';
import type { EstimateStatus } from '../stats/base/index.js';
import { formatCount, formatValue, type ValueUnit } from './format.js';
import { type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { type ColourName, colour, DIVERGING_STEPS } from './palette.js';
import { EXTREME } from './scale.js';
import { SMALL_FONT_SIZE, text } from './text.js';

export interface HeatmapCell {
  readonly value: number | null;
  readonly n: number;
  readonly status: EstimateStatus;
}

export interface HeatmapChart extends ChartFrame {
  readonly rowHeading: string;
  readonly columnHeading: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Cells as `cells[row][column]`; null where there is nobody. */
  readonly cells: readonly (readonly (HeatmapCell | null)[])[];
  /** The overall rate, which has the middle colour of the palette. */
  readonly pivot: number | null;
  readonly unit: ValueUnit;
}

const ROW_HEIGHT = 42;
const LABEL_WIDTH = 190;
const WIDEST_CELL = 150;
const NARROWEST_CELL = 76;
const PLOT_WIDTH = 560;
const TOP = 50;
const KEY_CELL = 30;
/** Height of the key below the cells: swatches with the overall value under them. */
const KEY_HEIGHT = 60;
/**
 * Least distance from the pivot that the full palette spans, so that small differences keep pale colours: in the unit of the metric, of
 * amounts relative to the pivot.
 */
const LEAST_SPREAD = 0.05;

/** Intersection heatmap: blue below the overall rate, orange above it; values as text; cells with too few people are left blank. */
export function heatmapChart(chart: HeatmapChart): MarkupElement {
  if (chart.rows.length === 0 || chart.columns.length === 0) return emptyChart(chart, 'No intersections to show');
  const cellWidth = Math.max(NARROWEST_CELL, Math.min(WIDEST_CELL, PLOT_WIDTH / chart.columns.length));
  const spread = spreadOf(chart);
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const heads = chart.columns.map((column, index) =>
    text(column, LABEL_WIDTH + (index + 0.5) * cellWidth, TOP - 10, { anchor: 'middle', width: cellWidth - 8 }),
  );
  const body = chart.rows.flatMap((label, row) => [
    text(label, 8, TOP + row * ROW_HEIGHT + ROW_HEIGHT / 2 + 5, { width: LABEL_WIDTH - 20 }),
    ...chart.columns.flatMap((_, column) =>
      drawCell(chart.cells[row]?.[column] ?? null, {
        x: LABEL_WIDTH + column * cellWidth,
        y: TOP + row * ROW_HEIGHT,
        width: cellWidth,
        step: (value) => stepOf(value, chart.pivot, spread),
        unit: chart.unit,
      }),
    ),
  ]);
  const bottom = TOP + chart.rows.length * ROW_HEIGHT;
  const width = Math.max(LABEL_WIDTH + chart.columns.length * cellWidth + 4, LABEL_WIDTH + 360);
  return svgRoot(chart, { width, height: bottom + KEY_HEIGHT }, [
    text(chart.rowHeading, 8, TOP - 10, { ...small, width: LABEL_WIDTH - 20 }),
    text(chart.columnHeading, LABEL_WIDTH, 16, { ...small, width: width - LABEL_WIDTH - 8 }),
    ...heads,
    ...body,
    ...drawKey(chart, spread, bottom + 20),
  ]);
}

function spreadOf(chart: HeatmapChart): number {
  const pivot = chart.pivot ?? 0;
  const distances = chart.cells
    .flat()
    .flatMap((cell) =>
      cell?.status === 'ok' && cell.value !== null ? [Math.min(EXTREME, Math.abs(cell.value - pivot))] : [],
    );
  const least = chart.unit === 'amount' ? LEAST_SPREAD * Math.abs(pivot) : LEAST_SPREAD;
  return distances.reduce((a, b) => Math.max(a, b), least);
}

/** Index 0..6 of the colour: seven equal steps over pivot +- spread. */
function stepOf(value: number, pivot: number | null, spread: number): number {
  if (pivot === null) return (DIVERGING_STEPS - 1) / 2;
  const bounded = Math.max(-EXTREME, Math.min(EXTREME, value));
  const position = (bounded - pivot + spread) / (2 * spread);
  return Math.max(0, Math.min(DIVERGING_STEPS - 1, Math.floor(position * DIVERGING_STEPS)));
}

interface CellPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly step: (value: number) => number;
  readonly unit: ValueUnit;
}

const box = (place: CellPlace, fill: string, stroke: string | null): MarkupElement =>
  element('rect', {
    x: place.x + 2,
    y: place.y + 2,
    width: place.width - 4,
    height: ROW_HEIGHT - 4,
    rx: 3,
    fill,
    stroke,
    'stroke-dasharray': stroke === null ? null : '3 3',
  });

function drawCell(cell: HeatmapCell | null, place: CellPlace): MarkupElement[] {
  const centre = place.x + place.width / 2;
  const faint = { anchor: 'middle', size: SMALL_FONT_SIZE, fill: colour('muted'), width: place.width - 8 } as const;
  if (cell === null) return [text('nobody', centre, place.y + ROW_HEIGHT / 2 + 4, faint)];
  const count = `n ${formatCount(cell.n)}`;
  if (cell.status !== 'ok' || cell.value === null) {
    const why = cell.status === 'insufficient' ? 'too few' : 'undefined';
    return [
      box(place, 'none', colour('weak')),
      text(why, centre, place.y + 18, faint),
      text(count, centre, place.y + 33, faint),
    ];
  }
  const step = place.step(cell.value);
  const fill = colour(`step-${step}-text` as ColourName);
  return [
    box(place, colour(`step-${step}` as ColourName), null),
    text(formatValue(cell.value, place.unit), centre, place.y + 19, { anchor: 'middle', fill, weight: 600 }),
    text(count, centre, place.y + 34, { anchor: 'middle', size: SMALL_FONT_SIZE, fill, width: place.width - 8 }),
  ];
}

function drawKey(chart: HeatmapChart, spread: number, y: number): MarkupElement[] {
  if (chart.pivot === null) return [];
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const left = LABEL_WIDTH + 70;
  const right = left + DIVERGING_STEPS * KEY_CELL;
  const low = Math.max(chart.unit === 'share' ? 0 : Number.NEGATIVE_INFINITY, chart.pivot - spread);
  const high = Math.min(chart.unit === 'share' ? 1 : Number.POSITIVE_INFINITY, chart.pivot + spread);
  return [
    text(formatValue(low, chart.unit), left - 8, y + 10, { ...small, anchor: 'end' }),
    ...Array.from({ length: DIVERGING_STEPS }, (_, step) =>
      element('rect', {
        x: left + step * KEY_CELL,
        y,
        width: KEY_CELL,
        height: 12,
        fill: colour(`step-${step}` as ColourName),
      }),
    ),
    text(formatValue(high, chart.unit), right + 8, y + 10, small),
    text(`overall ${formatValue(chart.pivot, chart.unit)}`, (left + right) / 2, y + 27, { ...small, anchor: 'middle' }),
  ];
}
