import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';

type Attributes = Readonly<Record<string, string | number | null>>;

/** A part of a page under a heading of its own. */
export interface PageSection {
  /** Address of the part within the page. */
  readonly id: string;
  readonly title: string;
  readonly content: readonly (MarkupContent | null)[];
}

/** Makes a section that its heading names, so that screen readers list it. */
export const sectionMarkup = ({ id, title, content }: PageSection, attrs: Attributes = {}): MarkupElement =>
  element('section', { 'aria-labelledby': id, ...attrs }, element('h2', { id }, title), ...content);

/** The parts of a long page. */
export interface SectionedPage {
  /** Words of the first link, which leads past header and contents. */
  readonly skip: string;
  readonly header: MarkupElement;
  readonly sections: readonly PageSection[];
  readonly footer: string;
  /** Whether a list of the sections stands before them; default true. */
  readonly hasContents?: boolean;
}

const contentsOf = (sections: readonly PageSection[]): MarkupElement =>
  element(
    'nav',
    { 'aria-label': 'Contents' },
    element('ul', {}, ...sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title)))),
  );

/** Makes the body of a long page: a way past its beginning, header, contents, sections and footer, each in its landmark. */
export function sectionedBody({ skip, header, sections, footer, hasContents = true }: SectionedPage): MarkupElement[] {
  return [
    element('a', { class: 'skip', href: '#main' }, skip),
    header,
    ...(hasContents ? [contentsOf(sections)] : []),
    element('main', { id: 'main' }, ...sections.map((section) => sectionMarkup(section))),
    element('footer', {}, element('p', {}, footer)),
  ];
}
