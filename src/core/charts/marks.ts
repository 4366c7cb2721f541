import { attributeNumber, element, type MarkupElement } from '../markup/index.js';
import type { EstimateStatus } from '../stats/base/index.js';
import { colour } from './palette.js';
import { SMALL_FONT_SIZE, text, textWidth } from './text.js';

/** Meaning of a mark; each kind has its own shape, so that colour is never needed to tell them apart. */
export type MarkKind = 'ok' | 'reference' | 'breach' | 'insufficient';

const RADIUS = 5;

/** Draws a filled dot (enough evidence), diamond (reference), filled square (beyond the bound) or hollow grey dot (too few). */
export function mark(kind: MarkKind, x: number, y: number): MarkupElement {
  if (kind === 'breach') {
    const side = RADIUS * 2;
    return element('rect', { x: x - RADIUS, y: y - RADIUS, width: side, height: side, fill: colour('breach') });
  }
  if (kind === 'reference') {
    const reach = RADIUS + 2;
    const path = `M${attributeNumber(x)},${attributeNumber(y - reach)}L${attributeNumber(x + reach)},${attributeNumber(y)}L${attributeNumber(x)},${attributeNumber(y + reach)}L${attributeNumber(x - reach)},${attributeNumber(y)}Z`;
    return element('path', { d: path, fill: colour('mark') });
  }
  const hollow = kind === 'insufficient';
  return element('circle', {
    cx: x,
    cy: y,
    r: hollow ? RADIUS - 0.5 : RADIUS,
    fill: hollow ? colour('surface') : colour('mark'),
    stroke: hollow ? colour('weak') : null,
    'stroke-width': hollow ? 2 : null,
  });
}

export const markColour = (kind: MarkKind): string =>
  colour(kind === 'breach' ? 'breach' : kind === 'insufficient' ? 'weak' : 'mark');

export const kindOf = (status: EstimateStatus, role: 'reference' | 'breach' | null): MarkKind =>
  status === 'insufficient' ? 'insufficient' : (role ?? 'ok');

export function line(
  from: readonly [number, number],
  to: readonly [number, number],
  stroke: string,
  options: { readonly width?: number; readonly dash?: string | null } = {},
): MarkupElement {
  const [x, y] = to.map(attributeNumber);
  const [x0, y0] = from.map(attributeNumber);
  const end = y === y0 ? `H${x}` : x === x0 ? `V${y}` : `L${x},${y}`;
  return element('path', {
    d: `M${x0},${y0}${end}`,
    stroke,
    'stroke-width': options.width ?? null,
    'stroke-dasharray': options.dash ?? null,
  });
}

/** A small triangle at the edge of the plot, which says that the interval goes on beyond it. */
export function arrow(x: number, y: number, direction: -1 | 1, fill: string): MarkupElement {
  const back = x - direction * 7;
  return element('path', {
    d: `M${attributeNumber(x)},${attributeNumber(y)}L${attributeNumber(back)},${attributeNumber(y - 4)}L${attributeNumber(back)},${attributeNumber(y + 4)}Z`,
    fill,
  });
}

export interface LegendEntry {
  readonly label: string;
  /** Draws the sample, centred on the point; it may be 28 wide and 12 high. */
  readonly draw: (x: number, y: number) => readonly MarkupElement[];
}

const LEGEND_SAMPLE = 34;
const LEGEND_GAP = 18;
const LEGEND_LINE = 22;

/** Lays out entries from left to right, in as many lines as the width needs; returns the elements and the height used. */
export function legend(
  entries: readonly LegendEntry[],
  at: { readonly x: number; readonly y: number; readonly width: number },
): { readonly elements: readonly MarkupElement[]; readonly height: number } {
  const elements: MarkupElement[] = [];
  let x = at.x;
  let y = at.y;
  for (const entry of entries) {
    const needed = LEGEND_SAMPLE + Math.min(textWidth(entry.label, SMALL_FONT_SIZE), at.width - LEGEND_SAMPLE);
    if (x > at.x && x + needed > at.x + at.width) {
      x = at.x;
      y += LEGEND_LINE;
    }
    elements.push(
      ...entry.draw(x + LEGEND_SAMPLE / 2 - 3, y),
      text(entry.label, x + LEGEND_SAMPLE, y + 4, {
        size: SMALL_FONT_SIZE,
        fill: colour('muted'),
        width: at.width - LEGEND_SAMPLE,
      }),
    );
    x += needed + LEGEND_GAP;
  }
  return { elements, height: y - at.y + (entries.length > 0 ? LEGEND_LINE : 0) };
}
