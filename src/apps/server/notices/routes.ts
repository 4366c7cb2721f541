import { DAY_MS } from '../../../core/base/durations.js';
import type { Mandates } from '../../../domain/mandates/index.js';
import type { NoticeRecord, Notices } from '../../../domain/notices/index.js';
import type { PersonMessages } from '../../../domain/person-messages/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { linkPath } from './link-path.js';
import { linkAnswer, linkRequest, madeAnswer, noticeAnswer, noticeRequest, printMandate } from './schemas.js';

export interface NoticeRouteDeps {
  readonly notices: Notices;
  readonly messages: PersonMessages;
  readonly mandates: Mandates;
  readonly noticeOptions: {
    /** Days for which a link is valid where nobody says otherwise. */
    readonly linkDays: number;
    readonly contact: string | null;
  };
}

const route = routesOver<NoticeRouteDeps>();
const iso = (ms: number): string => new Date(ms).toISOString();

/** Routes of programs and people that send notices of decisions. */
export const noticeRoutes: readonly Route<NoticeRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/notices',
    action: 'notice.make',
    summary: 'Make a notice of a decision, with a link by which the person sees and contests it without an account',
    body: jsonBody(noticeRequest),
    status: 201,
    answer: madeAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'DECISION_UNKNOWN', 'CONFLICT', 'STORE_INVALID'],
    async handle({ body, actor }, { notices, messages, noticeOptions }) {
      const { highImpact: isHighImpact, linkDays, send, ...wanted } = body;
      const linkMs = (linkDays ?? noticeOptions.linkDays) * DAY_MS;
      const also = send === undefined ? {} : { also: await messages.sending(wanted, send) };
      const { record, code, untilMs } = await notices.make(
        { ...wanted, isHighImpact, linkMs, isLinkMsSaid: linkDays !== undefined, ...also },
        actor,
      );
      return { ...printNotice(record), link: { code, path: linkPath(code), until: iso(untilMs) } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/notices/:id',
    action: 'notice.read',
    summary: 'A notice with its links, without their codes and without anything that the person wrote',
    answer: noticeAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    async handle({ params }, { notices, messages, mandates }) {
      const { record, links } = await notices.find(params.id!);
      const told = await messages.ofNotice(record.id);
      return {
        ...printNotice(record),
        madeBy: record.madeBy,
        links: links.map(({ madeAtMs, expiresAtMs, by, endedAtMs, mandate }) => ({
          ...{ madeAt: iso(madeAtMs), until: iso(expiresAtMs), by },
          endedAt: endedAtMs === null ? null : iso(endedAtMs),
          mandate: mandate ?? null,
        })),
        mandates: (await mandates.ofDecision(record.decision)).map(printMandate),
        messages: told.map(({ id, kind, by, case: of, state, madeAtMs, attempts, problem, endedAtMs }) => ({
          ...{ id, kind, by, case: of, state, madeAt: iso(madeAtMs), attempts, problem },
          endedAt: endedAtMs === null ? null : iso(endedAtMs),
        })),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/notices/:id/links',
    action: 'notice.make',
    summary: 'Replace the link of a notice once it is known who asks; every earlier link and open page of it ends',
    body: jsonBody(linkRequest),
    status: 201,
    answer: linkAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    async handle({ params, body: { check, linkDays }, actor }, { notices, messages, noticeOptions }) {
      const usualMs = noticeOptions.linkDays * DAY_MS;
      const linkMs = linkDays === undefined ? undefined : linkDays * DAY_MS;
      const { code, untilMs } = await notices.replaceLink({ id: params.id!, check, linkMs, usualMs }, actor);
      await messages.linkReplaced(params.id!);
      return { code, path: linkPath(code), until: iso(untilMs) };
    },
  }),
];

const printNotice = ({ id, decision, deployment, language, madeAtMs, isHighImpact }: NoticeRecord) => ({
  ...{ id, decision, deployment, language, madeAt: iso(madeAtMs), highImpact: isHighImpact },
});
