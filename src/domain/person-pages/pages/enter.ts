import type { MarkupElement } from '../../../core/markup/index.js';
import {
  at,
  FIELD,
  firstPage,
  form,
  h,
  link,
  PERSON,
  type PersonFrame,
  p,
  personPage,
  submit,
} from '../parts/index.js';

const CODE_INPUT = {
  ...{ id: 'code', name: FIELD.code, type: 'text', autocomplete: 'off', autocapitalize: 'characters' },
  ...{ spellcheck: 'false', maxlength: 60, required: '', 'aria-describedby': 'code-hint', dir: 'ltr' },
};

/** The page on which a person types the code of their letter. */
export const enterPage = (frame: PersonFrame): string =>
  personPage(frame, {
    ...{ title: 'enterTitle', menu: null, here: PERSON.enter },
    body: [
      p(frame.words.of('enterText')),
      form(
        frame,
        PERSON.open,
        h('label', { for: 'code' }, frame.words.of('enterField')),
        h('p', { id: 'code-hint', class: 'hint' }, frame.words.of('enterHint')),
        h('input', CODE_INPUT),
        submit(frame.words.of('enterButton'), { class: 'main' }),
      ),
    ],
  });

/** The page behind a link: a button opens the notice, so that a program which looks at links in messages does not use it up. */
export const linkPage = (
  frame: PersonFrame,
  { code, here }: { readonly code: string; readonly here: string },
): string =>
  personPage(frame, {
    ...{ title: 'enterTitle', menu: null, here },
    body: [
      p(frame.words.of('openText')),
      form(
        frame,
        PERSON.open,
        h('input', { type: 'hidden', name: FIELD.code, value: code }),
        submit(frame.words.of('enterButton'), { class: 'main' }),
      ),
    ],
  });

/** The one page for every link that opens nothing, whatever is the matter with it. */
export const unusablePage = (frame: PersonFrame): string =>
  personPage(frame, {
    ...{ title: 'unusableTitle', menu: null, here: null },
    body: [
      p(frame.words.of('unusableText')),
      p(frame.words.of('unusableNext')),
      p(link(at(frame, PERSON.enter), frame.words.of('unusableAgain'))),
    ],
  });

/** A page that says one thing, and leads to where a code is typed. */
export const plainPage = (
  frame: PersonFrame,
  {
    title,
    text,
    values = {},
  }: {
    readonly title: 'manyTitle' | 'closedTitle' | 'erasedTitle' | 'failTitle';
    readonly text: 'manyText' | 'closedText' | 'erasedText' | 'failText' | 'tooLarge' | 'receiptPending';
    readonly values?: Readonly<Record<string, string>>;
  },
): string =>
  personPage(frame, {
    ...{ title, menu: null, here: null },
    body: [p(frame.words.of(text, values)), p(link(at(frame, PERSON.enter), frame.words.of('unusableAgain')))],
  });

/** A code for the next time, which is shown once. */
export const codePage = (
  frame: PersonFrame,
  { code, address, untilMs }: { readonly code: string; readonly address: string; readonly untilMs: number },
): string => {
  const { words } = frame;
  return personPage(frame, {
    ...{ title: 'codeTitle', menu: 'code', here: null },
    body: [
      p(words.of('codeText', { date: words.date(untilMs) })),
      h('p', { class: 'code', dir: 'ltr' }, code),
      p(words.of('codeKeep')),
      p(words.of('codeLink'), ' ', h('bdi', {}, h('code', {}, address))),
      onward(frame),
    ],
  });
};

const onward = (frame: PersonFrame): MarkupElement =>
  p(link(at(frame, firstPage(frame)), frame.words.of('codeGo'), { class: 'button main' }));

/** The page on which a person asks for a new code. */
export const backPage = (frame: PersonFrame): string =>
  personPage(frame, {
    ...{ title: 'backTitle', menu: 'code', here: PERSON.code },
    body: [
      p(frame.words.of('backText')),
      form(frame, PERSON.code, submit(frame.words.of('codeNew'), { class: 'main' })),
    ],
  });

/** The page for a representative who asks for what their mandate does not hold for. */
export const deniedPage = (frame: PersonFrame): string =>
  personPage(frame, {
    ...{ title: 'deniedTitle', menu: 'code', here: null },
    body: [p(frame.words.of('deniedText')), onward(frame)],
  });
