import type { MarkupElement } from '../../../core/markup/index.js';
import type { CaseStage } from '../../../core/oversight/index.js';
import type { NamedEvidence } from '../../evidence/index.js';
import type { PersonAppeal, PersonView } from '../../notices/index.js';
import {
  at,
  form,
  h,
  link,
  mayOpen,
  outcomeWords,
  PERSON,
  type PersonFrame,
  p,
  part,
  personPage,
  submit,
} from '../parts/index.js';
import type { PersonText, Words } from '../words/index.js';
import { saidOf } from './contest.js';
import { evidencePart } from './evidence.js';

/** What a stage means to the person: nothing of who reads, and nothing of what they think. */
const STAGES: Readonly<Record<CaseStage, PersonText>> = {
  waiting: 'stageWaiting',
  reading: 'stageReading',
  revealed: 'stageReading',
  'panel-waiting': 'stagePanel',
  'panel-reading': 'stagePanel',
  'panel-revealed': 'stagePanel',
  'awaiting-subject': 'stageAwaiting',
  escalated: 'stageEscalated',
  decided: 'stageDecided',
  communicated: 'stageTold',
  closed: 'stageTold',
};

const UNDECIDED: readonly CaseStage[] = ['decided', 'communicated', 'closed'];

/** The page that tells how far it is, with the next step and its day. */
export function statusPage(
  frame: PersonFrame,
  view: PersonView,
  { files, nowMs }: { readonly files: readonly NamedEvidence[]; readonly nowMs: number },
): string {
  const { appeal, draft } = view;
  const { words } = frame;
  return personPage(frame, {
    ...{ title: 'statusTitle', menu: 'status', here: PERSON.status },
    body:
      appeal === null
        ? [
            p(words.of(draft.revision === 0 ? 'statusNone' : 'statusDraft')),
            view.mayContest && mayOpen(frame, 'contest')
              ? p(link(at(frame, PERSON.contest), words.of('menuContest'), { class: 'button main' }))
              : null,
          ]
        : appealBody(frame, appeal, { files, nowMs }),
  });
}

function appealBody(
  frame: PersonFrame,
  appeal: PersonAppeal,
  { files, nowMs }: { readonly files: readonly NamedEvidence[]; readonly nowMs: number },
): (MarkupElement | null)[] {
  const { words } = frame;
  const { record, answerByMs } = appeal;
  const isOver = UNDECIDED.includes(record.stage);
  const due = answerByMs === null ? null : { date: words.date(answerByMs) };
  return [
    p(words.of('statusSent', { date: words.date(record.openedAtMs) })),
    p(words.of('statusNumber', { id: record.id })),
    part(
      'next',
      words.of('statusNext'),
      h('p', { class: 'lead' }, words.of(STAGES[record.stage])),
      due === null || record.notice !== null ? null : p(words.of(answerByMs! < nowMs ? 'answerLate' : 'answerBy', due)),
      appeal.told === null
        ? null
        : p(link(at(frame, PERSON.outcome), words.of('outcomeTitle'), { class: 'button main' })),
    ),
    part('words', words.of('yourWords'), ...saidOf(words, appeal.statement, appeal.corrections)),
    mayOpen(frame, 'evidence') ? evidencePart(frame, files) : null,
    isOver || !mayOpen(frame, 'contest')
      ? null
      : form(frame, PERSON.withdraw, p(words.of('withdrawText')), submit(words.of('withdraw'), { class: 'quiet' })),
  ];
}

const HOW: Readonly<Record<string, PersonText>> = {
  recheck: 'howRecheck',
  review: 'howReview',
  panel: 'howPanel',
  withdrawn: 'withdrawn',
};

/** The answer, as a page and, printed, as a letter. */
export function outcomePage(frame: PersonFrame, view: PersonView): string {
  const { words } = frame;
  const told = view.appeal?.told ?? null;
  return personPage(frame, {
    ...{ title: 'outcomeTitle', menu: 'outcome', here: PERSON.outcome },
    body:
      told === null
        ? [p(words.of('outcomeNone')), p(link(at(frame, PERSON.status), words.of('menuStatus')))]
        : outcomeBody(words, view, view.appeal!),
  });
}

function outcomeBody(words: Words, view: PersonView, { record, told }: PersonAppeal): (MarkupElement | null)[] {
  const { outcome, scale, isChanged, reasons } = told!;
  const how = record.settlement!.how;
  return [
    h('p', { class: 'lead' }, words.of(isChanged ? 'outcomeChanged' : 'outcomeKept')),
    record.notice === null ? null : p(words.of('outcomeOn', { date: words.date(record.notice.atMs) })),
    h(
      'dl',
      {},
      h('dt', {}, words.of('outcomeBefore')),
      h('dd', {}, outcomeWords(words, scale, view.decided.outcome)),
      h('dt', {}, words.of('outcomeNow')),
      h('dd', {}, outcomeWords(words, scale, outcome)),
    ),
    isChanged
      ? p(
          record.applied === null
            ? words.of('outcomeNotApplied')
            : words.of('outcomeApplied', { date: words.date(record.applied.atMs) }),
        )
      : null,
    p(words.of(HOW[how] ?? 'howReview')),
    reasons.length === 0
      ? null
      : part(
          'reasons',
          words.of('outcomeReasons'),
          h('ul', {}, ...reasons.map((reason) => h('li', {}, h('pre', { class: 'said', dir: 'auto' }, reason)))),
        ),
    part('redress', words.of('redressTitle'), p(view.redress(words.language))),
    p(words.of('statusNumber', { id: record.id })),
    h('p', { class: 'hint screen' }, words.of('print')),
  ];
}
