import { evidenceTables } from '../../../adapters/postgres/evidence/index.js';
import { mandateTables } from '../../../adapters/postgres/mandates/index.js';
import { noticeTables } from '../../../adapters/postgres/notices/index.js';
import { personRequestTables } from '../../../adapters/postgres/person-requests/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { utf8 } from '../../../core/base/bytes.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import { type Metric, observing } from '../../../core/base/metrics.js';
import { printUuid, UUID_BYTES, uuidOf } from '../../../core/base/uuid.js';
import { Evidence, type EvidenceDeps, erasedEvidenceJob } from '../../../domain/evidence/index.js';
import { ExplanationAnswers } from '../../../domain/explanation-answers/index.js';
import { defineJob, type Job } from '../../../domain/jobs/index.js';
import { Mandates, type MandatesDeps } from '../../../domain/mandates/index.js';
import { Notices, type NoticesDeps } from '../../../domain/notices/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';
import { PersonRequests, type PersonRequestsDeps } from '../../../domain/person-requests/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import { ATTEMPTS_PER_MINUTE } from '../base/limits.js';
import { Attempts } from '../http/attempts.js';
import type { Route, SubjectOf } from '../http/index.js';
import { personMessagesPart } from '../person-messages/index.js';
import { answerPages } from './answer-pages.js';
import { noticesConfiguration } from './configuration/index.js';
import { NOTICE_COOKIE } from './cookie.js';
import { evidencePages } from './evidence-pages.js';
import { type HeldPageDeps, heldPages } from './held-pages.js';
import { linkPath } from './link-path.js';
import { mandatePages } from './mandate-pages.js';
import { mandateRoutes } from './mandate-routes.js';
import { type OpenPageDeps, openPages } from './open-pages.js';
import { ownPages } from './own-pages.js';
import { WORKS } from './person-call.js';
import { requestRoutes } from './request-routes.js';
import { noticeRoutes } from './routes.js';

export type NoticePartDeps = OpenPageDeps & HeldPageDeps;

/** Every route of notices. */
export const noticePartRoutes: readonly Route<NoticePartDeps>[] = [
  ...noticeRoutes,
  ...openPages,
  ...ownPages,
  ...evidencePages,
  ...answerPages,
  ...heldPages,
  ...mandatePages,
  ...requestRoutes,
  ...mandateRoutes,
];

/** Failures by which there is no explanation to show; the page says that there are no reasons. */
const UNEXPLAINED: readonly ErrorCode[] = ['INVALID', 'NOT_FOUND', 'RATE_LIMITED', 'SERVICE_BUSY'];

const explainOver =
  ({ explained }: Pick<RoomContext, 'explained'>): NoticesDeps['explain'] =>
  async (decision, actor) => {
    try {
      const reader = { actor, purpose: 'the person, or whoever acts for them, reads why' };
      const found = await explained.explanation({ id: decision, view: 'subject' }, reader);
      return found === 'unknown' || found === 'erased' ? null : found;
    } catch (cause) {
      if (cause instanceof TribuneError && UNEXPLAINED.includes(cause.code)) return null;
      throw cause;
    }
  };

/** Opens notices over the cases that people make of them. */
export function noticePart(
  context: RoomContext,
  oversight: Oversight,
): {
  readonly deps: NoticePartDeps;
  readonly subjectOf: SubjectOf;
  readonly jobs: readonly Job[];
  readonly metrics: readonly Metric[];
} {
  const { clock, reading, configuration, nowMs } = context;
  const { contact, linkDays, linkSecret } = configuration.read(noticesConfiguration);
  const notices = new Notices({
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as NoticesDeps['acts'],
    store: context.storesOf(noticeTables).notices,
    oversight,
    explain: explainOver(context),
    signedLinkKey: linkSecret === undefined ? null : utf8(linkSecret),
    crypto: nodeRuntime,
    clock: { nowMs: () => clock.nowMs(), randomBytes: (n) => nodeRuntime.randomBytes(n) },
  });
  const evidence = new Evidence({
    acts: context.acts as unknown as EvidenceDeps['acts'],
    store: context.storesOf(evidenceTables).evidence,
    ...{ oversight, crypto: nodeRuntime, nowMs: () => clock.nowMs() },
    newId: () => printUuid(uuidOf(nodeRuntime.randomBytes(UUID_BYTES))),
  });
  const answers = new ExplanationAnswers({
    ...{ reading, maker: context.explained, crypto: nodeRuntime, nowMs, acts: context.acts },
    registry: () => context.registry.view(),
  });
  const { messages, jobs, metrics } = personMessagesPart(context, { oversight, contact: contact ?? null, linkPath });
  const requests = new PersonRequests({
    acts: context.acts as unknown as PersonRequestsDeps['acts'],
    store: context.storesOf(personRequestTables).personRequests,
    nowMs: () => clock.nowMs(),
  });
  const mandates = new Mandates({
    acts: context.acts as unknown as MandatesDeps['acts'],
    store: context.storesOf(mandateTables).mandates,
    ...{ oversight, crypto: nodeRuntime },
    clock: { nowMs: () => clock.nowMs(), randomBytes: (n) => nodeRuntime.randomBytes(n) },
  });
  const isErased = async (decision: string) => (await reading.material(decision))?.key === null;
  return {
    jobs: [
      erasedEvidenceJob(evidence, isErased),
      ...jobs,
      defineJob({ name: 'person-requests', everyMs: MINUTE_MS, run: () => requests.look() }),
    ],
    metrics: [...metrics, ...requestMetrics(requests)],
    deps: {
      ...{
        notices,
        messages,
        requests,
        mandates,
        evidence,
        answers,
        reading,
        nowMs,
        noticeOptions: { linkDays, contact: contact ?? null },
      },
      attempts: new Attempts(nowMs, { most: ATTEMPTS_PER_MINUTE, windowMs: MINUTE_MS }),
      works: new Attempts(nowMs, WORKS),
    },
    async subjectOf(cookies) {
      const token = cookies[NOTICE_COOKIE];
      if (token === undefined || token === '') return null;
      const opened = await notices.opened(token);
      return opened === null ? null : { kind: 'subject', id: opened.notice.id };
    },
  };
}

function requestMetrics(requests: PersonRequests): readonly Metric[] {
  const { gauge } = observing(() => requests.counts);
  return [
    gauge(
      'tribune_requests_open',
      'Requests of people about what is held about them that nobody has answered, at the last look.',
      ({ open }) => [[{}, open]],
    ),
    gauge('tribune_requests_late', 'Of them those whose time to be answered is over.', ({ late }) => [[{}, late]]),
  ];
}
