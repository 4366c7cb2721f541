import type { MarkupElement } from '../../../core/markup/index.js';
import { MANDATE_LIMITS, MANDATE_SCOPES, type MandateScope, type NamedMandate } from '../../mandates/index.js';
import {
  at,
  FIELD,
  filled,
  foreign,
  form,
  h,
  link,
  PERSON,
  type PersonFrame,
  p,
  part,
  personPage,
  submit,
} from '../parts/index.js';
import type { PersonText, Words } from '../words/index.js';

/** What is wrong with what was typed. */
export type MandateMistake = 'name' | 'may' | 'day' | 'full';

export interface MandateState {
  readonly mandates: readonly NamedMandate[];
  readonly nowMs: number;
  /** What was typed and not taken; null for nothing. */
  readonly refused: { readonly mistake: MandateMistake; readonly typed: ReadonlyMap<string, string> } | null;
}

const MAY: Readonly<Record<MandateScope, PersonText>> = {
  see: 'mandateSee',
  contest: 'mandateContest',
  requests: 'mandateRequests',
};
const SCOPES = Object.keys(MANDATE_SCOPES) as MandateScope[];

const MISTAKES: Readonly<Record<MandateMistake, PersonText>> = {
  name: 'mandateBadName',
  may: 'mandateBadMay',
  day: 'mandateBadDay',
  full: 'mandateFull',
};
/** Field in which a mistake is mended. */
const FIELDS: Readonly<Record<MandateMistake, string>> = {
  name: FIELD.name,
  may: FIELD.may('see'),
  day: FIELD.until,
  full: FIELD.name,
};

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The page on which a person says who acts for them, sees who does, and ends it. */
export function mandatePage(frame: PersonFrame, state: MandateState): string {
  const { words } = frame;
  const { mandates, refused, nowMs } = state;
  return personPage(frame, {
    ...{ title: 'mandateTitle', menu: 'mandate', here: PERSON.mandate },
    body: [
      refused === null ? null : refusal(words, refused.mistake, nowMs),
      p(words.of('mandateText')),
      mandates.length === 0
        ? p(words.of('mandateNone'))
        : h('ul', {}, ...mandates.map((mandate) => mandateItem(frame, mandate))),
      part('new', words.of('mandateNew'), giving(frame, state)),
    ],
  });
}

const refusal = (words: Words, mistake: MandateMistake, nowMs: number): MarkupElement =>
  h(
    'div',
    { class: 'warning', role: 'alert' },
    h('h2', {}, words.of('mandateBad')),
    p(link(`#${FIELDS[mistake]}`, words.of(MISTAKES[mistake], { value: dayOf(nowMs) }))),
  );

function mandateItem(frame: PersonFrame, { id, name, may, untilMs, isInForce }: NamedMandate): MarkupElement {
  const { words } = frame;
  if (!isInForce) return h('li', {}, ...filled(words, 'mandateOver', { name: foreign(name) }));
  const button = (path: string, key: PersonText): MarkupElement =>
    form(frame, `${PERSON.mandate}/${id}/${path}`, submit(words.of(key, { name }), { class: 'quiet' }));
  return h(
    'li',
    {},
    p(...filled(words, 'mandateOne', { name: foreign(name), date: words.date(untilMs) })),
    h('ul', {}, ...may.map((scope) => h('li', {}, words.of(MAY[scope])))),
    button('link', 'mandateLink'),
    button('end', 'mandateEnd'),
  );
}

function giving(frame: PersonFrame, { refused, nowMs }: MandateState): MarkupElement {
  const { words } = frame;
  const typed = (field: string): string => refused?.typed.get(field) ?? '';
  const invalid = (mistake: MandateMistake) => (refused?.mistake === mistake ? { 'aria-invalid': 'true' } : {});
  const hint = { value: dayOf(nowMs), date: words.date(nowMs + MANDATE_LIMITS.spanMs) };
  return form(
    frame,
    PERSON.mandate,
    h('label', { for: FIELD.name }, words.of('mandateName')),
    h('input', {
      ...{ id: FIELD.name, name: FIELD.name, type: 'text', required: '', autocomplete: 'off', dir: 'auto' },
      ...{ maxlength: MANDATE_LIMITS.name, value: typed(FIELD.name), ...invalid('name') },
    }),
    h('fieldset', {}, h('legend', {}, words.of('mandateMay')), ...SCOPES.map((scope) => choice(words, scope, typed))),
    h('label', { for: FIELD.until }, words.of('mandateUntil')),
    h('p', { class: 'hint', id: 'until-hint' }, words.of('mandateHint', hint)),
    h('input', {
      ...{ id: FIELD.until, name: FIELD.until, type: 'date', required: '', 'aria-describedby': 'until-hint' },
      ...{ min: dayOf(nowMs), max: dayOf(nowMs + MANDATE_LIMITS.spanMs), value: typed(FIELD.until) },
      ...invalid('day'),
    }),
    submit(words.of('mandateGive'), { class: 'main' }),
  );
}

function choice(words: Words, scope: MandateScope, typed: (field: string) => string): MarkupElement {
  const field = FIELD.may(scope);
  return h(
    'label',
    { class: 'choice', for: field },
    h('input', {
      ...{ id: field, name: field, type: 'checkbox', value: 'yes' },
      ...(typed(field) === 'yes' ? { checked: '' } : {}),
    }),
    ' ',
    words.of(MAY[scope]),
  );
}

/** The code of a representative, which the person is shown once and gives on. */
export const mandateCodePage = (
  frame: PersonFrame,
  {
    name,
    code,
    address,
    untilMs,
  }: { readonly name: string; readonly code: string; readonly address: string; readonly untilMs: number },
): string => {
  const { words } = frame;
  return personPage(frame, {
    ...{ title: 'mandateCodeTitle', menu: 'mandate', here: null },
    body: [
      p(...filled(words, 'mandateCodeText', { name: foreign(name), date: words.date(untilMs) })),
      h('p', { class: 'code', dir: 'ltr' }, code),
      p(words.of('codeLink'), ' ', h('bdi', {}, h('code', {}, address))),
      p(link(at(frame, PERSON.mandate), words.of('mandateBack'), { class: 'button main' })),
    ],
  });
};
