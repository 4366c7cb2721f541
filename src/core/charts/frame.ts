import { element, type MarkupElement } from '../markup/index.js';
import { idOf } from './ids.js';
import { colour } from './palette.js';
import { FONT_SIZE, SMALL_FONT_SIZE, text } from './text.js';

/** The fields of every chart: a key from which its ids are made, a name, and a description for those who cannot see it. */
export interface ChartFrame {
  /** Key of the chart, unique on the page. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
}

/** Width of a chart on a desktop page, in user units. */
export const CHART_WIDTH = 760;

/** The root `<svg role="img">` with title and description. The font family is that of the page. */
export function svgRoot(
  frame: ChartFrame,
  size: { readonly width: number; readonly height: number },
  children: readonly MarkupElement[],
): MarkupElement {
  const titleId = idOf(frame.key, 'title');
  const descriptionId = idOf(frame.key, 'desc');
  return element(
    'svg',
    {
      viewBox: `0 0 ${Math.ceil(size.width)} ${Math.ceil(size.height)}`,
      width: Math.ceil(size.width),
      height: Math.ceil(size.height),
      role: 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
      'font-size': FONT_SIZE,
      fill: colour('ink'),
      direction: 'ltr',
    },
    element('title', { id: titleId }, frame.title),
    element('desc', { id: descriptionId }, frame.description),
    ...joinPaths(children),
  );
}

const sameLook = (a: MarkupElement, b: MarkupElement): boolean => {
  const { d: _a, ...left } = a.attrs;
  const { d: _b, ...right } = b.attrs;
  return a.tag === 'path' && b.tag === 'path' && JSON.stringify(left) === JSON.stringify(right);
};

/** Joins neighbours that look the same (grid lines, ticks) into one path, which is half the size and drawn in the same order. */
function joinPaths(elements: readonly MarkupElement[]): MarkupElement[] {
  const joined: MarkupElement[] = [];
  for (const each of elements) {
    const last = joined.at(-1);
    if (last !== undefined && sameLook(last, each)) {
      joined[joined.length - 1] = { ...last, attrs: { ...last.attrs, d: `${last.attrs.d}${each.attrs.d}` } };
    } else joined.push(each);
  }
  return joined;
}

/** A chart without data, which says so instead of drawing empty axes. */
export function emptyChart(frame: ChartFrame, message: string, width: number = CHART_WIDTH): MarkupElement {
  const height = 64;
  return svgRoot(frame, { width, height }, [
    text(message, width / 2, height / 2 + SMALL_FONT_SIZE / 2, { anchor: 'middle', fill: colour('muted') }),
  ]);
}
