import { printExact } from '../../../core/base/exact-json.js';
import { heldPage, PERSON } from '../../../domain/person-pages/index.js';
import { type PersonRequests, REQUEST_KINDS } from '../../../domain/person-requests/index.js';
import { type Route, routesOver } from '../http/route.js';
import { formBody } from './form-body.js';
import { OWN, SMALL_FORM } from './own-page.js';
import { type OwnPageDeps, onward } from './own-pages.js';
import { goTo, page, withNotice, withNoticeAtWork } from './person-call.js';

export interface HeldPageDeps extends OwnPageDeps {
  readonly requests: PersonRequests;
}

const route = routesOver<HeldPageDeps>();
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Pages that say what is held about a person, and take what they ask about it. */
export const heldPages: readonly Route<HeldPageDeps>[] = [
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.held,
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame) => {
        const [files, messages] = [await deps.evidence.list(notice), await deps.messages.ofNotice(notice.id)];
        const hasAddress = await deps.messages.hasAddress(notice.decision);
        const requests = await deps.requests.of(notice);
        const mandates = (await deps.mandates.ofDecision(notice.decision)).length;
        const state = { files: files.length, messages: messages.length, hasAddress, mandates, requests };
        return page(call, heldPage(frame, await deps.notices.view(notice), state));
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.held,
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice, frame, by) => {
        const kind = REQUEST_KINDS.find((one) => one === call.body.get('what'));
        // After an erasure nobody could say any longer whose request it is.
        await deps.notices.view(notice);
        if (kind !== undefined) await deps.requests.make(notice, kind, by);
        return goTo(call, onward(frame, PERSON.held));
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.copy,
    answer: 'application/json',
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice) => {
        const { decided, appeal, draft } = await deps.notices.view(notice);
        const { id, decision, language, madeAtMs } = notice;
        const held = {
          decision: {
            ...{ id: decision, deployment: notice.deployment, system: decided.system, purpose: decided.purpose },
            ...{ decidedAt: iso(decided.decidedAtMs), route: decided.route },
            ...{ inputs: decided.inputs, outcome: decided.outcome },
          },
          notice: { id, language, madeAt: iso(madeAtMs) },
          draft: draft.revision === 0 ? null : draft,
          appeal:
            appeal === null
              ? null
              : {
                  ...{ id: appeal.record.id, openedAt: iso(appeal.record.openedAtMs), stage: appeal.record.stage },
                  ...{ statement: appeal.statement, corrections: appeal.corrections, told: appeal.told },
                },
          files: (await deps.evidence.list(notice)).map(({ id: file, name, kind, bytes, digest, addedAtMs }) => ({
            ...{ id: file, name, kind, bytes, digest, addedAt: iso(addedAtMs) },
          })),
          messages: (await deps.messages.ofNotice(id)).map(({ kind, by, state, madeAtMs: at, endedAtMs }) => ({
            ...{ kind, by, state, madeAt: iso(at), endedAt: iso(endedAtMs) },
          })),
          mandates: (await deps.mandates.named(notice)).map(({ name, may, untilMs, givenAtMs, endedAtMs }) => ({
            ...{ name, may, until: iso(untilMs), givenAt: iso(givenAtMs), endedAt: iso(endedAtMs) },
          })),
          requests: (await deps.requests.of(notice)).map(({ kind, state, madeAtMs: at, dueMs, answeredAtMs }) => ({
            ...{ kind, state, madeAt: iso(at), due: iso(dueMs), answeredAt: iso(answeredAtMs) },
          })),
        };
        return call.reply
          .header('cache-control', 'no-store')
          .header('content-disposition', 'attachment; filename="held.json"')
          .type('application/json; charset=utf-8')
          .send(printExact(held));
      }),
  }),
];
