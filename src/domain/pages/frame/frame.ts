import { encodeBase64, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { element, type MarkupElement, printDocument } from '../../../core/markup/index.js';

/** Parts of a page. */
export interface PageFrame {
  readonly title: string;
  /** Language as a BCP 47 tag; default English. */
  readonly language?: string;
  /** Direction in which the language is written; default left to right. */
  readonly direction?: 'ltr' | 'rtl';
  /**
   * The style sheet. `sheet` is put into the page, which is self-contained and may load and run nothing; the sheet is allowed by its
   * digest. `href` is for a page of the service, which loads its sheet from there and whose responses carry the security policy.
   */
  readonly style: { readonly sheet: string } | { readonly href: string };
  /** Address of the only module that a page of the service runs; default none. */
  readonly script?: string;
  /** Address to which the browser goes at once. */
  readonly goTo?: string;
  readonly body: readonly MarkupElement[];
  /** Prints a part of the body; default with its attributes as they are. */
  readonly print?: (part: MarkupElement) => string;
}

/** The security policy of a self-contained page: no script, no request, no frame; the style sheet is allowed by its digest. */
const securityPolicy = (sheet: string): string =>
  `default-src 'none'; style-src 'sha256-${encodeBase64(sha256(utf8(sheet)))}'; base-uri 'none'; form-action 'none'`;

const policyMeta = (sheet: string): MarkupElement =>
  element('meta', { 'http-equiv': 'Content-Security-Policy', content: securityPolicy(sheet) });

/**
 * Makes a whole HTML5 document. Every page for people has this frame, as a file of its own or from the service. The same parts give the
 * same bytes.
 */
export function pageFrame({ title, language = 'en', direction, style, script, goTo, body, print }: PageFrame): string {
  const head = [
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    'sheet' in style ? policyMeta(style.sheet) : null,
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    goTo === undefined ? null : element('meta', { 'http-equiv': 'refresh', content: `0;url=${goTo}` }),
    element('title', {}, title),
    'sheet' in style ? element('style', {}, style.sheet) : element('link', { rel: 'stylesheet', href: style.href }),
    script === undefined ? null : element('script', { type: 'module', src: script }),
  ];
  return printDocument({ language, direction, head: head.filter((part) => part !== null), body }, print);
}
