import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import type { ServerDeps } from '../base/index.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { JSON_TYPE, purposeHeader, readerOf } from '../http/reader.js';
import { type Route, routesOver } from '../http/route.js';
import type { ExplanationMetrics } from './metrics.js';
import { explanationAnswer, explanationQuery } from './schemas.js';

export interface ExplanationRouteDeps extends Pick<ServerDeps, 'explained'> {
  readonly counts: ExplanationMetrics;
}

const route = routesOver<ExplanationRouteDeps>();
const MAX_ID = 64;

/** Routes that explain recorded decisions. */
export const explanationRoutes: readonly Route<ExplanationRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/decisions/:id/explanation',
    action: 'explanation.read',
    within: ['explanation.subject', 'explanation.reviewer', 'explanation.auditor', 'explanation.developer'],
    summary: 'Why a recorded decision came out as it did, by the version that decided and in the view of the reader',
    headers: purposeHeader,
    query: explanationQuery,
    answer: explanationAnswer,
    also: [{ status: 202, text: 'It is being made: ask again after the time in Retry-After.' }],
    noStore: true,
    errors: [
      ...(['BODY_INVALID', 'DECISION_UNKNOWN', 'INVALID', 'NOT_FOUND', 'STORE_INVALID'] as const),
      ...(['RATE_LIMITED', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'] as const),
    ],
    async handle(call, { explained, counts }) {
      const { view } = call.query;
      await call.demand(`explanation.${view}`);
      const { id = '' } = call.params;
      if (id.length > MAX_ID) throw noDecision();
      const found = await explained.explanation({ id, view }, readerOf(call)).catch((cause: unknown) => {
        counts.refused.add(1, { code: cause instanceof TribuneError ? cause.code : 'INTERNAL' });
        throw cause;
      });
      if (found === 'unknown') throw noDecision();
      if (found === 'erased') {
        throw decisionErased('the decision was erased, and with it whatever explained it', {
          remedy: 'Its receipt still proves that something was logged.',
        });
      }
      if (found === 'pending') {
        return call.reply.code(202).header('retry-after', String(RETRY_AFTER_S)).send({ status: 'pending' });
      }
      counts.given.add(1, { view });
      return call.reply.type(JSON_TYPE).send(printExact(found));
    },
  }),
];

const noDecision = () => unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });
