import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';
import { pageFrame } from '../frame/index.js';
import { link } from './parts.js';

/** Where the service has what its pages load. */
interface ServiceAddresses {
  /** Of the one style sheet. */
  readonly style: string;
  /** Of the module that a page runs, by the name of the page. */
  readonly script: (name: string) => string;
}

/** What a page of the service has beside the frame. */
export interface ServicePage {
  readonly title: string;
  /** Name of the one module that the page runs; default none. */
  readonly script?: string;
  /** Whether ways to the other pages for staff stand above it. */
  readonly hasBar?: boolean;
  /** Where the browser goes at once. */
  readonly goTo?: string;
  readonly body: readonly (MarkupContent | null)[];
}

/** Ways to the other pages for staff. */
const BAR: MarkupElement = element(
  'header',
  { class: 'bar' },
  element(
    'nav',
    { 'aria-label': 'Tribune' },
    link('/', 'Tribune'),
    ' ',
    link('/account', 'Account'),
    ' ',
    link('/verify', 'Check a receipt'),
  ),
);

/** A page of the service: one style sheet, at most one script of its own, nothing inline. */
export function servicePage(
  { style, script: addressOf }: ServiceAddresses,
  { title, script, hasBar = false, goTo, body }: ServicePage,
): string {
  return pageFrame({
    title,
    style: { href: style },
    ...(script === undefined ? {} : { script: addressOf(script) }),
    ...(goTo === undefined ? {} : { goTo }),
    body: [...(hasBar ? [BAR] : []), element('main', {}, element('h1', {}, title), ...body)],
  });
}
