import type { MarkupElement } from '../markup/index.js';
import { formatNumber } from './format.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend, line } from './marks.js';
import { colour } from './palette.js';
import { type Axis, axisOver } from './scale.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';
import { arrowBar, BOLD, type WaterfallStep } from './waterfall.js';

export interface ForceChart extends ChartFrame {
  readonly base: { readonly label: string; readonly value: number };
  readonly end: { readonly label: string; readonly value: number; readonly shown?: string };
  readonly steps: readonly WaterfallStep[];
  readonly axisLabel: string;
  readonly width?: number;
}

const BAR_TOP = 34;
const BAR_HEIGHT = 26;
const LABEL_LINE = 18;
const SIDE = 16;
const AXIS_GAP = 20;
const AXIS_HEIGHT = 46;
/** Room between segments, so that neighbours of one colour stay apart. */
const GAP = 1.5;
const DECIMALS = 3;

/** A segment of the bar with its step. */
interface Segment {
  readonly step: WaterfallStep;
  readonly from: number;
  readonly to: number;
}

/**
 * Forces on one line: what raises the score pushes from the left, what lowers it pushes back from the right, and they meet at the score.
 *
 * @example
 * forceChart({ key: 'row-17', title: 'What pushed the score', description: '...', axisLabel: 'log-odds',
 *   base: { label: 'average', value: 0.2 }, end: { label: 'score', value: -0.1 },
 *   steps: [{ label: 'duration', detail: '36', value: -0.4 }, { label: 'age', detail: '41', value: 0.1 }] });
 */
export function forceChart(chart: ForceChart): MarkupElement {
  const width = chart.width ?? CHART_WIDTH;
  const segments = segmentsOf(chart);
  if (segments.length === 0) return emptyChart(chart, 'No contributions to show', width);
  const axis = axisOver([chart.base.value, ...segments.flatMap(({ from, to }) => [from, to])], {
    kind: 'linear',
    unit: 'number',
    range: [SIDE, width - SIDE],
    ticks: width < CHART_WIDTH / 2 ? 4 : 6,
  });
  const labels = placeLabels(segments, axis, width);
  const lines = labels.reduce((most, label) => Math.max(most, label.line + 1), 0);
  const bottom = BAR_TOP + BAR_HEIGHT + lines * LABEL_LINE + AXIS_GAP;
  const key = legend(legendOf(chart, segments), { x: 8, y: bottom + AXIS_HEIGHT + 10, width: width - 16 });
  return svgRoot(chart, { width, height: bottom + AXIS_HEIGHT + key.height }, [
    ...drawAxis(axis, chart.axisLabel, bottom, width),
    ...segments.map(({ step, from, to }) => drawSegment(step, axis.at(from), axis.at(to))),
    ...drawEnds(chart, axis, width),
    ...labels.map(({ label, x, line: at, anchor }) =>
      text(label, x, BAR_TOP + BAR_HEIGHT + (at + 1) * LABEL_LINE - 2, {
        anchor,
        size: SMALL_FONT_SIZE,
        width: width - SIDE,
      }),
    ),
    ...key.elements,
  ]);
}

/** Segments of the bar, the strongest next to the score on both sides. */
function segmentsOf(chart: ForceChart): Segment[] {
  const strongest = [...chart.steps].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const lay = (steps: readonly WaterfallStep[]): Segment[] => {
    let at = chart.end.value;
    return steps.map((step) => {
      const to = at;
      at -= step.value;
      return { step, from: at, to };
    });
  };
  return [...lay(strongest.filter((step) => step.value > 0)), ...lay(strongest.filter((step) => step.value < 0))];
}

function drawSegment(step: WaterfallStep, from: number, to: number): MarkupElement {
  const raises = step.value > 0;
  const gap = Math.min(GAP, Math.abs(to - from) / 2);
  const middle = BAR_TOP + BAR_HEIGHT / 2;
  return arrowBar(from + (raises ? gap : -gap), to, middle, colour(raises ? 'series-1' : 'series-2'), BAR_HEIGHT);
}

/** Draws the score over the bar, and the average as a dotted line that the legend names. */
function drawEnds(chart: ForceChart, axis: Axis, width: number): MarkupElement[] {
  const content = endText(chart.end);
  const half = (textWidth(content) * BOLD) / 2 + 2;
  const [score, base] = [axis.at(chart.end.value), axis.at(chart.base.value)];
  const x = Math.min(Math.max(score, half), width - half);
  return [
    dotted(base, BAR_TOP - 8, BAR_TOP + BAR_HEIGHT + 4),
    line([score, 22], [score, BAR_TOP + BAR_HEIGHT + 4], colour('ink'), { width: 2 }),
    text(content, x, 16, { anchor: 'middle', weight: 650 }),
  ];
}

const endText = (end: ForceChart['end']): string => `${end.label} ${end.shown ?? formatNumber(end.value, DECIMALS)}`;

const dotted = (x: number, top: number, bottom: number): MarkupElement =>
  line([x, top], [x, bottom], colour('ink'), { width: 1.5, dash: '2 3' });

interface PlacedLabel {
  readonly label: string;
  readonly x: number;
  readonly line: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Places labels under their segments, each in the first line where it touches no other; short segments have none. */
function placeLabels(segments: readonly Segment[], axis: Axis, width: number): PlacedLabel[] {
  const taken: number[][][] = [];
  const worth = segments.filter(({ from, to }) => Math.abs(axis.at(to) - axis.at(from)) >= MIN_LABELLED);
  return worth.map(({ step, from, to }) => {
    const label = step.detail === undefined ? step.label : `${step.label} = ${step.detail}`;
    const half = Math.min(textWidth(label, SMALL_FONT_SIZE), width - SIDE) / 2;
    const x = Math.min(Math.max((axis.at(from) + axis.at(to)) / 2, half + 4), width - half - 4);
    let at = 0;
    while (taken[at]?.some(([left = 0, right = 0]) => x - half < right + 8 && x + half > left - 8)) at += 1;
    taken[at] = [...(taken[at] ?? []), [x - half, x + half]];
    return { label, x, line: at, anchor: 'middle' };
  });
}

/** Shortest segment with a label, in user units; the table beside the chart has all of them. */
const MIN_LABELLED = 22;

function drawAxis(axis: Axis, label: string, bottom: number, width: number): MarkupElement[] {
  const style = { anchor: 'middle', size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  return [
    line([SIDE, bottom], [width - SIDE, bottom], colour('rule')),
    ...axis.ticks.map((tick) => line([tick.at, bottom], [tick.at, bottom + 5], colour('rule'))),
    ...axis.ticks.map((tick) => text(tick.label, tick.at, bottom + 18, style)),
    text(label, width / 2, bottom + 36, { ...style, width: width - 2 * SIDE }),
  ];
}

function legendOf(
  chart: ForceChart,
  segments: readonly Segment[],
): { label: string; draw: (x: number, y: number) => MarkupElement[] }[] {
  const has = (raises: boolean): boolean => segments.some(({ step }) => step.value > 0 === raises);
  return [
    ...(has(true)
      ? [
          {
            label: 'raises the score',
            draw: (x: number, y: number) => [arrowBar(x - 12, x + 12, y, colour('series-1'), 10)],
          },
        ]
      : []),
    ...(has(false)
      ? [
          {
            label: 'lowers the score',
            draw: (x: number, y: number) => [arrowBar(x + 12, x - 12, y, colour('series-2'), 10)],
          },
        ]
      : []),
    { label: endText(chart.base), draw: (x: number, y: number) => [dotted(x, y - 8, y + 8)] },
  ];
}
