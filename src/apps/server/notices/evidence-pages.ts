import { TribuneError } from '../../../core/base/errors.js';
import { EVIDENCE_LIMITS, refusalIn } from '../../../domain/evidence/index.js';
import type { NoticeRecord } from '../../../domain/notices/index.js';
import {
  type EvidenceState,
  evidencePage,
  FIELD,
  PERSON,
  type PersonFrame,
} from '../../../domain/person-pages/index.js';
import { type Route, routesOver } from '../http/route.js';
import { sendEvidence } from './evidence-file.js';
import { fileBody } from './file-body.js';
import { formBody } from './form-body.js';
import { OWN, SMALL_FORM } from './own-page.js';
import { type OwnPageDeps, onward } from './own-pages.js';
import { goTo, type PersonCall, page, withNotice, withNoticeAtWork } from './person-call.js';

const route = routesOver<OwnPageDeps>();

/** Pages on which a person hands in files. */
export const evidencePages: readonly Route<OwnPageDeps>[] = [
  route({
    ...OWN,
    method: 'GET',
    path: PERSON.evidence,
    handle: (call, deps) => withNotice(call, deps, (notice, frame, by) => shown(call, deps, { notice, frame, by })),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: PERSON.evidence,
    body: fileBody(FIELD.file, EVIDENCE_LIMITS.bytes),
    handle: (call, deps) =>
      withNoticeAtWork(call, deps, async (notice, frame, by) => {
        try {
          await deps.evidence.add(notice, call.body, by);
        } catch (cause) {
          const refusal = refusedAs(cause);
          if (refusal === undefined) throw cause;
          return shown(call, deps, { notice, frame, by, refusal });
        }
        return shown(call, deps, { notice, frame, by, isAdded: true });
      }),
  }),
  route({
    ...OWN,
    method: 'POST',
    path: `${PERSON.evidence}/:id/remove`,
    body: formBody(SMALL_FORM),
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, frame, by) => {
        // Where it is gone, or was sent meanwhile, the list says so.
        await deps.evidence.remove(notice, call.params.id!, by).catch((cause: unknown) => {
          if (!(cause instanceof TribuneError) || !['CONFLICT', 'NOT_FOUND'].includes(cause.code)) throw cause;
        });
        return goTo(call, onward(frame, PERSON.evidence));
      }),
  }),
  route({
    ...OWN,
    method: 'GET',
    path: `${PERSON.evidence}/:id`,
    answer: 'application/octet-stream',
    handle: (call, deps) =>
      withNotice(call, deps, async (notice, _frame, by) =>
        sendEvidence(call.reply, await deps.evidence.own(notice, call.params.id!, by)),
      ),
  }),
];

interface Shown extends Partial<Pick<EvidenceState, 'refusal' | 'isAdded'>> {
  readonly notice: NoticeRecord;
  readonly frame: PersonFrame;
  readonly by: string;
}

async function shown(
  call: PersonCall,
  { evidence }: OwnPageDeps,
  { notice, frame, by, refusal = null, isAdded = false }: Shown,
): Promise<unknown> {
  const overview = await evidence.overview(notice, by);
  const isOpen = await evidence.isOpen(notice);
  return page(call, evidencePage(frame, { ...overview, isOpen, refusal, isAdded }), refusal === null ? 200 : 422);
}

/** Why a file was refused, as the page says it; null where the list says it, undefined for every other error. */
function refusedAs(cause: unknown): EvidenceState['refusal'] | undefined {
  const reason = cause instanceof TribuneError ? cause.reason : undefined;
  if (reason === 'evidence.full') return 'full';
  return reason === 'evidence.late' ? null : (refusalIn(cause) ?? undefined);
}
