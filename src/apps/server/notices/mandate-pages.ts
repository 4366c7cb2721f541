import { TribuneError } from '../../../core/base/errors.js';
import { MANDATE_SCOPES, type MandateScope } from '../../../domain/mandates/index.js';
import type { NoticeRecord } from '../../../domain/notices/index.js';
import {
  FIELD,
  type MandateMistake,
  mandateCodePage,
  mandatePage,
  PERSON,
  type PersonFrame,
} from '../../../domain/person-pages/index.js';
import { type Route, routesOver } from '../http/route.js';
import { type FormFields, formBody } from './form-body.js';
import { addressOf } from './open-pages.js';
import { OWN, SMALL_FORM } from './own-page.js';
import { type OwnPageDeps, onward } from './own-pages.js';
import { goTo, type PersonCall, page, withNotice, withNoticeAtWork } from './person-call.js';

const route = routesOver<OwnPageDeps>();

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A name of 200 characters, each of which a form may write in twelve bytes, with the other fields. */
const NAME_FORM: number = 2 * SMALL_FORM;

/** Pages on which a person says who acts for them. No mandate holds for them: a representative lets nobody else in. */
export const mandatePages: readonly Route<OwnPageDeps>[] = [
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.mandate,
    handle: (call, deps) => withNotice(call, deps, (notice, frame) => shown(call, deps, { notice, frame })),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.mandate,
    body: formBody(NAME_FORM),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice, frame, by) => {
        const typed: FormFields = call.body;
        const name = (typed.get(FIELD.name) ?? '').trim();
        const may = SCOPES.filter((scope) => typed.get(FIELD.may(scope)) === 'yes');
        const day = typed.get(FIELD.until) ?? '';
        if (name === '') return shown(call, deps, { notice, frame, typed, mistake: 'name' });
        if (may.length === 0) return shown(call, deps, { notice, frame, typed, mistake: 'may' });
        try {
          const dayMs = DAY.test(day) ? Date.parse(day) : Number.NaN;
          const wanted = { name, may, dayMs, check: 'person', file: null } as const;
          const { mandate, code } = await deps.mandates.give(notice, wanted, by);
          return page(call, codeOf(call, frame, { name, code, untilMs: mandate.untilMs }));
        } catch (cause) {
          const mistake = mistakeIn(cause);
          if (mistake === null) throw cause;
          return shown(call, deps, { notice, frame, typed, mistake });
        }
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: `${PERSON.mandate}/:id/link`,
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice, frame, by) => {
        try {
          const { mandate, code } = await deps.mandates.link(call.params.id!, by, notice.id);
          const name = (await deps.mandates.named(notice)).find(({ id }) => id === mandate.id)!.name;
          return page(call, codeOf(call, frame, { name, code, untilMs: mandate.untilMs }));
        } catch (cause) {
          return backAfter(call, frame, cause);
        }
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: `${PERSON.mandate}/:id/end`,
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame, by) => {
        try {
          await deps.mandates.end(call.params.id!, by, notice.id);
        } catch (cause) {
          return backAfter(call, frame, cause);
        }
        return goTo(call, onward(frame, PERSON.mandate));
      }),
  }),
];

const SCOPES = Object.keys(MANDATE_SCOPES) as MandateScope[];

/** Leads back to the list, which says how it stands, where a mandate is gone or has ended meanwhile. */
function backAfter(call: PersonCall, frame: PersonFrame, cause: unknown): unknown {
  if (!(cause instanceof TribuneError) || !['CONFLICT', 'NOT_FOUND'].includes(cause.code)) throw cause;
  return goTo(call, onward(frame, PERSON.mandate));
}

function mistakeIn(cause: unknown): MandateMistake | null {
  if (!(cause instanceof TribuneError)) return null;
  if (cause.reason === 'mandate.too-many') return 'full';
  // Of what the page has not looked at itself only the day is left.
  return cause.reason === 'mandate.wrong' ? 'day' : null;
}

const codeOf = (
  call: Parameters<typeof addressOf>[0],
  frame: PersonFrame,
  given: { readonly name: string; readonly code: string; readonly untilMs: number },
): string => mandateCodePage(frame, { ...given, address: addressOf(call, given.code) });

async function shown(
  call: PersonCall,
  deps: OwnPageDeps,
  asked: {
    readonly notice: NoticeRecord;
    readonly frame: PersonFrame;
    readonly typed?: FormFields;
    readonly mistake?: MandateMistake;
  },
): Promise<unknown> {
  const { notice, frame, typed, mistake } = asked;
  const mandates = await deps.mandates.named(notice);
  const refused = mistake === undefined ? null : { mistake, typed: typed! };
  const html = mandatePage(frame, { mandates, nowMs: deps.nowMs(), refused });
  return page(call, html, refused === null ? 200 : mistake === 'full' ? 409 : 422);
}
