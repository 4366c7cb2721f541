import { z } from 'zod';
import {
  type PersonRequest,
  type PersonRequests,
  REFUSALS,
  REQUEST_KINDS,
  type RequestRefusal,
} from '../../../domain/person-requests/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { time, uuid } from '../http/schemas.js';

export interface RequestRouteDeps {
  readonly requests: PersonRequests;
}

const route = routesOver<RequestRouteDeps>();

const because = z.enum(Object.keys(REFUSALS) as [RequestRefusal, ...RequestRefusal[]]);
const requestAnswer = z
  .object({
    ...{ id: uuid, notice: uuid, decision: uuid, kind: z.enum(REQUEST_KINDS), madeAt: time, due: time },
    state: z.enum(['open', 'done', 'refused']),
    because: because.nullable(),
    answeredAt: time.nullable(),
    answeredBy: z.string().nullable(),
  })
  .meta({ id: 'PersonRequest' });
const answerRequest = z
  .strictObject({
    because: because.nullable().meta({
      description: `Null where it was done; else why not: ${Object.entries(REFUSALS)
        .map(([name, what]) => `\`${name}\`, ${what}`)
        .join('; ')}.`,
    }),
  })
  .meta({ id: 'PersonRequestAnswer' });

/** Routes of whoever answers what people ask about what is held about them. */
export const requestRoutes: readonly Route<RequestRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/requests',
    action: 'request.list',
    summary: 'What people ask about what is held about them, the longest open first, 500 at most',
    query: z.strictObject({ state: z.enum(['open', 'all']).default('open') }),
    answer: z
      .object({
        requests: z.array(requestAnswer),
        more: z
          .boolean()
          .meta({ description: 'Whether there are more, which come up as those before them are answered.' }),
      })
      .meta({ id: 'PersonRequests' }),
    errors: ['STORE_INVALID'],
    async handle({ query }, { requests }) {
      const { requests: found, isMore } = await requests.list(query.state === 'all');
      return { requests: found.map(print), more: isMore };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/requests/:id/answer',
    action: 'request.answer',
    summary: 'Say that what a person asked for was done, or why it is not; it does nothing else',
    body: jsonBody(answerRequest),
    answer: requestAnswer,
    errors: ['BODY_INVALID', 'NOT_FOUND', 'CONFLICT', 'STORE_INVALID'],
    handle: async ({ params, body, actor }, { requests }) =>
      print(await requests.answer(params.id!, body.because, actor)),
  }),
];

const iso = (ms: number): string => new Date(ms).toISOString();

const print = ({ madeAtMs, dueMs, answeredAtMs, ...request }: PersonRequest) => ({
  ...request,
  ...{ madeAt: iso(madeAtMs), due: iso(dueMs), answeredAt: answeredAtMs === null ? null : iso(answeredAtMs) },
});
