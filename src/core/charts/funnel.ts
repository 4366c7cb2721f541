import { element, type MarkupElement } from '../markup/index.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour } from './palette.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

/** A group at one stage, in shares of all of the group who entered, 0..1. */
export interface FunnelRow {
  readonly label: string;
  readonly reached: number;
  readonly passed: number;
  /** What is written beside the bar, such as `226 of 278, 81.3 %`. */
  readonly note: string;
  /** Whether too few people stand behind the bar, which is then drawn pale. */
  readonly few: boolean;
}

/** Groups on their way through stages: a section per stage, in which each group is a bar. */
export interface FunnelChart extends ChartFrame {
  readonly sections: readonly { readonly heading: string; readonly rows: readonly FunnelRow[] }[];
  /** Heading over the notes. */
  readonly noteHead: string;
  readonly width?: number;
}

const ROW_HEIGHT = 26;
const STACKED_ROW_HEIGHT = 44;
/** Charts narrower than this put labels and notes above the bars. */
const STACKED_BELOW = 560;
const HEADING_HEIGHT = 30;
const TOP = 24;
const BAR_HEIGHT = 14;
const PADDING = 12;
const WIDEST_LABELS = 0.3;
const FEW_OPACITY = 0.45;

interface Layout {
  readonly width: number;
  readonly stacked: boolean;
  readonly labelWidth: number;
  readonly plot: readonly [number, number];
}

function layoutOf({ sections, noteHead }: FunnelChart, width: number): Layout {
  const rows = sections.flatMap((section) => section.rows);
  const widest = (texts: readonly string[], size?: number): number =>
    texts.reduce((most, each) => Math.max(most, textWidth(each, size)), 0);
  const stacked = width < STACKED_BELOW;
  const notes = widest([noteHead, ...rows.map(({ note }) => note)], SMALL_FONT_SIZE);
  if (stacked) return { width, stacked, labelWidth: Math.max(80, width - notes - 28), plot: [8, width - 8] };
  const labelWidth = Math.min(widest(rows.map(({ label }) => label)), width * WIDEST_LABELS);
  return { width, stacked, labelWidth, plot: [20 + labelWidth + PADDING, width - 8 - notes - PADDING] };
}

/**
 * Bars of one scale, everybody of a group who entered: pale up to those who reached a stage, full up to those who passed it. Sections from the
 * first stage to the last are the funnel, and the bars of a section lie side by side, so that groups are compared at one stage.
 *
 * @example
 * funnelChart({ key: 'race', title: 'Stages by race', description: '...', noteHead: 'passed of reached', sections: [{ heading: 'screen', rows: [
 *   { label: 'Black', reached: 1, passed: 0.82, note: '278 of 339, 82.0 %', few: false }] }] });
 */
export function funnelChart(chart: FunnelChart): MarkupElement {
  const width = chart.width ?? CHART_WIDTH;
  if (chart.sections.every(({ rows }) => rows.length === 0)) return emptyChart(chart, 'Nobody to show', width);
  const layout = layoutOf(chart, width);
  const small = { anchor: 'end', size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const elements: MarkupElement[] = [text(chart.noteHead, width - 8, 14, { ...small, width: width - 16 })];
  let y = TOP;
  for (const { heading, rows } of chart.sections) {
    elements.push(text(heading, 8, y + 16, { weight: 650, width: width - 16 }));
    y += HEADING_HEIGHT;
    for (const row of rows) {
      elements.push(...drawRow(row, y, layout));
      y += layout.stacked ? STACKED_ROW_HEIGHT : ROW_HEIGHT;
    }
    elements.push(line([4, y + 2], [width - 4, y + 2], colour('rule')));
    y += 6;
  }
  const key = legend(
    [
      { label: 'passed the stage', draw: (x, at) => [bar([x - 12, x + 12], at - 5, 'step-0', 10)] },
      { label: 'reached it and did not pass', draw: (x, at) => [bar([x - 12, x + 12], at - 5, 'step-2', 10)] },
      { label: 'all who entered', draw: (x, at) => [outline([x - 12, x + 12], at - 5, 10)] },
    ],
    { x: 8, y: y + 18, width: width - 16 },
  );
  return svgRoot(chart, { width, height: y + 8 + key.height }, [...elements, ...key.elements]);
}

function drawRow({ label, note, reached, passed, few }: FunnelRow, y: number, layout: Layout): MarkupElement[] {
  const { width, stacked, labelWidth, plot } = layout;
  const baseline = stacked ? y + 14 : y + ROW_HEIGHT / 2 + 4;
  const top = stacked ? y + 22 : y + (ROW_HEIGHT - BAR_HEIGHT) / 2;
  const at = (share: number): number => plot[0] + share * (plot[1] - plot[0]);
  const ink = few ? colour('muted') : colour('ink');
  const opacity = few ? FEW_OPACITY : null;
  return [
    text(label, stacked ? 8 : 20, baseline, { width: labelWidth, fill: ink }),
    text(note, width - 8, baseline, { anchor: 'end', size: SMALL_FONT_SIZE, fill: ink }),
    ...(reached > passed ? [bar([at(passed), at(reached)], top, 'step-2', BAR_HEIGHT, opacity)] : []),
    ...(passed > 0 ? [bar([at(0), at(passed)], top, 'step-0', BAR_HEIGHT, opacity)] : []),
    outline(plot, top, BAR_HEIGHT),
  ];
}

const bar = (
  [from, to]: readonly [number, number],
  y: number,
  fill: 'step-0' | 'step-2',
  height: number,
  opacity: number | null = null,
): MarkupElement =>
  element('rect', { x: from, y, width: to - from, height, fill: colour(fill), 'fill-opacity': opacity });

const outline = ([from, to]: readonly [number, number], y: number, height: number): MarkupElement =>
  element('rect', { x: from, y, width: to - from, height, fill: 'none', stroke: colour('weak') });
