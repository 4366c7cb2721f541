import { percentText } from '../base/percent-text.js';
import { element, type MarkupElement } from '../markup/index.js';
import { CHART_WIDTH, type ChartFrame, emptyChart, svgRoot } from './frame.js';
import { legend } from './marks.js';
import { type ColourName, colour, DIVERGING_STEPS } from './palette.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

/** A group as a bar of shares that make one whole. */
export interface SharesRow {
  readonly label: string;
  /** Under the label, such as the number of people. */
  readonly note: string;
  /** Shares of the parts, 0..1, in the order of the chart. */
  readonly shares: readonly number[];
  /** Whether too few people stand behind the bar, which is then drawn pale. */
  readonly few: boolean;
}

/** How groups are spread over parts of one whole: levels in their order, or classes. */
export interface SharesChart extends ChartFrame {
  readonly parts: readonly string[];
  /** Whether the parts have an order, so that their colours go from one end to the other. */
  readonly ordered: boolean;
  readonly rows: readonly SharesRow[];
  readonly width?: number;
}

const ROW_HEIGHT = 48;
const STACKED_ROW_HEIGHT = 72;
/** Charts narrower than this put the labels above the bars. */
const STACKED_BELOW = 560;
const BAR_HEIGHT = 26;
const TOP = 8;
const GAP = 1;
/** Room at both sides of a number inside its part. */
const PADDING = 4;
const FEW_OPACITY = 0.45;

/** Steps of the palette in the order in which neighbours without an order differ most. */
const APART = [0, 6, 2, 5, 1, 4, 3] as const;

interface Paint {
  readonly fill: ColourName;
  readonly ink: ColourName;
}

function paintOf(place: number, parts: number, ordered: boolean): Paint {
  const last = DIVERGING_STEPS - 1;
  const step = ordered ? last - Math.round((place * last) / Math.max(1, parts - 1)) : APART[place % DIVERGING_STEPS]!;
  return { fill: `step-${step}` as ColourName, ink: `step-${step}-text` as ColourName };
}

/** Stacked bars of one length: a row per group, a part per level or class, its per cent inside where there is room. */
export function sharesChart(chart: SharesChart): MarkupElement {
  const width = chart.width ?? CHART_WIDTH;
  if (chart.rows.length === 0 || chart.parts.length === 0) return emptyChart(chart, 'Nobody to show', width);
  const stacked = width < STACKED_BELOW;
  const labelWidth = stacked ? width - 16 : Math.round(width * 0.3);
  const plot: readonly [number, number] = stacked ? [8, width - 8] : [labelWidth + 12, width - 8];
  const rowHeight = stacked ? STACKED_ROW_HEIGHT : ROW_HEIGHT;
  const paints = chart.parts.map((_, place) => paintOf(place, chart.parts.length, chart.ordered));
  const rows = chart.rows.flatMap((row, index) =>
    drawRow(row, paints, { y: TOP + index * rowHeight, rowHeight, labelWidth, plot, stacked }),
  );
  const bottom = TOP + chart.rows.length * rowHeight;
  const key = legend(
    chart.parts.map((label, place) => ({ label, draw: (x, y) => [swatch(x, y, paints[place]!.fill)] })),
    { x: 8, y: bottom + 20, width: width - 16 },
  );
  return svgRoot(chart, { width, height: bottom + 8 + key.height }, [...rows, ...key.elements]);
}

const swatch = (x: number, y: number, fill: ColourName): MarkupElement =>
  element('rect', { x: x - 5, y: y - 5, width: 10, height: 10, fill: colour(fill), stroke: colour('weak') });

interface Place {
  readonly y: number;
  readonly rowHeight: number;
  readonly labelWidth: number;
  readonly plot: readonly [number, number];
  readonly stacked: boolean;
}

function drawRow(row: SharesRow, paints: readonly Paint[], place: Place): MarkupElement[] {
  const { y, rowHeight, labelWidth, plot, stacked } = place;
  const labelY = stacked ? y + 18 : y + rowHeight / 2 - 2;
  const top = stacked ? y + rowHeight - BAR_HEIGHT - 12 : y + (rowHeight - BAR_HEIGHT) / 2;
  const small = { size: SMALL_FONT_SIZE, fill: colour('muted') } as const;
  const note = stacked
    ? text(row.note, plot[1], labelY, { ...small, anchor: 'end' })
    : text(row.note, 8, labelY + 16, { ...small, width: labelWidth - PADDING });
  return [
    text(row.label, 8, labelY, { width: stacked ? labelWidth * 0.6 : labelWidth - 8, weight: 600 }),
    note,
    ...drawParts(row, paints, { top, plot }),
  ];
}

function drawParts(
  { shares, few }: SharesRow,
  paints: readonly Paint[],
  { top, plot }: { readonly top: number; readonly plot: readonly [number, number] },
): MarkupElement[] {
  const length = plot[1] - plot[0];
  let before = 0;
  return shares.flatMap((share, part) => {
    const x = plot[0] + before * length;
    before += share;
    if (share <= 0) return [];
    const width = Math.max(0.5, share * length - GAP);
    const { fill, ink } = paints[part]!;
    const number = percentText(share, 0).replace(' %', '');
    const bar = element('rect', {
      x,
      y: top,
      width,
      height: BAR_HEIGHT,
      fill: colour(fill),
      'fill-opacity': few ? FEW_OPACITY : null,
    });
    if (textWidth(number, SMALL_FONT_SIZE) + 2 * PADDING > width) return [bar];
    const tone = few ? 'ink' : ink;
    return [
      bar,
      text(number, x + width / 2, top + BAR_HEIGHT / 2 + 4, {
        size: SMALL_FONT_SIZE,
        anchor: 'middle',
        fill: colour(tone),
      }),
    ];
  });
}
