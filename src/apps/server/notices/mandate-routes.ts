import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { linkPath } from './link-path.js';
import type { NoticeRouteDeps } from './routes.js';
import { givenMandateAnswer, mandateAnswer, mandateRequest, printMandate } from './schemas.js';

const route = routesOver<NoticeRouteDeps>();

/** Routes of whoever takes a mandate of a person by paper or at a desk. */
export const mandateRoutes: readonly Route<NoticeRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/notices/:id/mandates',
    action: 'notice.make',
    summary: 'Let somebody act for the person: for what, until when, and how that is known; with a link of their own',
    body: jsonBody(mandateRequest),
    status: 201,
    answer: givenMandateAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT', 'DECISION_UNKNOWN', 'STORE_INVALID'],
    async handle({ params, body: { representative: name, until, file, ...wanted }, actor }, { notices, mandates }) {
      const { record } = await notices.find(params.id!);
      const asked = { ...wanted, name, dayMs: Date.parse(until), file: file ?? null };
      const { mandate, code } = await mandates.give(record, asked, actor);
      const link = { code, path: linkPath(code), until: new Date(mandate.untilMs).toISOString() };
      return { mandate: printMandate({ ...mandate, isInForce: true }), link };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/mandates/:id/end',
    action: 'notice.make',
    summary: 'End a mandate, with its link and every page that is open by it',
    answer: mandateAnswer,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async ({ params, actor }, { mandates }) =>
      printMandate({ ...(await mandates.end(params.id!, actor)), isInForce: false }),
  }),
];
