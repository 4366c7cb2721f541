import type { MarkupContent, MarkupElement } from '../../../core/markup/index.js';
import type { NamedEvidence } from '../../evidence/index.js';
import { type CorrectableInput, correctable, type Draft, type Mistake, type PersonView } from '../../notices/index.js';
import {
  at,
  FIELD,
  filled,
  foreign,
  form,
  h,
  link,
  nameOf,
  PERSON,
  type PersonFrame,
  p,
  part,
  personPage,
  submit,
  valueMarkup,
  valueText,
} from '../parts/index.js';
import type { Words } from '../words/index.js';
import { evidencePart } from './evidence.js';

/** What is wrong with what a person sent: inputs by name, the statement, or that there is nothing at all. */
export interface ContestMistakes {
  readonly inputs: Readonly<Record<string, Mistake>>;
  readonly statement: boolean;
  readonly nothing: boolean;
}

/** What stands in the fields of inputs. */
export interface InputState {
  readonly draft: Pick<Draft, 'corrections'>;
  readonly mistakes: Pick<ContestMistakes, 'inputs'> | null;
}

export interface ContestState {
  /** What stands in the fields. */
  readonly draft: Draft;
  readonly mistakes: ContestMistakes | null;
  /** What another window saved meanwhile; null where none did. */
  readonly other: Draft | null;
  readonly isSaved: boolean;
  /** What the person handed in. */
  readonly files: readonly NamedEvidence[];
  /** Most characters of the statement. */
  readonly most: number;
}

/** The page on which a person corrects facts and says what they want to say. */
export function contestPage(frame: PersonFrame, view: PersonView, state: ContestState): string {
  const { words } = frame;
  const { draft, mistakes, other, isSaved } = state;
  const inputs = correctable(view.decided.inputs);
  return personPage(frame, {
    ...{ title: 'contestTitle', menu: 'contest', here: PERSON.contest },
    body: [
      isSaved ? h('p', { role: 'status', class: 'lead' }, words.of('saved')) : null,
      mistakes === null ? null : mistakesBox(words, inputs, mistakes, state.most),
      other === null ? null : otherBox(words, other),
      p(words.of('contestText')),
      form(
        frame,
        PERSON.contest,
        h('input', { type: 'hidden', name: FIELD.revision, value: String((other ?? draft).revision) }),
        part(
          'correct',
          words.of('correctTitle'),
          p(words.of('correctText')),
          ...inputs.flatMap((one, place) => inputField(words, one, { place, draft, mistakes })),
        ),
        part('statement-part', words.of('statementTitle'), ...statementField(words, state)),
        submit(words.of('check'), { name: FIELD.what, value: 'check', class: 'main' }),
        submit(words.of('save'), { name: FIELD.what, value: 'save' }),
      ),
      evidencePart(frame, state.files),
      p(words.of('evidenceFirst')),
    ],
  });
}

export function mistakesBox(
  words: Words,
  inputs: readonly CorrectableInput[],
  { inputs: wrong, statement, nothing }: ContestMistakes,
  most: number,
): MarkupElement {
  const items = inputs.flatMap(({ name }, place) => {
    if (!Object.hasOwn(wrong, name)) return [];
    const mistake = wrong[name];
    const text = words.of(mistake === 'no-number' ? 'mistakeNumber' : 'mistakeLong', { name: nameOf(name) });
    return [h('li', {}, link(`#${FIELD.input(place)}`, text))];
  });
  return h(
    'div',
    { class: 'warning', role: 'alert' },
    h('h2', {}, words.of('mistakesTitle')),
    h(
      'ul',
      {},
      ...items,
      ...(statement ? [h('li', {}, link('#statement', words.of('mistakeStatement', { n: String(most) })))] : []),
      ...(nothing ? [h('li', {}, link('#statement', words.of('mistakeNothing')))] : []),
    ),
  );
}

const otherBox = (words: Words, other: Draft): MarkupElement =>
  h(
    'div',
    { class: 'warning', role: 'alert' },
    h('h2', {}, words.of('changedTitle')),
    p(words.of('changedText')),
    p(words.of('changedOther')),
    ...saidOf(words, other.statement, other.corrections),
  );

export function inputField(
  words: Words,
  { name, recorded, type }: CorrectableInput,
  { place, draft, mistakes }: { readonly place: number } & InputState,
): MarkupContent[] {
  const id = FIELD.input(place);
  const hint = h(
    'p',
    { class: 'hint', id: `${id}-hint` },
    ...filled(words, 'correctHint', { value: valueMarkup(words, recorded) }),
  );
  if (type === 'none') return [h('h3', {}, foreign(nameOf(name))), hint, p(words.of('correctNone'))];
  const value = Object.hasOwn(draft.corrections, name) ? draft.corrections[name]! : '';
  const attrs = {
    ...{ id, name: id, 'aria-describedby': `${id}-hint` },
    'aria-invalid': Object.hasOwn(mistakes?.inputs ?? {}, name) ? 'true' : null,
  };
  const field =
    type === 'yes-no'
      ? h('select', attrs, ...choices(words, value))
      : h('input', {
          ...attrs,
          type: 'text',
          value,
          ...(type === 'number' ? { inputmode: 'decimal' } : {}),
          dir: 'auto',
        });
  return [h('label', { for: id }, foreign(nameOf(name))), hint, field];
}

const choices = (words: Words, chosen: string): MarkupElement[] =>
  (
    [
      ['', 'keep'],
      ['yes', 'yes'],
      ['no', 'no'],
    ] as const
  ).map(([value, key]) => h('option', { value, selected: value === chosen ? '' : null }, words.of(key)));

const statementField = (words: Words, { draft, mistakes, most }: ContestState): MarkupElement[] => [
  h('label', { for: 'statement' }, words.of('statementField')),
  h('p', { class: 'hint', id: 'statement-hint' }, words.of('statementHint', { n: String(most) })),
  h(
    'textarea',
    {
      ...{ id: 'statement', name: FIELD.statement, rows: 12, dir: 'auto', 'aria-describedby': 'statement-hint' },
      'aria-invalid': mistakes?.statement === true ? 'true' : null,
    },
    // The first line break of a field is not part of it (HTML, section 13.1.2.5).
    `\n${draft.statement}`,
  ),
];

/** What a person said, as it is shown back to them. */
export const saidOf = (
  words: Words,
  statement: string | null,
  corrections: Readonly<Record<string, unknown>>,
): MarkupElement[] => {
  const corrected = Object.entries(corrections).filter(([, value]) => value !== '');
  return [
    h('h3', {}, words.of('checkCorrections')),
    corrected.length === 0
      ? p(words.of('checkNothing'))
      : h(
          'dl',
          {},
          ...corrected.flatMap(([name, value]) => [
            h('dt', {}, foreign(nameOf(name))),
            h('dd', {}, valueMarkup(words, value)),
          ]),
        ),
    h('h3', {}, words.of('checkStatement')),
    statement === null || statement.trim() === ''
      ? p(words.of('checkNothing'))
      : h('pre', { class: 'said', dir: 'auto' }, statement),
  ];
};

/** The page on which a person checks what they send, before anything is sent. */
export function checkPage(
  frame: PersonFrame,
  view: PersonView,
  said: {
    readonly statement: string;
    readonly corrections: Readonly<Record<string, unknown>>;
    readonly files: readonly NamedEvidence[];
  },
): string {
  const { words } = frame;
  const changes = Object.fromEntries(
    Object.entries(said.corrections).map(([name, to]) => [
      name,
      words
        .of('change', { name: '', to: valueText(words, to), from: valueText(words, view.decided.inputs[name]) })
        .replace(/^: /, ''),
    ]),
  );
  return personPage(frame, {
    ...{ title: 'checkTitle', menu: 'contest', here: PERSON.check },
    body: [
      p(words.of('checkText')),
      ...saidOf(words, said.statement, changes),
      evidencePart(frame, said.files),
      form(
        frame,
        PERSON.send,
        h('input', { type: 'hidden', name: FIELD.revision, value: String(view.draft.revision) }),
        submit(words.of('send'), { class: 'main' }),
        link(at(frame, PERSON.contest), words.of('goBack'), { class: 'button' }),
      ),
    ],
  });
}
