import { decimalsBeside } from '../../../core/stats/index.js';
import { pageFrame, sectionMarkup } from '../../pages/frame/index.js';
import { type Content, h, type Markup } from '../../pages/parts/index.js';
import { LETTER_STYLE } from './style.js';

/** Digits of numbers with which nobody computes. */
const SHOWN_DIGITS = 4;

/** Most letters of one cell that a page shows. */
const LETTERS_SHOWN = 200;

/** A value for people: in full, except a text beyond readable length. */
export function shown(
  value: number | string | null | undefined,
  unit: string | null = null,
  notGiven = 'not given',
): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return notGiven;
  const text = String(value);
  const cut = text.length <= LETTERS_SHOWN ? text : `${text.slice(0, LETTERS_SHOWN)}... (${text.length} characters)`;
  return unit === null ? cut : `${cut} ${unit}`;
}

/** A computed number, rounded for a table. */
export const rounded = (value: number | null): string =>
  value === null ? 'not known' : String(Number(value.toPrecision(SHOWN_DIGITS)));

/** A score beside its cutoff, which is written in full, with enough decimals that it never stands on the other side. */
export function besideCutoff(score: number, cutoff: number): string {
  const plain = (digits: number): string => String(Number(score.toFixed(digits)));
  const digits = decimalsBeside(score, cutoff, SHOWN_DIGITS, plain);
  return digits === null ? String(score) : plain(digits);
}

/** A word that a narrow screen cannot hold, which may be broken; a number or a date may not. */
const LONG_WORD = /\S{19}/;

export const list = (items: readonly (readonly Content[])[], tag: 'ul' | 'ol' = 'ul'): Markup =>
  h(tag, {}, ...items.map((item) => h('li', {}, ...item)));

/** A section with a heading, labelled for screen readers; null children are left out. */
export const section = (id: string, title: string, ...body: readonly (Markup | null)[]): Markup =>
  sectionMarkup({ id, title, content: body });

/** JSON in a block. JSON has no NaN, so a missing input is null in it. */
export const code = (value: unknown): Markup => h('pre', { tabindex: 0 }, JSON.stringify(value, null, 2));

/** Most columns of a table that breaks its words on a narrow screen; one with more columns scrolls. */
const NARROW_COLUMNS = 2;

/** A table with a caption and header cells; the first cell of a row is its header. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Markup {
  const body = rows.map(([first = '', ...rest]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, first),
      ...rest.map((text) => h('td', { class: LONG_WORD.test(text) ? 'long' : null }, text)),
    ),
  );
  const whole = h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...body),
  );
  if (heads.length <= NARROW_COLUMNS) return whole;
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: 0 }, whole);
}

/** A letter without scripts or anything from elsewhere; null children are left out. */
export const letter = (language: string, title: string, ...body: readonly (Markup | null)[]): string =>
  pageFrame({
    title,
    language,
    style: { sheet: LETTER_STYLE },
    body: [h('main', {}, h('h1', {}, title), ...body)],
  });
