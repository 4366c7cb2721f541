import {
  attributeNumber,
  attributesOf,
  cleanText,
  type MarkupElement,
  type PrintedAttribute,
  printMarkup,
} from '../markup/index.js';
import { classFor } from './classes.js';
import { bareVariable, colour, literalColour, type Theme, themedClass } from './palette.js';
import { FONT_FAMILY } from './text.js';

/**
 * How colours are written. `variables` is for a page that defines all colour variables itself; `classes`, much smaller, for one that also
 * has the rules of `chartClassRules`; a theme writes literal colours for renderers without CSS.
 */
export interface PrintOptions {
  readonly colours?: 'with-fallback' | 'variables' | 'classes' | Theme;
}

function paint(value: string, colours: NonNullable<PrintOptions['colours']>): string {
  if (colours === 'with-fallback') return value;
  return colours === 'variables' || colours === 'classes' ? bareVariable(value) : literalColour(value, colours);
}

function withClasses(attributes: readonly PrintedAttribute[]): PrintedAttribute[] {
  const named = attributes.map(([name, value]) => ({ name, value, className: classFor(name, value) }));
  const classes = named.flatMap(({ className }) => className ?? []);
  const kept = named
    .filter(({ className }) => className === null)
    .map(({ name, value }): PrintedAttribute => [name, value]);
  return classes.length === 0 ? kept : [...kept, ['class', classes.join(' ')]];
}

/**
 * The tree as markup, valid both as XML and inside HTML, with colours as CSS variables of the page.
 *
 * @example
 * printSvg(forestChart({ key: 'race', ... })); // '<svg viewBox="0 0 760 240" ...>...</svg>'
 */
export function printSvg(tree: MarkupElement, options: PrintOptions = {}): string {
  const colours = options.colours ?? 'with-fallback';
  return printMarkup(tree, (each) => {
    const painted = attributesOf(each).map(([name, value]): PrintedAttribute => [name, paint(value, colours)]);
    return colours === 'classes' ? withClasses(painted) : painted;
  });
}

/** Adds classes for every colour, and the rules that repaint them where the reader prefers dark; the attributes stay literal and light. */
function followingTheme(tree: MarkupElement): { readonly tree: MarkupElement; readonly rules: readonly string[] } {
  const rules = new Set<string>();
  const walk = (each: MarkupElement): MarkupElement => {
    const themed = Object.entries(each.attrs).flatMap(([name, value]) =>
      typeof value === 'string' ? (themedClass(name, value) ?? []) : [],
    );
    for (const { rule } of themed) rules.add(rule('dark'));
    const children = each.children.map((child) => (typeof child === 'string' ? child : walk(child)));
    const names = themed.map(({ name }) => name).join(' ');
    return { ...each, attrs: names === '' ? each.attrs : { ...each.attrs, class: names }, children };
  };
  return { tree: walk(tree), rules: [...rules].sort() };
}

/**
 * The chart as a file of its own, for image converters, README files and e-mail: with namespace, literal colours of one theme and a painted
 * background. `auto` follows the preference of the reader's browser, and is light where none is known.
 */
export function printSvgFile(tree: MarkupElement, theme: Theme | 'auto' = 'light'): string {
  const background: MarkupElement = {
    tag: 'rect',
    attrs: { width: '100%', height: '100%', fill: colour('surface') },
    children: [],
  };
  // Title and description must stay the first children: assistive technology and browsers look there for the name.
  const head = tree.children.filter(
    (child) => typeof child !== 'string' && (child.tag === 'title' || child.tag === 'desc'),
  );
  const rest = tree.children.filter((child) => !head.includes(child));
  const file: MarkupElement = {
    ...tree,
    attrs: { xmlns: 'http://www.w3.org/2000/svg', 'font-family': FONT_FAMILY, ...tree.attrs },
    children: [...head, background, ...rest],
  };
  if (theme !== 'auto') return `${printSvg(file, { colours: theme })}\n`;
  const { tree: themed, rules } = followingTheme(file);
  const style: MarkupElement = {
    tag: 'style',
    attrs: {},
    children: [`@media (prefers-color-scheme:dark){${rules.join('')}}`],
  };
  return `${printSvg({ ...themed, children: [...themed.children.slice(0, head.length), style, ...themed.children.slice(head.length)] }, { colours: 'light' })}\n`;
}

/** The part of React's `createElement` that a chart needs. */
export type CreateElement<Node> = (
  tag: string,
  props: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
) => Node;

/** SVG attribute names as React properties: `stroke-width` to `strokeWidth`, `class` to `className`; `aria-*` and `data-*` stay. */
function propName(name: string): string {
  if (name === 'class') return 'className';
  if (/^(aria|data)-/.test(name)) return name;
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The tree through any `createElement(tag, props, ...children)`: React, Preact or a test. The library itself is not imported here.
 *
 * @example
 * toElements(forestChart(data), React.createElement);
 */
export function toElements<Node>(tree: MarkupElement, createElement: CreateElement<Node>): Node {
  const props = Object.fromEntries(
    Object.entries(tree.attrs).map(([name, value]) => [
      propName(name),
      typeof value === 'number' ? Number(attributeNumber(value)) : cleanText(value),
    ]),
  );
  const children = tree.children.map((child) =>
    typeof child === 'string' ? cleanText(child) : toElements(child, createElement),
  );
  return createElement(tree.tag, props, ...children);
}
