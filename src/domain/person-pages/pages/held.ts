import type { MarkupElement } from '../../../core/markup/index.js';
import type { PersonView } from '../../notices/index.js';
import {
  type PersonRequest,
  REQUEST_KINDS,
  type RequestKind,
  type RequestRefusal,
} from '../../person-requests/index.js';
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
} from '../parts/index.js';
import type { PersonText } from '../words/index.js';

export interface HeldState {
  /** Files that the person handed in. */
  readonly files: number;
  /** Messages to them, whether they wait, were sent or were given up. */
  readonly messages: number;
  /** Whether an address of theirs is held for messages. */
  readonly hasAddress: boolean;
  /** People who act for the person, or did so. */
  readonly mandates: number;
  readonly requests: readonly PersonRequest[];
}

const ASK: Readonly<Record<RequestKind, PersonText>> = {
  copy: 'requestCopy',
  erasure: 'requestErasure',
  consent: 'requestConsent',
};
const BECAUSE: Readonly<Record<RequestRefusal, PersonText>> = {
  hold: 'becauseHold',
  law: 'becauseLaw',
  identity: 'becauseIdentity',
};

/** The page that says what is held about the person for this decision, gives a copy of it, and takes requests about everything else. */
export function heldPage(
  frame: PersonFrame,
  view: PersonView,
  { files, messages, hasAddress, mandates, requests }: HeldState,
): string {
  const { words } = frame;
  const { decided, appeal, draft } = view;
  const wrote = appeal !== null || draft.revision > 0;
  const items = [
    words.of('heldFacts', { n: String(Object.keys(decided.inputs).length) }),
    words.of('heldDecision'),
    ...(wrote ? [words.of('heldWords')] : []),
    ...(files === 0 ? [] : [words.of('heldFiles', { n: String(files) })]),
    ...(messages === 0 && !hasAddress ? [] : [words.of('heldMessages', { n: String(messages) })]),
    ...(mandates === 0 ? [] : [words.of('heldMandates', { n: String(mandates) })]),
  ];
  return personPage(frame, {
    ...{ title: 'heldTitle', menu: 'held', here: PERSON.held },
    body: [
      decided.purpose === null ? null : p(...filled(words, 'heldPurpose', { purpose: foreign(decided.purpose) })),
      p(words.of('heldText')),
      h('ul', {}, ...items.map((item) => h('li', {}, item))),
      p(link(at(frame, PERSON.copy), words.of('heldCopy'), { class: 'button main', download: 'held.json' })),
      part(
        'ask',
        words.of('requestTitle'),
        p(words.of('requestText')),
        ...REQUEST_KINDS.map((kind) => asking(frame, kind, requests)),
      ),
    ],
  });
}

/** One thing that may be asked for: the state of the last request, and the button where none is open. */
function asking(frame: PersonFrame, kind: RequestKind, requests: readonly PersonRequest[]): MarkupElement {
  const { words } = frame;
  const last = requests.findLast((one) => one.kind === kind);
  const isOpen = last?.state === 'open';
  return h(
    'div',
    {},
    ...(last === undefined ? [] : [h('p', { role: 'status' }, `${words.of(ASK[kind])}: ${stateOf(frame, last)}`)]),
    ...(isOpen
      ? []
      : [
          form(
            frame,
            PERSON.held,
            h('input', { type: 'hidden', name: FIELD.what, value: kind }),
            h('button', { type: 'submit' }, words.of(ASK[kind])),
          ),
        ]),
  );
}

function stateOf({ words }: PersonFrame, { state, madeAtMs, dueMs, because, answeredAtMs }: PersonRequest): string {
  if (state === 'open') return words.of('requestOpen', { date: words.date(madeAtMs), due: words.date(dueMs) });
  const date = words.date(answeredAtMs!);
  if (because === null) return words.of('requestDone', { date });
  return `${words.of('requestRefused', { date })} ${words.of(BECAUSE[because])}`;
}
