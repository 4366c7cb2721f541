import type { MarkupElement } from '../../../core/markup/index.js';
import { UNDERSTOOD, type Understood } from '../../explanation-answers/index.js';
import { FIELD, form, h, PERSON, type PersonFrame, p, part, submit } from '../parts/index.js';
import type { PersonText } from '../words/index.js';
import type { ExplainedToPerson } from './explained.js';

const WORDS: Readonly<Record<Understood, PersonText>> = { yes: 'yes', partly: 'askPartly', no: 'no' };

/** The two questions behind an explanation that was read; null where there is none. */
export function askOf(frame: PersonFrame, explained: ExplainedToPerson | 'pending' | null): MarkupElement | null {
  if (explained === null || explained === 'pending') return null;
  const { words } = frame;
  return part(
    'ask',
    words.of('askTitle'),
    p(words.of('askText')),
    form(
      frame,
      PERSON.understood,
      ...question(frame, FIELD.why, 'askWhy'),
      ...question(frame, FIELD.next, 'askNext'),
      submit(words.of('askSend')),
    ),
  );
}

const question = ({ words }: PersonFrame, name: string, text: PersonText): MarkupElement[] => [
  h('label', { for: `ask-${name}` }, words.of(text)),
  h(
    'select',
    { id: `ask-${name}`, name },
    h('option', { value: '' }, words.of('askSkip')),
    ...UNDERSTOOD.map((value) => h('option', { value }, words.of(WORDS[value]))),
  ),
];
