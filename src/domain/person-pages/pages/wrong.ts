import type { MarkupElement } from '../../../core/markup/index.js';
import type { Answer, Check } from '../../explanation-answers/index.js';
import { correctable, type PersonView } from '../../notices/index.js';
import { at, form, h, link, nameOf, PERSON, type PersonFrame, p, part, personPage, submit } from '../parts/index.js';
import type { PersonText, Words } from '../words/index.js';
import { type ContestMistakes, inputField, mistakesBox } from './contest.js';

export interface WrongState {
  /** What stands in the fields, by input. */
  readonly typed: Readonly<Record<string, string>>;
  readonly mistakes: ContestMistakes | null;
  /** What came of it; `cannot` where the decision cannot be run again, null before anything was sent. */
  readonly checked: Answer['wrong'] | 'cannot' | null;
}

const CHECKS: Readonly<Record<Check, PersonText>> = {
  'no such input': 'wrongNotRun',
  'as recorded': 'wrongAsRecorded',
  'same outcome': 'wrongSame',
  'other outcome': 'wrongOther',
  'not run': 'wrongNotRun',
};

/** The page on which a person has a fact checked without contesting the decision. */
export function wrongPage(frame: PersonFrame, view: PersonView, { typed, mistakes, checked }: WrongState): string {
  const { words } = frame;
  const inputs = correctable(view.decided.inputs);
  const fields = { draft: { corrections: typed }, mistakes };
  return personPage(frame, {
    ...{ title: 'wrongTitle', menu: 'decision', here: PERSON.wrong },
    body: [
      mistakes === null || mistakes.nothing ? null : mistakesBox(words, inputs, mistakes, 0),
      mistakes?.nothing === true ? h('p', { class: 'warning', role: 'alert' }, words.of('wrongNone')) : null,
      checked === null ? null : resultOf(frame, checked),
      p(words.of('wrongText')),
      form(
        frame,
        PERSON.wrong,
        ...inputs.flatMap((one, place) => inputField(words, one, { place, ...fields })),
        submit(words.of('wrongCheck'), { class: 'main' }),
      ),
    ],
  });
}

const resultOf = (frame: PersonFrame, checked: Answer['wrong'] | 'cannot'): MarkupElement =>
  part(
    'result',
    frame.words.of('wrongResult'),
    checked === 'cannot' ? p(frame.words.of('wrongCannot')) : sentences(frame.words, checked),
    p(link(at(frame, PERSON.contest), frame.words.of('menuContest'), { class: 'button' })),
  );

const sentences = (words: Words, checked: Answer['wrong']): MarkupElement =>
  h(
    'ul',
    { role: 'status' },
    ...checked.map(({ input, check }) => h('li', {}, words.of(CHECKS[check], { name: nameOf(input) }))),
  );
