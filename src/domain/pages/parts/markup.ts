import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { element, type MarkupContent, type MarkupElement, turnsDirection } from '../../../core/markup/index.js';
import { groupLabel } from '../../wording/index.js';
import type { StackedTable } from './stacked.js';

export type Markup = MarkupElement;
export type Content = MarkupContent;

/** Short name for making elements; the printer escapes text children, and nothing is ever inserted raw. */
export const h = element;

export const p = (...children: readonly Content[]): Markup => h('p', {}, ...children);

/** A label from the data, isolated so that right-to-left names do not reorder the line around them. */
export function groupName(key: GroupKey | null): Content {
  const label = groupLabel(key);
  return turnsDirection(label) ? h('bdi', {}, label) : label;
}

/** Term and description pairs; those with an empty description are left out. */
export function facts(pairs: readonly (readonly [string, Content])[]): Markup {
  const kept = pairs.filter(([, content]) => content !== '');
  return h('dl', { class: 'facts' }, ...kept.flatMap(([term, content]) => [h('dt', {}, term), h('dd', {}, content)]));
}

export interface Column {
  readonly head: string;
  readonly numeric?: boolean;
}

export interface Row {
  readonly cells: readonly Content[];
  /** Whether the row is greyed because it has too few people. */
  readonly few?: boolean;
}

export interface TableSpec {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** How rows are shown on a telephone: as lists of their columns, so that nothing is off the screen. */
  readonly stacked?: StackedTable;
}

/** A data table with caption and scopes, in a region that can be scrolled by keyboard where the page is too narrow. */
export function table(spec: TableSpec): Markup {
  const heads = spec.columns.map((column) => h('th', { scope: 'col' }, column.head));
  const numeric = spec.columns.flatMap((column, index) => (column.numeric ? [`n${index + 1}`] : []));
  const rows = spec.rows.map((row) =>
    h(
      'tr',
      { class: row.few ? 'few' : null },
      ...row.cells.map((cell, index) => (index === 0 ? h('th', { scope: 'row' }, cell) : h('td', {}, cell))),
    ),
  );
  return h(
    'div',
    { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': spec.caption },
    h(
      'table',
      { class: [...(spec.stacked ? [spec.stacked] : []), ...numeric].join(' ') || null },
      h('caption', {}, spec.caption),
      h('thead', {}, h('tr', {}, ...heads)),
      h('tbody', {}, ...rows),
    ),
  );
}

export const folded = (summary: string, ...content: readonly Content[]): Markup =>
  h('details', {}, h('summary', {}, summary), ...content);

/** Widths for which charts are laid out, in CSS pixels. */
const WIDE = 760;
const NARROW = 340;

/** Draws a chart for a width; the key makes its ids unique. */
export type Draw = (variant: { readonly key: string; readonly width: number }) => Markup;

/** A chart in one layout for pages and one for telephones; the style sheet shows the one that fits. */
export const responsive = (key: string, draw: Draw): Markup[] => [
  h('div', { class: 'chart wide' }, draw({ key, width: WIDE })),
  h('div', { class: 'chart narrow' }, draw({ key: `${key}-narrow`, width: NARROW })),
];

/** A chart of one size that can be scrolled, also by keyboard, where the page is narrower. */
export const scrolling = (caption: string, drawing: Markup): Markup[] => [
  h('div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': `Chart: ${caption}` }, drawing),
];

/** A chart with its finding as caption and its numbers as a table. */
export const figure = (spec: {
  readonly caption: string;
  readonly drawing: readonly Markup[];
  readonly table: TableSpec;
}): Markup =>
  h(
    'figure',
    {},
    h('figcaption', {}, spec.caption),
    ...spec.drawing,
    folded('The numbers as a table', table(spec.table)),
  );
