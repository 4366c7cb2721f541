import type { MarkupElement } from '../markup/index.js';
import type { EstimateStatus } from '../stats/base/index.js';
import { decimalsIn, formatCount, formatInterval, formatValue, NO_VALUE, type ValueUnit } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { arrow, kindOf, type LegendEntry, legend, line, type MarkKind, mark, markColour } from './marks.js';
import { colour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

export interface ForestRow {
  readonly label: string;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The denominator of the estimate. */
  readonly n: number;
  readonly status: EstimateStatus;
  readonly role: 'reference' | 'breach' | null;
  /** Where there is no estimate: the range that the data leave, drawn as a bar; `lower` and `upper` are the ends with the chance of the sample. */
  readonly range?: { readonly lower: number; readonly upper: number };
}

export interface ForestLine {
  readonly value: number;
  readonly label: string;
}

/** Rows that belong together: the groups of one attribute, with the lines they are read against. */
export interface ForestSection {
  readonly heading: string;
  readonly rows: readonly ForestRow[];
  readonly reference: ForestLine | null;
  readonly bounds: readonly ForestLine[];
}

export interface ForestChart extends ChartFrame {
  readonly axisLabel: string;
  readonly unit: ValueUnit;
  /** Decimals of the numbers beside the marks; default 2 for numbers, 1 for shares, of amounts as many as the largest has. */
  readonly decimals?: number;
  /** Scale of the axis. Ratios are drawn on a logarithmic one, so that half and double lie equally far from 1. */
  readonly scale?: 'linear' | 'log';
  readonly limits?: readonly [number, number];
  readonly sections: readonly ForestSection[];
  /** Heading of the column of numbers; default `estimate [interval]`. */
  readonly valueHead?: string;
  /** Head of the column of sizes; `n` unless said. */
  readonly sizeHead?: string;
  /** Names of the marks in the legend, where the chart compares something other than groups. */
  readonly markWords?: Readonly<Partial<Record<MarkKind, string>>>;
  /** Width in user units; below `STACKED_BELOW` the labels stand above their intervals. */
  readonly width?: number;
}

const ROW_HEIGHT = 26;
const HEADING_HEIGHT = 30;
const TOP = 26;
const AXIS_HEIGHT = 48;
/** Room under the legend, which the picture needs as a file of its own. */
const BOTTOM = 6;
const STACKED_BELOW = 560;
const STACKED_ROW_HEIGHT = 42;
/** Narrowest label column in user units; the widest is a share of the width. */
const NARROWEST_LABELS = 120;
const WIDEST_LABELS = 0.38;
/** Narrowest columns of numbers in user units: those that shares with their intervals need. */
const VALUE_COLUMN = 158;
const STACKED_VALUE_COLUMN = 140;
const COUNT_COLUMN = 62;
/** Room between a number and what stands left of it. */
const COLUMN_GAP = 14;
/** Narrowest plot beside labels in which intervals can be told apart. */
const NARROWEST_PLOT = 120;
/** Width of bold letters relative to plain ones. */
const BOLD = 1.1;
/** Height added to a stacked row whose label needs a line of its own. */
const LABEL_LINE = 16;

interface Layout {
  readonly width: number;
  readonly stacked: boolean;
  readonly labelWidth: number;
  readonly plot: readonly [number, number];
  readonly valueX: number;
  readonly countX: number;
  readonly rowHeight: number;
  /** Distance of the numbers below the label: 0, or a line where some label needs the whole width. */
  readonly drop: number;
}

/** The texts of a chart that its columns must hold. */
interface Texts {
  readonly labels: readonly string[];
  readonly headings: readonly string[];
  /** Estimates with their intervals, under their heading. */
  readonly values: readonly string[];
  readonly counts: readonly string[];
}

const widest = (texts: readonly string[], size?: number): number =>
  texts.reduce((most, each) => Math.max(most, textWidth(each, size)), 0);

/**
 * Every column is as wide as its longest text needs. Labels have a limit: a longer one is cut and keeps its whole text as tooltip. Where the
 * numbers leave the plot too little room, labels stand above it as in a narrow chart.
 */
function layoutOf(width: number, texts: Texts): Layout {
  const { labels, headings } = texts;
  const countX = width - 4;
  const valueX = countX - Math.max(COUNT_COLUMN, widest(texts.counts, SMALL_FONT_SIZE) + COLUMN_GAP);
  const valueColumn = widest(texts.values, SMALL_FONT_SIZE) + COLUMN_GAP;
  const longest = Math.max(widest(labels) + 24, widest(headings) * BOLD);
  const beside = Math.min(Math.max(longest, NARROWEST_LABELS), width * WIDEST_LABELS);
  const besidePlot = Math.round(beside) + 24;
  const plotEnd = valueX - Math.max(VALUE_COLUMN, valueColumn);
  const stacked = width < STACKED_BELOW || plotEnd - besidePlot < NARROWEST_PLOT;
  const besideNumbers = valueX - Math.max(STACKED_VALUE_COLUMN, valueColumn);
  const drop = stacked && widest(labels) > besideNumbers - 12 ? LABEL_LINE : 0;
  const labelWidth = stacked ? (drop > 0 ? width - 4 : besideNumbers) : beside;
  const plot: [number, number] = stacked ? [24, width - 24] : [besidePlot, plotEnd];
  const rowHeight = stacked ? STACKED_ROW_HEIGHT + drop : ROW_HEIGHT;
  return { width, stacked, labelWidth, plot, valueX, countX, rowHeight, drop };
}

/**
 * Forest plot: one dot with its interval per group, by attribute, against a reference line and the bound; the estimate as text and the
 * denominator at the right. A row that cannot be estimated says so in text.
 *
 * @example
 * forestChart({ key: 'race', title: 'False alarms by race', description: '...', axisLabel: 'false positive rate', unit: 'share',
 *   sections: [{ heading: 'race', reference: null, bounds: [], rows: [
 *     { label: 'Caucasian', estimate: 0.22, lower: 0.198, upper: 0.244, n: 1281, status: 'ok', role: 'reference' }] }] });
 */
export function forestChart(chart: ForestChart): MarkupElement {
  const rows = chart.sections.flatMap((section) => section.rows);
  if (rows.length === 0) return emptyChart(chart, 'No groups to show', chart.width);
  const width = chart.width ?? CHART_WIDTH;
  const decimals = chart.decimals ?? decimalsOf(chart);
  const valueHead = chart.valueHead ?? 'estimate [interval]';
  const written = rows.map((row) => valueText(row, { unit: chart.unit, decimals }));
  // Numbers wider than a narrow chart have their interval in the picture and in the table below it.
  const brief = widest(written, SMALL_FONT_SIZE) > width - COUNT_COLUMN - COLUMN_GAP;
  const layout = layoutOf(width, {
    labels: rows.map((row) => row.label),
    headings: chart.sections.map((section) => section.heading),
    values: [valueHead, ...(brief ? [] : written)],
    counts: rows.map((row) => formatCount(row.n)),
  });
  const axis = axisOver(valuesOf(chart), {
    kind: chart.scale ?? 'linear',
    unit: chart.unit,
    range: layout.plot,
    ...(chart.limits ? { limits: chart.limits } : {}),
  });
  const elements: MarkupElement[] = [...columnHeads(layout, valueHead, chart.sizeHead ?? 'n')];
  let y = TOP;
  for (const section of chart.sections.filter((each) => each.rows.length > 0)) {
    elements.push(
      ...drawSection(section, {
        y,
        layout,
        axis,
        unit: chart.unit,
        decimals,
        brief,
      }),
    );
    y += HEADING_HEIGHT + section.rows.length * layout.rowHeight;
  }
  const key = legend(legendOf(chart), { x: 8, y: y + AXIS_HEIGHT + 12, width: layout.width - 16 });
  elements.push(
    ...drawAxis(axis, chart.axisLabel, { top: TOP + HEADING_HEIGHT - 6, bottom: y, layout }),
    ...key.elements,
  );
  // The grid belongs behind the marks, so axis parts are drawn first.
  const ordered = [...elements.filter(isGrid), ...elements.filter((each) => !isGrid(each))];
  return svgRoot(chart, { width: layout.width, height: y + AXIS_HEIGHT + key.height + BOTTOM }, ordered);
}

const isGrid = (each: MarkupElement): boolean => each.tag === 'path' && each.attrs.stroke === colour('rule');

const valuesOf = (chart: ForestChart): (number | null)[] =>
  chart.sections.flatMap((section) => [
    ...section.rows.flatMap((row) => [
      row.estimate,
      row.lower,
      row.upper,
      row.range?.lower ?? null,
      row.range?.upper ?? null,
    ]),
    section.rows.length > 0 ? (section.reference?.value ?? null) : null,
    ...(section.rows.length > 0 ? section.bounds.map((bound) => bound.value) : []),
  ]);

function columnHeads(layout: Layout, valueHead: string, sizeHead: string): MarkupElement[] {
  const style = { anchor: 'end', size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  return [text(valueHead, layout.valueX, 16, style), text(sizeHead, layout.countX, 16, style)];
}

interface Place {
  readonly y: number;
  readonly layout: Layout;
  readonly axis: Axis;
  readonly unit: ValueUnit;
  readonly decimals: number;
  /** Whether only the estimate is written. */
  readonly brief?: boolean;
}

function drawSection(section: ForestSection, place: Place): MarkupElement[] {
  const { layout, y } = place;
  const bottom = y + HEADING_HEIGHT + section.rows.length * layout.rowHeight;
  return [
    text(section.heading, 8, y + 16, { weight: 650, width: layout.stacked ? layout.width - 16 : layout.plot[0] - 16 }),
    line([4, bottom], [layout.width - 4, bottom], colour('rule')),
    ...drawLines(section, place),
    ...section.rows.flatMap((row, index) =>
      drawRow(row, { ...place, y: y + HEADING_HEIGHT + index * layout.rowHeight }),
    ),
  ];
}

/** Draws reference and bounds through the whole section, or only beside each interval where labels stand between the intervals. */
function drawLines(section: ForestSection, { y, layout, axis }: Place): MarkupElement[] {
  const start = y + HEADING_HEIGHT;
  const spans: [number, number][] = layout.stacked
    ? section.rows.map((_, index) => [
        start + index * layout.rowHeight + layout.drop + 19,
        start + (index + 1) * layout.rowHeight - 5,
      ])
    : [[start - 6, start + section.rows.length * layout.rowHeight]];
  const upright = (value: number, stroke: string, dash?: string) =>
    spans.map(([top, bottom]) =>
      line(
        [axis.at(value), top],
        [axis.at(value), bottom],
        stroke,
        dash === undefined ? { width: 1.5 } : { width: 1.5, dash },
      ),
    );
  return [
    ...(section.reference ? upright(section.reference.value, colour('muted')) : []),
    ...section.bounds.flatMap((bound) => upright(bound.value, colour('breach'), '5 4')),
  ];
}

function drawRow(row: ForestRow, place: Place): MarkupElement[] {
  const { layout, y } = place;
  const baseline = layout.stacked ? y + 14 : y + layout.rowHeight / 2 + 4;
  const numbersAt = baseline + layout.drop;
  const middle = layout.stacked ? y + 28 + layout.drop : y + layout.rowHeight / 2;
  const faint = row.status === 'ok' ? colour('ink') : colour('muted');
  const undefinedRow = isUndefined(row);
  const numbers = valueText(row, place);
  return [
    text(row.label, layout.stacked ? 8 : 20, baseline, { width: layout.labelWidth - 12, fill: faint }),
    ...(row.range !== undefined ? drawRange(row, middle, place.axis) : []),
    ...(undefinedRow ? [] : drawInterval(row, middle, place.axis, layout.plot)),
    text(numbers, layout.valueX, numbersAt, { anchor: 'end', fill: faint, size: SMALL_FONT_SIZE }),
    text(formatCount(row.n), layout.countX, numbersAt, { anchor: 'end', fill: faint, size: SMALL_FONT_SIZE }),
  ];
}

const isUndefined = (row: ForestRow): boolean => row.estimate === null || row.status === 'undefined';

/** Decimals of all numbers of the chart: those of the unit, of amounts as many as the largest has, and more where one lies next to a bound. */
const decimalsOf = (chart: ForestChart): number =>
  decimalsIn(
    chart.unit,
    valuesOf(chart),
    chart.sections.flatMap(({ rows, bounds }) => (rows.length > 0 ? bounds.map(({ value }) => value) : [])),
  ) ?? (chart.unit === 'number' ? 2 : 1);

function valueText(row: ForestRow, { unit, decimals, brief }: Pick<Place, 'unit' | 'decimals' | 'brief'>): string {
  if (row.range !== undefined)
    return `${formatValue(row.range.lower, unit, decimals).replace(/ (%|pp)$/, '')} to ${formatValue(row.range.upper, unit, decimals)}`;
  if (isUndefined(row)) return NO_VALUE;
  if (brief || row.lower === null || row.upper === null) return formatValue(row.estimate, unit, decimals);
  // The unit is written once, after the interval.
  const estimate = formatValue(row.estimate, unit, decimals).replace(/ (%|pp)$/, '');
  return `${estimate} ${formatInterval(row.lower, row.upper, unit, decimals)}`;
}

/** A range is a bar without a mark, since no value in it is likelier than another; the line beyond its ends is the chance of the sample. */
function drawRange({ range, lower, upper }: ForestRow, y: number, axis: Axis): MarkupElement[] {
  const bar = colour('muted');
  const { lower: low, upper: high } = range!;
  return [
    line([axis.at(lower ?? low), y], [axis.at(upper ?? high), y], bar, { width: 2 }),
    line([axis.at(low), y], [axis.at(high), y], bar, { width: 9 }),
  ];
}

function drawInterval(row: ForestRow, y: number, axis: Axis, plot: readonly [number, number]): MarkupElement[] {
  const kind = kindOf(row.status, row.role);
  const stroke = markColour(kind);
  const [low, high] = axis.domain;
  const parts: MarkupElement[] = [];
  if (row.lower !== null && row.upper !== null) {
    parts.push(line([axis.at(row.lower), y], [axis.at(row.upper), y], stroke, { width: 2 }));
    if (row.lower < low) parts.push(arrow(plot[0], y, -1, stroke));
    if (row.upper > high) parts.push(arrow(plot[1], y, 1, stroke));
  }
  const estimate = row.estimate ?? 0;
  if (estimate >= low && estimate <= high) parts.push(mark(kind, axis.at(estimate), y));
  return parts;
}

/** Where a label at a tick stands so that the edge of the chart does not cut it. */
function inside({ at, label }: Axis['ticks'][number], width: number): number {
  const half = textWidth(label, SMALL_FONT_SIZE) / 2;
  return Math.max(Math.min(at, width - half), Math.min(half, width / 2));
}

function drawAxis(
  axis: Axis,
  label: string,
  at: { readonly top: number; readonly bottom: number; readonly layout: Layout },
): MarkupElement[] {
  const [left, right] = at.layout.plot;
  const style = { anchor: 'middle', size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  return [
    ...axis.ticks.flatMap((tick) => [
      // In a stacked chart labels stand inside the plot, so ticks replace the grid.
      line([tick.at, at.layout.stacked ? at.bottom - 5 : at.top], [tick.at, at.bottom], colour('rule')),
      text(tick.label, inside(tick, at.layout.width), at.bottom + 17, style),
    ]),
    text(label, (left + right) / 2, at.bottom + 36, {
      ...style,
      width: at.layout.stacked ? right - left : at.layout.width * 0.6,
    }),
  ];
}

const MARK_WORDS: Readonly<Record<MarkKind, string>> = {
  ok: 'group',
  reference: 'reference group',
  breach: 'beyond the bound',
  insufficient: 'too few people to judge',
};

function legendOf(chart: ForestChart): LegendEntry[] {
  const rows = chart.sections.flatMap((section) => section.rows).filter((row) => row.estimate !== null);
  const present = new Set(rows.map((row) => kindOf(row.status, row.role)));
  const marks = (Object.keys(MARK_WORDS) as MarkKind[])
    .filter((kind) => present.has(kind))
    .map((kind) => ({
      label: chart.markWords?.[kind] ?? MARK_WORDS[kind],
      draw: (x: number, y: number) => [mark(kind, x, y)],
    }));
  const sections = chart.sections.filter((section) => section.rows.length > 0);
  const sample = (stroke: string, dash?: string) => (x: number, y: number) => [
    line([x, y - 8], [x, y + 8], stroke, dash === undefined ? { width: 1.5 } : { width: 1.5, dash }),
  ];
  const labels = (lines: readonly (ForestLine | null)[]) => [
    ...new Set(lines.flatMap((each) => (each ? [each.label] : []))),
  ];
  return [
    ...marks,
    ...labels(sections.map((section) => section.reference)).map((label) => ({ label, draw: sample(colour('muted')) })),
    ...labels(sections.flatMap((section) => section.bounds)).map((label) => ({
      label,
      draw: sample(colour('breach'), '5 4'),
    })),
  ];
}
