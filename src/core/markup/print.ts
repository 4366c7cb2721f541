import { attributeNumber, type MarkupElement } from './element.js';
import { escapeLines, escapeText } from './text.js';

export type PrintedAttribute = readonly [name: string, value: string];

/** Elements of SVG that may close themselves also inside HTML. */
const DRAWN: ReadonlySet<string> = new Set(['path', 'line', 'circle', 'rect']);

/** Elements of HTML that hold nothing and have no end tag (HTML, section 13.1.2). */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input', 'link', 'meta']);

/** Elements whose text keeps its lines; the field of a form holds what somebody wrote in it. */
const LINES: ReadonlySet<string> = new Set(['pre', 'textarea']);

/** The attributes of an element as text, before they are escaped. */
export const attributesOf = ({ attrs }: MarkupElement): PrintedAttribute[] =>
  Object.entries(attrs).map(([name, value]) => [name, typeof value === 'number' ? attributeNumber(value) : value]);

/**
 * The tree as markup. Text and attributes are escaped here and nowhere else; the lines of a `pre` and of a `textarea` stay, all other text is on one line.
 *
 * @param attributes the attributes to write for an element; default all of them as they are
 * @example
 * printMarkup(element('p', { class: 'note' }, 'fewer than 5 & more')); // '<p class="note">fewer than 5 &amp; more</p>'
 */
export function printMarkup(
  tree: MarkupElement,
  attributes: (tree: MarkupElement) => readonly PrintedAttribute[] = attributesOf,
): string {
  const attrs = attributes(tree)
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('');
  if (VOID.has(tree.tag)) return `<${tree.tag}${attrs}>`;
  if (tree.children.length === 0 && DRAWN.has(tree.tag)) return `<${tree.tag}${attrs}/>`;
  const safe = LINES.has(tree.tag) ? escapeLines : escapeText;
  const children = tree.children.map((child) =>
    typeof child === 'string' ? safe(child) : printMarkup(child, attributes),
  );
  return `<${tree.tag}${attrs}>${children.join('')}</${tree.tag}>`;
}
