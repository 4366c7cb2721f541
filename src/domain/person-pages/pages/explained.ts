import type { MarkupContent, MarkupElement } from '../../../core/markup/index.js';
import { filled, foreign, h, nameOf, p, part, valueText } from '../parts/index.js';
import type { Words } from '../words/index.js';

interface Change {
  readonly from: unknown;
  readonly to: unknown;
  readonly derived?: true;
}

/** What an explanation says to the person, in its view `subject`. */
export interface ExplainedToPerson {
  readonly reasons: {
    readonly status: string;
    readonly locale?: string | null;
    readonly sentences: readonly {
      readonly sentence: string;
      readonly values: readonly {
        readonly name: string;
        readonly unit: string | null;
        readonly value: string | null;
      }[];
    }[];
    readonly inputs?: readonly string[];
  };
  readonly recourse: {
    readonly status: string;
    /** Changes by input; those that follow from others are marked, and nobody makes them. */
    readonly ways: readonly Readonly<Record<string, Change>>[];
  };
}

/** The reasons; what is known of them is said where there are none. */
export function reasonsOf(words: Words, explained: ExplainedToPerson | 'pending' | null): MarkupElement[] {
  if (explained === null) return [p(words.of('whyNone'))];
  if (explained === 'pending') return [p(words.of('whyPending'))];
  const { status, sentences, locale = null, inputs = [] } = explained.reasons;
  if (sentences.length > 0) return [h('ol', {}, ...sentences.map((one) => reasonItem(words, one, locale)))];
  if (inputs.length > 0)
    return [p(words.of('whyInputs')), h('ul', {}, ...inputs.map((name) => h('li', {}, foreign(nameOf(name)))))];
  if (status === 'not adverse') return [p(words.of('whyFavourable'))];
  return [p(words.of(status === 'withheld' ? 'whyWithheld' : 'whyNone'))];
}

function reasonItem(
  words: Words,
  { sentence, values }: ExplainedToPerson['reasons']['sentences'][number],
  locale: string | null,
): MarkupElement {
  const said = values.map(
    ({ name, unit, value }) =>
      `${name}: ${valueText(words, value)}${unit === null || value === null ? '' : ` ${unit}`}`,
  );
  const file: readonly MarkupContent[] =
    said.length === 0 ? [] : [' ', ...filled(words, 'onFile', { values: foreign(said.join('; ')) })];
  // A voice reads a sentence in the language that it is in, which need not be that of the page (WCAG 2.2, 3.1.2).
  const own = locale === null || locale === words.language ? {} : { lang: locale };
  return h('li', {}, h('bdi', own, sentence), ...file);
}

/** What would have led to another result; null where nothing was worked out. */
export function changesOf(words: Words, explained: ExplainedToPerson | 'pending' | null): MarkupElement | null {
  if (explained === null || explained === 'pending') return null;
  const { status, ways } = explained.recourse;
  if (status !== 'ways') return null;
  return part(
    'changes',
    words.of('changesTitle'),
    p(words.of('changesText')),
    h('ul', {}, ...ways.map((changes) => h('li', {}, ...wayOf(words, changes)))),
  );
}

const wayOf = (words: Words, changes: Readonly<Record<string, Change>>): readonly MarkupContent[] =>
  Object.entries(changes)
    .filter(([, { derived }]) => derived !== true)
    .flatMap(([name, { from, to }], at) => [
      ...(at === 0 ? [] : ['; ']),
      ...filled(words, 'change', {
        name: foreign(nameOf(name)),
        from: foreign(valueText(words, from)),
        to: foreign(valueText(words, to)),
      }),
    ]);
