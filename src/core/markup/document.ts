import type { MarkupElement } from './element.js';
import { printMarkup } from './print.js';
import { escapeText } from './text.js';

/** A whole document of HTML. */
export interface MarkupDocument {
  /** Language of the document as a BCP 47 tag. */
  readonly language: string;
  /** Direction in which the language is written; default left to right. */
  readonly direction?: 'ltr' | 'rtl' | undefined;
  readonly head: readonly MarkupElement[];
  readonly body: readonly MarkupElement[];
}

/**
 * Prints a meta element with plain single quotes, which need no escape inside a double-quoted attribute and make a policy easier to read.
 */
const printMeta = (tree: MarkupElement): string => printMarkup(tree).replaceAll('&#39;', "'");

/**
 * Prints a style sheet, whose text is not escaped (HTML, section 13.1.2.1): it ends where `</` begins, which none of our rules contains.
 */
function printStyle({ children }: MarkupElement): string {
  const sheet = children.join('');
  if (sheet.includes('</')) throw new RangeError('a style sheet inside a page cannot hold "</"');
  return `<style>${sheet}</style>`;
}

/**
 * Prints a program, or data for one, whose text is not escaped either (HTML, section 13.1.2.1). What could end the element or hide its end is refused,
 * so that text from outside stands in one only as JSON that writes `<` as an escape. Which program runs is said by the policy of the page.
 */
function printScript({ attrs, children }: MarkupElement): string {
  const script = children.join('');
  if (/<[/!]/.test(script)) throw new RangeError('a script inside a page cannot hold "</" or "<!"');
  return printMarkup({ tag: 'script', attrs, children: [] }).replace('></', () => `>${script}</`);
}

function printInHead(tree: MarkupElement): string {
  if (tree.tag === 'style') return printStyle(tree);
  return tree.tag === 'meta' ? printMeta(tree) : printMarkup(tree);
}

/**
 * Prints a document as HTML5, each part of head and body on a line of its own. Every page is printed here.
 *
 * @param print how a part of the body is printed; default `printMarkup`
 * @returns an HTML5 document, UTF-8; the same parts give the same bytes
 */
export function printDocument(
  { language, direction, head, body }: MarkupDocument,
  print: (part: MarkupElement) => string = printMarkup,
): string {
  return `<!doctype html>
<html lang="${escapeText(language)}"${direction === undefined ? '' : ` dir="${direction}"`}>
<head>
${head.map(printInHead).join('\n')}
</head>
<body>
${body.map((part) => (part.tag === 'script' ? printScript(part) : print(part))).join('\n')}
</body>
</html>
`;
}
