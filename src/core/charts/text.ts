import { cleanText, element, type MarkupElement, turnsDirection } from '../markup/index.js';

/** Font size of every label, in user units (pixels at full width). */
export const FONT_SIZE = 13;
/** Font size of axis ticks and notes. */
export const SMALL_FONT_SIZE = 12;
export const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/**
 * Average advance widths in units of the font size, a little above those of the common sans-serif fonts, because a chart is laid out
 * without a browser: an estimate that is too wide costs a few pixels, one that is too narrow would cut a label.
 */
const ADVANCE = { narrow: 0.34, lower: 0.6, digit: 0.64, upper: 0.75, wide: 1.05 };

const ELLIPSIS = '\u2026';

function advanceOf(character: string): number {
  if (/[ilj.,:;'|!()[\]ftrI -]/.test(character)) return ADVANCE.narrow;
  if (/[mwMW@%]/.test(character)) return ADVANCE.wide;
  if (/[0-9]/.test(character)) return ADVANCE.digit;
  if (/[A-Z]/.test(character)) return ADVANCE.upper;
  return (character.codePointAt(0) ?? 0) < 0x2e80 ? ADVANCE.lower : ADVANCE.wide;
}

/** Estimated width of a text in user units. */
export const textWidth = (text: string, fontSize: number = FONT_SIZE): number =>
  [...text].reduce((sum, character) => sum + advanceOf(character), 0) * fontSize;

/** Made when the first label is too long: the tables of the language that it loads take longer than a small chart. */
let segmenter: Intl.Segmenter | undefined;

/** The longest beginning that fits the width, in whole characters as a reader sees them, with an ellipsis when cut. */
export function fitText(text: string, width: number, fontSize: number = FONT_SIZE): string {
  const clean = cleanText(text);
  if (textWidth(clean, fontSize) <= width) return clean;
  const room = width - textWidth(ELLIPSIS, fontSize);
  let used = 0;
  let shown = '';
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(clean)) {
    used += textWidth(segment, fontSize);
    if (used > room) break;
    shown += segment;
  }
  return shown.trimEnd() + ELLIPSIS;
}

export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly fill?: string;
  readonly weight?: number;
  /** Widest text; a longer one is cut, and the whole of it becomes the tooltip. */
  readonly width?: number;
}

/**
 * A `<text>` whose baseline stands at (x, y); size and colour are those of the root unless given. A label that turns the direction of
 * writing is isolated, so that it does not reorder its neighbours.
 */
export function text(content: string, x: number, y: number, options: TextOptions = {}): MarkupElement {
  const size = options.size ?? FONT_SIZE;
  const whole = cleanText(content);
  const shown = options.width === undefined ? whole : fitText(whole, options.width, size);
  return element(
    'text',
    {
      x,
      y,
      'font-size': size === FONT_SIZE ? null : size,
      fill: options.fill ?? null,
      'text-anchor': options.anchor && options.anchor !== 'start' ? options.anchor : null,
      'font-weight': options.weight ?? null,
      'unicode-bidi': turnsDirection(whole) ? 'isolate' : null,
    },
    shown === whole ? null : element('title', {}, whole),
    shown,
  );
}
