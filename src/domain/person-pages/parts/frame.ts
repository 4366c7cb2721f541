import { element, type MarkupContent, type MarkupElement } from '../../../core/markup/index.js';
import type { MandateScope } from '../../mandates/index.js';
import { pageFrame } from '../../pages/frame/index.js';
import { PERSON_LANGUAGES, type PersonText, type Words, wordsIn } from '../words/index.js';
import { FIELD, PERSON } from './addresses.js';

export const h = element;
export const p = (...children: readonly MarkupContent[]): MarkupElement => h('p', {}, ...children);

/** What every page of a person is made with. */
export interface PersonFrame {
  readonly words: Words;
  /** Whether the person chose the language, so that every link keeps it. */
  readonly isChosen: boolean;
  /** Whom the person may ask; null where nobody is named. */
  readonly contact: string | null;
  /** What the representative who has the notice open may do; null for the person themselves. */
  readonly may: readonly MandateScope[] | null;
}

/** Address of a page, which keeps the language that was chosen. */
export const at = ({ words, isChosen }: Pick<PersonFrame, 'words' | 'isChosen'>, path: string): string =>
  isChosen ? `${path}?${FIELD.language}=${words.language}` : path;

/** Text of somebody else, such as a name or a value, whose direction of writing is its own. */
export const foreign = (text: string): MarkupElement => h('bdi', {}, text);

/** A text of ours with texts of others in it. */
export const filled = (
  words: Words,
  key: PersonText,
  values: Readonly<Record<string, MarkupContent>>,
): readonly MarkupContent[] =>
  words.pieces(key).map((piece) => (typeof piece === 'string' ? piece : (values[piece.name] ?? `{${piece.name}}`)));

export const link = (href: string, text: string, attrs: Readonly<Record<string, string>> = {}): MarkupElement =>
  h('a', { href, ...attrs }, text);

/** A form that is sent without a script. */
export const form = (
  frame: PersonFrame,
  action: string,
  ...children: readonly (MarkupContent | null)[]
): MarkupElement => formWith(frame, { action }, ...children);

/** The same for a file, which only this encoding carries (HTML, section 4.10.21.6). */
export const fileForm = (
  frame: PersonFrame,
  action: string,
  ...children: readonly (MarkupContent | null)[]
): MarkupElement => formWith(frame, { action, enctype: 'multipart/form-data' }, ...children);

const formWith = (
  frame: PersonFrame,
  attrs: Readonly<Record<string, string>>,
  ...children: readonly (MarkupContent | null)[]
): MarkupElement =>
  h(
    'form',
    { method: 'post', 'accept-charset': 'utf-8', ...attrs },
    ...(frame.isChosen ? [h('input', { type: 'hidden', name: FIELD.language, value: frame.words.language })] : []),
    ...children.filter((child) => child !== null),
  );

/** A button that sends its form. */
export const submit = (text: string, attrs: Readonly<Record<string, string>> = {}): MarkupElement =>
  h('button', { type: 'submit', ...attrs }, text);

/** A part of a page that its heading names. */
export const part = (id: string, title: string, ...content: readonly (MarkupContent | null)[]): MarkupElement =>
  h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...content.filter((one) => one !== null));

/** A page that is open, among which the menu leads. */
export type MenuPage = 'decision' | 'contest' | 'evidence' | 'status' | 'outcome' | 'held' | 'mandate' | 'code';

/** Pages of the menu, with what a representative needs for each: a scope, nothing, or null where it is for the person alone. */
const MENU: readonly (readonly [MenuPage, PersonText, MandateScope | 'any' | null])[] = [
  ['decision', 'menuDecision', 'see'],
  ['contest', 'menuContest', 'contest'],
  ['evidence', 'evidenceTitle', 'contest'],
  ['status', 'menuStatus', 'see'],
  ['outcome', 'menuOutcome', 'see'],
  ['held', 'heldTitle', 'requests'],
  ['mandate', 'mandateTitle', null],
  ['code', 'menuBack', 'any'],
];

/** Whether a page, or what leads to it, is for whoever has the notice open. */
export const mayOpen = ({ may }: Pick<PersonFrame, 'may'>, page: MenuPage): boolean => {
  const needed = MENU.find(([one]) => one === page)![2];
  return may === null || needed === 'any' || (needed !== null && may.includes(needed));
};

/** Address of the first page that whoever has the notice open may see. */
export const firstPage = (frame: Pick<PersonFrame, 'may'>): string =>
  PERSON[MENU.find(([page]) => mayOpen(frame, page))![0]];

export interface PersonPage {
  readonly title: PersonText;
  /** Which page of the menu it is; null for pages without an open notice. */
  readonly menu: MenuPage | null;
  readonly body: readonly (MarkupContent | null)[];
  /** Address of this page, for the links that choose a language; null where a page cannot be asked for again. */
  readonly here: string | null;
}

/** Makes a page of a person: a document that reads and works without any script. */
export function personPage(frame: PersonFrame, { title, menu, body, here }: PersonPage): string {
  const { words, contact } = frame;
  const text = words.of(title);
  return pageFrame({
    title: text,
    language: words.language,
    direction: words.direction,
    style: { href: PERSON.style },
    body: [
      link('#main', words.of('skip'), { class: 'skip' }),
      h(
        'header',
        {},
        ...(here === null ? [] : [languages(frame, here)]),
        ...(menu === null ? [] : [menuOf(frame, menu)]),
      ),
      h(
        'main',
        { id: 'main' },
        h('h1', {}, text),
        ...(menu === null || frame.may === null ? [] : [h('p', { class: 'hint' }, words.of('mandateActing'))]),
        ...body.filter((one) => one !== null),
      ),
      ...(contact === null && menu === null
        ? []
        : [
            h(
              'footer',
              {},
              ...(contact === null ? [] : [p(...filled(words, 'questions', { contact: foreign(contact) }))]),
              ...(menu === null ? [] : [form(frame, PERSON.leave, submit(words.of('leave'), { class: 'quiet' }))]),
            ),
          ]),
    ],
  });
}

const languages = ({ words }: PersonFrame, here: string): MarkupElement =>
  h(
    'nav',
    { 'aria-label': words.of('languages'), class: 'languages' },
    h(
      'ul',
      {},
      ...PERSON_LANGUAGES.map((language) => {
        const { name, direction } = wordsIn(language);
        const own = { lang: language, dir: direction };
        return h(
          'li',
          {},
          language === words.language
            ? h('span', { ...own, 'aria-current': 'true' }, name)
            : link(`${here}${here.includes('?') ? '&' : '?'}${FIELD.language}=${language}`, name, {
                ...own,
                hreflang: language,
              }),
        );
      }),
    ),
  );

const menuOf = (frame: PersonFrame, open: MenuPage): MarkupElement =>
  h(
    'nav',
    { 'aria-label': frame.words.of('menu'), class: 'menu' },
    h(
      'ul',
      {},
      ...MENU.filter(([page]) => mayOpen(frame, page)).map(([page, key]) =>
        h(
          'li',
          {},
          link(at(frame, PERSON[page]), frame.words.of(key), page === open ? { 'aria-current': 'page' } : {}),
        ),
      ),
    ),
  );
