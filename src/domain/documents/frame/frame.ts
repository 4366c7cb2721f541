import { encodeBase64, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { element, escapeText, type MarkupElement, printMarkup } from '../../../core/markup/index.js';

/** What a page is beside its body. */
export interface PageFrame {
  readonly title: string;
  /** BCP 47; default English. */
  readonly language?: string;
  /**
   * `sheet`: the style sheet stands in the page, which needs nothing else and may load and run nothing; the sheet is allowed by its digest.
   * `href`: a page of the service, whose answers carry the policy and which loads its sheet from there.
   */
  readonly style: { readonly sheet: string } | { readonly href: string };
  /** Address of the one module that a page of the service runs; default none. */
  readonly script?: string;
  /** Where the browser goes at once. */
  readonly goTo?: string;
  /** What `printMarkup` made, or markup without any word from outside. */
  readonly body: string;
}

/** The policy of a page that needs nothing: no script, no request, no frame; the one style sheet is allowed by its digest. */
const securityPolicy = (sheet: string): string =>
  `default-src 'none'; style-src 'sha256-${encodeBase64(sha256(utf8(sheet)))}'; base-uri 'none'; form-action 'none'`;

/** Quotes inside a double-quoted attribute need no escape, and a policy is easier to read with them. */
const policyMeta = (sheet: string): string =>
  `<meta http-equiv="Content-Security-Policy" content="${escapeText(securityPolicy(sheet)).replaceAll('&#39;', "'")}">`;

/**
 * A whole HTML5 document. Every page that people read stands in this frame, whether a file of its own or from the service. The same parts
 * give the same bytes.
 */
export function pageFrame({ title, language = 'en', style, script, goTo, body }: PageFrame): string {
  const line = (...made: Parameters<typeof element>): string => printMarkup(element(...made));
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    'sheet' in style ? policyMeta(style.sheet) : null,
    '<meta name="color-scheme" content="light dark">',
    goTo === undefined ? null : line('meta', { 'http-equiv': 'refresh', content: `0;url=${goTo}` }),
    line('title', {}, title),
    'sheet' in style ? `<style>${style.sheet}</style>` : line('link', { rel: 'stylesheet', href: style.href }),
    script === undefined ? null : line('script', { type: 'module', src: script }),
  ];
  return `<!doctype html>
<html lang="${escapeText(language)}">
<head>
${head.filter((each) => each !== null).join('\n')}
</head>
<body>
${body}
</body>
</html>
`;
}

/** Elements one under the other, as the body of a page. */
export const printLines = (parts: readonly MarkupElement[]): string =>
  parts.map((part) => printMarkup(part)).join('\n');
