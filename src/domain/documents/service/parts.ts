import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';
import { sectionMarkup } from '../../pages/frame/index.js';

type Attributes = Readonly<Record<string, string | number | null>>;

/** Value of an attribute that is either present or absent. */
export const ON = '';

export const h = element;

export const p = (...children: readonly MarkupContent[]): MarkupElement => h('p', {}, ...children);

export const link = (href: string, text: string, attrs: Attributes = {}): MarkupElement =>
  h('a', { href, ...attrs }, text);

export const note = (...children: readonly MarkupContent[]): MarkupElement => h('p', { class: 'note' }, ...children);

/** A button for a script. */
export const button = (id: string, text: string, attrs: Attributes = {}): MarkupElement =>
  h('button', { type: 'button', id, ...attrs }, text);

/** The submit button of a form. */
export const submit = (text: string, attrs: Attributes = {}): MarkupElement =>
  h('button', { type: 'submit', ...attrs }, text);

/** A labelled input, as content of one paragraph. */
export const field = (id: string, label: string, attrs: Attributes = {}): MarkupElement[] => [
  h('label', { for: id }, label),
  h('input', { id, ...attrs }),
];

/** Content that is shown when scripts are off. */
export const withoutScript = (...children: readonly MarkupContent[]): MarkupElement =>
  h('noscript', {}, p(...children));

/** A section that is named by its heading. */
export const titled = (
  id: string,
  title: string,
  attrs: Attributes,
  ...body: readonly MarkupContent[]
): MarkupElement => sectionMarkup({ id, title, content: body }, attrs);

/** Attributes of an input for names of people. */
export const NAME_INPUT: Attributes = { autocapitalize: 'none', spellcheck: 'false', required: ON };
