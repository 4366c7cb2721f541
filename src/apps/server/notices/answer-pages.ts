import { TribuneError } from '../../../core/base/errors.js';
import { UNDERSTOOD, type Understood } from '../../../domain/explanation-answers/index.js';
import { NO_DRAFT, type NoticeRecord, readCorrections } from '../../../domain/notices/index.js';
import { decisionPage, FIELD, PERSON, type PersonFrame, wrongPage } from '../../../domain/person-pages/index.js';
import { type Route, routesOver } from '../http/route.js';
import { type FormFields, formBody } from './form-body.js';
import { OWN, SMALL_FORM } from './own-page.js';
import { draftFrom, mistakesIn, type OwnPageDeps } from './own-pages.js';
import { type PersonCall, page, withNotice, withNoticeAtWork } from './person-call.js';

const route = routesOver<OwnPageDeps>();

/** Greatest form with inputs, bytes. */
const INPUT_FORM: number = 256 * 1024;
const SUBJECT = 'subject';

/** Pages on which a person says what they make of the explanation, short of contesting the decision. */
export const answerPages: readonly Route<OwnPageDeps>[] = [
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.understood,
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice, frame) => {
        const [why, next] = [understood(call.body, FIELD.why), understood(call.body, FIELD.next)];
        const isAnswered = why !== null || next !== null;
        if (isAnswered) await deps.answers.take(notice.decision, { why, next, wrong: [] }, SUBJECT);
        const view = await deps.notices.view(notice);
        return page(
          call,
          decisionPage(frame, view, { explanation: await deps.notices.explanation(notice), isAnswered }),
        );
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.wrong,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const view = await deps.notices.view(notice);
        return page(call, wrongPage(frame, view, { typed: {}, mistakes: null, checked: null }));
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.wrong,
    body: formBody(INPUT_FORM),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, (notice, frame, by) => check({ call, deps, notice, frame, by })),
  }),
];

async function check(asked: {
  readonly call: PersonCall & { readonly body: FormFields };
  readonly deps: OwnPageDeps;
  readonly notice: NoticeRecord;
  readonly frame: PersonFrame;
  readonly by: string;
}): Promise<unknown> {
  const { call, deps, notice, frame, by } = asked;
  const view = await deps.notices.view(notice);
  const { corrections: typed } = draftFrom(call.body, view);
  const mistakes = mistakesIn(view, { ...NO_DRAFT, corrections: typed }, true);
  if (mistakes !== null) return page(call, wrongPage(frame, view, { typed, mistakes, checked: null }), 422);
  const { corrections } = readCorrections(view.decided.inputs, typed);
  // All of them, as one run of the model answers for all; the bound of the form is theirs.
  const wrong = Object.entries(corrections).map(([input, value]) => ({
    input,
    value: value as number | string | boolean,
  }));
  const checked = await checkedBy(deps, notice, { wrong, by });
  return page(call, wrongPage(frame, view, { typed, mistakes: null, checked }));
}

/** What comes of it; `cannot` for a decision that cannot be run again. */
async function checkedBy(
  { answers }: OwnPageDeps,
  { decision }: NoticeRecord,
  { wrong, by }: { readonly wrong: Parameters<OwnPageDeps['answers']['take']>[1]['wrong']; readonly by: string },
) {
  try {
    const answer = await answers.take(decision, { why: null, next: null, wrong }, by);
    return typeof answer === 'string' ? ('cannot' as const) : answer.wrong;
  } catch (cause) {
    if (cause instanceof TribuneError && ['INVALID', 'NOT_FOUND'].includes(cause.code)) return 'cannot' as const;
    throw cause;
  }
}

const understood = (fields: FormFields, field: string): Understood | null =>
  UNDERSTOOD.find((one) => one === fields.get(field)) ?? null;
