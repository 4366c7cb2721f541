import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';
import { pageFrame } from '../../pages/frame/index.js';
import { link } from './parts.js';

/** Addresses of the resources that pages of the service load. */
interface ServiceAddresses {
  /** Address of the style sheet. */
  readonly style: string;
  /** Address of the module that a page runs, by the name of the page. */
  readonly script: (name: string) => string;
}

/** Content of a page of the service inside the frame. */
export interface ServicePage {
  readonly title: string;
  /** Name of the only module that the page runs; default none. */
  readonly script?: string;
  /** Whether links to the other pages for staff stand above the page. */
  readonly hasBar?: boolean;
  /** Address to which the browser goes at once. */
  readonly goTo?: string;
  readonly body: readonly (MarkupContent | null)[];
}

/** Links to the other pages for staff. */
const BAR: MarkupElement = element(
  'header',
  { class: 'bar' },
  element(
    'nav',
    { 'aria-label': 'Tribune' },
    link('/', 'Tribune'),
    ' ',
    link('/console/', 'Console'),
    ' ',
    link('/account', 'Account'),
    ' ',
    link('/verify', 'Check a receipt'),
  ),
);

/** Makes a page of the service with one style sheet, at most one script of its own, and nothing inline. */
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
