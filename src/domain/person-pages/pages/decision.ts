import type { MarkupContent, MarkupElement } from '../../../core/markup/index.js';
import type { PersonView } from '../../notices/index.js';
import {
  at,
  filled,
  foreign,
  h,
  link,
  mayOpen,
  nameOf,
  PERSON,
  type PersonFrame,
  p,
  part,
  personPage,
  valueMarkup,
} from '../parts/index.js';
import type { PersonText, Words } from '../words/index.js';
import { askOf } from './ask.js';
import { changesOf, type ExplainedToPerson, reasonsOf } from './explained.js';

const ROUTES: Readonly<Record<string, PersonText>> = {
  automatic: 'routeAutomatic',
  reviewed: 'routeReviewed',
};

/** The page of a decision: what was decided, why, from which facts, and what the person can do. */
export function decisionPage(
  frame: PersonFrame,
  view: PersonView,
  { explanation, isAnswered }: { readonly explanation: object | 'pending' | null; readonly isAnswered: boolean },
): string {
  const { words } = frame;
  const explained = explanation as ExplainedToPerson | 'pending' | null;
  return personPage(frame, {
    ...{ title: 'decisionTitle', menu: 'decision', here: PERSON.decision },
    body: [
      isAnswered ? h('p', { role: 'status', class: 'lead' }, words.of('askThanks')) : null,
      part('what', words.of('whatTitle'), ...whatOf(words, view)),
      part('why', words.of('whyTitle'), ...reasonsOf(words, explained)),
      changesOf(words, explained),
      frame.may === null ? askOf(frame, explained) : null,
      factsOf(frame, view),
      rightsOf(frame, view),
      receiptOf(frame),
    ],
  });
}

function whatOf(words: Words, { decided }: PersonView): MarkupElement[] {
  const { scale, outcome, purpose, system, decidedAtMs, route } = decided;
  return [
    h('p', { class: 'lead' }, ...resultOf(words, scale, outcome)),
    p(words.of('decidedOn', { date: words.date(decidedAtMs) })),
    ...(purpose === null ? [] : [p(...filled(words, 'about', { purpose: foreign(purpose) }))]),
    ...(system === null ? [] : [p(...filled(words, 'system', { system: foreign(system) }))]),
    p(words.of(ROUTES[route] ?? 'routeFallback')),
  ];
}

function resultOf(
  words: Words,
  scale: PersonView['decided']['scale'],
  outcome: PersonView['decided']['outcome'],
): readonly MarkupContent[] {
  if (scale.kind === 'binary') return [words.of(outcome === scale.favourable ? 'favourable' : 'unfavourable')];
  const value = foreign(String(outcome));
  return scale.kind === 'amount'
    ? filled(words, 'amount', { outcome: value, unit: foreign(scale.unit) })
    : filled(words, 'level', { outcome: value });
}

function factsOf(frame: PersonFrame, { decided, mayContest }: PersonView): MarkupElement {
  const { words } = frame;
  const rows = Object.entries(decided.inputs).map(([name, value]) => [
    h('dt', {}, foreign(nameOf(name))),
    h('dd', {}, valueMarkup(words, value)),
  ]);
  return part(
    'facts',
    words.of('factsTitle'),
    p(words.of('factsText')),
    h('dl', {}, ...rows.flat()),
    mayContest && mayOpen(frame, 'contest')
      ? p(
          link(at(frame, PERSON.contest), words.of('factsButton'), { class: 'button main' }),
          link(at(frame, PERSON.wrong), words.of('wrongGo'), { class: 'button' }),
        )
      : null,
  );
}

function rightsOf({ words }: PersonFrame, { contestUntilMs, mayContest, appeal, redress }: PersonView): MarkupElement {
  const isOpen = appeal !== null && appeal.record.stage !== 'closed';
  const until = { date: words.date(contestUntilMs) };
  return part(
    'rights',
    words.of('rightsTitle'),
    ...(mayContest || isOpen
      ? [p(words.of('rightsText', until)), p(words.of('rightsHow'))]
      : [p(words.of('rightsOver', until))]),
    h('h3', {}, words.of('redressTitle')),
    p(redress(words.language)),
  );
}

const receiptOf = (frame: PersonFrame): MarkupElement =>
  part(
    'receipt',
    frame.words.of('receiptTitle'),
    p(frame.words.of('receiptText')),
    h(
      'ul',
      { class: 'screen' },
      h('li', {}, link(at(frame, PERSON.receipt), frame.words.of('receiptFile'), { download: 'receipt.txt' })),
      h('li', {}, link(at(frame, PERSON.opening), frame.words.of('openingFile'), { download: 'opening.json' })),
      h('li', {}, link(PERSON.verify, frame.words.of('receiptCheck'))),
    ),
  );
