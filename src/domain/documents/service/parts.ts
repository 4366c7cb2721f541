import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';

type Attributes = Readonly<Record<string, string | number | null>>;

/** Of an attribute that is there or not. */
export const ON = '';

export const h = element;

export const p = (...children: readonly MarkupContent[]): MarkupElement => h('p', {}, ...children);

export const link = (href: string, text: string, attrs: Attributes = {}): MarkupElement =>
  h('a', { href, ...attrs }, text);

export const note = (...children: readonly MarkupContent[]): MarkupElement => h('p', { class: 'note' }, ...children);

/** A button that a script listens to. */
export const button = (id: string, text: string, attrs: Attributes = {}): MarkupElement =>
  h('button', { type: 'button', id, ...attrs }, text);

/** The button of a form. */
export const submit = (text: string, attrs: Attributes = {}): MarkupElement =>
  h('button', { type: 'submit', ...attrs }, text);

/** A labelled input, as what stands in one paragraph. */
export const field = (id: string, label: string, attrs: Attributes = {}): MarkupElement[] => [
  h('label', { for: id }, label),
  h('input', { id, ...attrs }),
];

/** Choices that are ticked: the word, and what it means. */
export interface Choice {
  readonly value: string;
  readonly means: string;
  /** Of the item: what a script looks for. */
  readonly attrs?: Attributes;
}

export const choices = (legend: string, name: string, all: readonly Choice[]): MarkupElement =>
  h(
    'fieldset',
    {},
    h('legend', {}, legend),
    h(
      'ul',
      { class: 'choices' },
      ...all.map(({ value, means, attrs = {} }) =>
        h(
          'li',
          attrs,
          h(
            'label',
            { class: 'choice' },
            h('input', { type: 'checkbox', name, value }),
            h('span', {}, h('code', {}, value), ` ${means}`),
          ),
        ),
      ),
    ),
  );

/** What a page says when scripts are off. */
export const withoutScript = (...children: readonly MarkupContent[]): MarkupElement =>
  h('noscript', {}, p(...children));

/** A section that is named by its heading. */
export const titled = (
  id: string,
  title: string,
  attrs: Attributes,
  ...body: readonly MarkupContent[]
): MarkupElement => h('section', { 'aria-labelledby': id, ...attrs }, h('h2', { id }, title), ...body);

/** How names of people are typed. */
export const NAME_INPUT: Attributes = { autocapitalize: 'none', spellcheck: 'false', required: ON };
