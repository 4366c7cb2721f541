import { TribuneError } from '../../../core/base/errors.js';
import type { Evidence, NamedEvidence } from '../../../domain/evidence/index.js';
import type { ExplanationAnswers } from '../../../domain/explanation-answers/index.js';
import {
  correctable,
  type Draft,
  NOTICE_LIMITS,
  type PersonView,
  readCorrections,
} from '../../../domain/notices/index.js';
import { CASE_LIMITS } from '../../../domain/oversight/index.js';
import {
  type ContestMistakes,
  checkPage,
  contestPage,
  decisionPage,
  FIELD,
  outcomePage,
  PERSON,
  type PersonFrame,
  plainPage,
  statusPage,
} from '../../../domain/person-pages/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import type { Attempts } from '../http/attempts.js';
import { type Route, routesOver } from '../http/route.js';
import { type FormFields, formBody } from './form-body.js';
import { OWN } from './own-page.js';
import { goTo, type PersonCall, page, withNotice } from './person-call.js';
import type { NoticeRouteDeps } from './routes.js';

export interface OwnPageDeps extends NoticeRouteDeps {
  readonly reading: Pick<RoomContext['reading'], 'receipt' | 'opening'>;
  readonly evidence: Evidence;
  readonly answers: Pick<ExplanationAnswers, 'take'>;
  readonly nowMs: () => number;
  /** What was done for each notice that costs work, by its id. */
  readonly works: Attempts;
}

const route = routesOver<OwnPageDeps>();

/** Greatest form that a person sends, bytes: a statement whose every character takes nine of them, and as much again for inputs. */
const FORM_BYTES: number = 512 * 1024;
/** An address as the pages carry it: with the language that was chosen. */
export const onward = (frame: PersonFrame, path: string): string =>
  frame.isChosen ? `${path}?${FIELD.language}=${frame.words.language}` : path;

/** Pages of a person who has a notice open. */
export const ownPages: readonly Route<OwnPageDeps>[] = [
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.decision,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame, by) => {
        const view = await deps.notices.view(notice);
        return page(
          call,
          decisionPage(frame, view, { explanation: await deps.notices.explanation(notice, by), isAnswered: false }),
        );
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.contest,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const view = await deps.notices.view(notice);
        if (!view.mayContest) return goTo(call, onward(frame, PERSON.status));
        return contest(call, { frame, view, draft: view.draft, files: await deps.evidence.list(notice) });
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.contest,
    body: formBody(FORM_BYTES),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const view = await deps.notices.view(notice);
        if (!view.mayContest) return goTo(call, onward(frame, PERSON.status));
        const draft = draftFrom(call.body, view);
        const files = await deps.evidence.list(notice);
        const isCheck = call.body.get(FIELD.what) === 'check';
        const mistakes = mistakesIn(view, draft, isCheck);
        // What is too long is kept nowhere; what cannot be read as a number is kept as it was typed.
        if (mistakes?.statement === true) return contest(call, { frame, view, draft, files, mistakes });
        try {
          const kept = await deps.notices.write(notice, draft);
          if (mistakes !== null) return contest(call, { frame, view, draft: kept, files, mistakes });
          if (isCheck) return goTo(call, onward(frame, PERSON.check));
          return contest(call, { frame, view, draft: kept, files, isSaved: true });
        } catch (cause) {
          if (!(cause instanceof TribuneError) || cause.reason !== 'notice.changed-elsewhere') throw cause;
          const other = (await deps.notices.view(notice)).draft;
          return contest(call, { frame, view, draft, files, other });
        }
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.check,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const view = await deps.notices.view(notice);
        if (!view.mayContest) return goTo(call, onward(frame, PERSON.status));
        const mistakes = mistakesIn(view, view.draft, true);
        const files = await deps.evidence.list(notice);
        if (mistakes !== null) return contest(call, { frame, view, draft: view.draft, files, mistakes });
        const { corrections } = readCorrections(view.decided.inputs, view.draft.corrections);
        return page(call, checkPage(frame, view, { statement: view.draft.statement, corrections, files }));
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.send,
    body: formBody(FORM_BYTES),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame, by) => {
        const view = await deps.notices.view(notice);
        // What is sent is what was shown: where another window has saved something since, it is shown first.
        if (!view.mayContest) return goTo(call, onward(frame, PERSON.status));
        if (
          call.body.get(FIELD.revision) !== String(view.draft.revision) ||
          mistakesIn(view, view.draft, true) !== null
        )
          return goTo(call, onward(frame, PERSON.check));
        try {
          await deps.notices.contest(notice, view.draft.revision, by);
        } catch (cause) {
          if (!(cause instanceof TribuneError) || cause.reason !== 'notice.changed-elsewhere') throw cause;
          return goTo(call, onward(frame, PERSON.check));
        }
        return goTo(call, onward(frame, PERSON.status));
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.status,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) =>
        page(
          call,
          statusPage(frame, await deps.notices.view(notice), {
            files: await deps.evidence.list(notice),
            nowMs: deps.nowMs(),
          }),
        ),
      ),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.withdraw,
    body: formBody(FORM_BYTES),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame, by) => {
        // Where it was decided meanwhile there is nothing to take back, and the page of its status says so.
        await deps.notices.withdraw(notice, by).catch((cause: unknown) => {
          if (!(cause instanceof TribuneError) || cause.code !== 'CONFLICT') throw cause;
        });
        return goTo(call, onward(frame, PERSON.status));
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.outcome,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => page(call, outcomePage(frame, await deps.notices.view(notice)))),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.receipt,
    answer: 'text/plain',
    handle: (call, deps) =>
      withNotice(call, deps, async ({ decision }, frame) => {
        const receipt = await deps.reading.receipt(decision);
        return receipt.status === 'ready'
          ? file(call, { name: 'receipt.txt', type: 'text/plain; charset=utf-8', text: receipt.text })
          : notReady(call, frame);
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.opening,
    answer: 'application/json',
    handle: (call, deps) =>
      withNotice(call, deps, async ({ decision }, frame, actor) => {
        const reader = { actor, purpose: 'the person keeps what their receipt is about' };
        const opening = await deps.reading.opening(decision, { payload: true, attributes: false }, reader);
        return opening.status === 'ready'
          ? file(call, { name: 'opening.json', type: 'application/json; charset=utf-8', text: opening.text })
          : notReady(call, frame);
      }),
  }),
];

const notReady = (call: PersonCall, frame: PersonFrame) =>
  page(call, plainPage(frame, { title: 'failTitle', text: 'receiptPending' }), 404);

const file = (
  { reply }: PersonCall,
  { name, type, text }: { readonly name: string; readonly type: string; readonly text: string },
) =>
  reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .type(type)
    .send(text);

interface Shown {
  readonly frame: PersonFrame;
  readonly view: PersonView;
  readonly draft: Draft;
  readonly files: readonly NamedEvidence[];
  readonly mistakes?: ContestMistakes;
  readonly other?: Draft;
  readonly isSaved?: true;
}

const contest = (call: PersonCall, { frame, view, draft, files, mistakes, other, isSaved }: Shown) =>
  page(
    call,
    contestPage(frame, view, {
      ...{ draft, mistakes: mistakes ?? null, other: other ?? null, isSaved: isSaved === true, files },
      most: CASE_LIMITS.statement,
    }),
    mistakes !== undefined ? 422 : other !== undefined ? 409 : 200,
  );

/** What the form says, as it was typed. */
export function draftFrom(fields: FormFields, { decided, draft }: PersonView): Draft {
  const corrections = Object.fromEntries(
    correctable(decided.inputs).flatMap(({ name }, place) => {
      const typed = (fields.get(FIELD.input(place)) ?? '').slice(0, NOTICE_LIMITS.value + 1);
      return typed.trim() === '' ? [] : [[name, typed] as const];
    }),
  );
  const revision = Number(fields.get(FIELD.revision) ?? draft.revision);
  return {
    revision: Number.isSafeInteger(revision) ? revision : -1,
    statement: fields.get(FIELD.statement) ?? '',
    corrections,
  };
}

/** What has to be mended; that there is nothing at all only before it is sent. */
export function mistakesIn(
  { decided }: PersonView,
  { statement, corrections: typed }: Draft,
  isSent: boolean,
): ContestMistakes | null {
  const { corrections, mistakes } = readCorrections(decided.inputs, typed);
  const isLong = statement.length > CASE_LIMITS.statement;
  const isNothing = isSent && statement.trim() === '' && Object.keys(corrections).length === 0;
  const isRight = Object.keys(mistakes).length === 0 && !isLong && !isNothing;
  return isRight ? null : { inputs: mistakes, statement: isLong, nothing: isNothing };
}
