import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import type { AskedFor } from '../../../domain/explained-decisions/index.js';
import type { CaseStore } from '../../../domain/oversight/index.js';
import type { ServerDeps } from '../base/index.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { JSON_TYPE, purposeHeader, readerOf } from '../http/reader.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import type { ExplanationMetrics } from './metrics.js';
import { explanationAnswer, explanationQuery } from './schemas.js';

export interface ExplanationRouteDeps extends Pick<ServerDeps, 'explained'> {
  readonly counts: ExplanationMetrics;
  /** The cases that a person has. */
  readonly cases: () => Pick<CaseStore, 'heldBy'>;
  /** Deployments whose numbers developers are shown. */
  readonly openedToDevelopers: ReadonlySet<string>;
}

const route = routesOver<ExplanationRouteDeps>();
const MAX_ID = 64;

/** Routes that explain recorded decisions. */
export const explanationRoutes: readonly Route<ExplanationRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/decisions/:id/explanation',
    action: 'decision.explain',
    within: [
      ...['explanation.subject', 'explanation.reviewer', 'explanation.auditor', 'explanation.developer'],
      'explanation-numbers.read',
    ],
    summary: 'Why a recorded decision came out as it did, by the version that decided and in the view of the reader',
    headers: purposeHeader,
    query: explanationQuery,
    answer: explanationAnswer,
    also: [
      { status: 202, text: 'It is being made: ask again after the time in Retry-After.' },
      { status: 303, text: 'To a reviewer: it is shown at the case about the decision that they read.' },
    ],
    noStore: true,
    errors: [
      ...(['BODY_INVALID', 'CONFLICT', 'DECISION_UNKNOWN', 'INVALID', 'NOT_FOUND', 'STORE_INVALID'] as const),
      ...(['RATE_LIMITED', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'] as const),
      ...(['MODEL_UNREACHABLE', 'MODEL_ANSWER_INVALID'] as const),
    ],
    async handle(call, deps) {
      const { explained, counts } = deps;
      const { view } = call.query;
      const { id = '' } = call.params;
      if (!(await call.may(`explanation.${view}`))) {
        const ownCase = await demandRelated(call, { id, view }, deps);
        if (ownCase !== null) return call.reply.code(303).header('location', `/v1/cases/${ownCase}/explanation`).send();
      }
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

/**
 * Demands the right to a view that the caller has not of every decision. A reviewer has it of the decision of a case of theirs, whose id is given: there it
 * is shown, and noted that they opened it. Whether there is such a decision at all is told to nobody else.
 */
async function demandRelated(
  call: Pick<Call, 'caller' | 'actor' | 'demand'>,
  { id, view }: AskedFor,
  { explained, cases, openedToDevelopers }: ExplanationRouteDeps,
): Promise<string | null> {
  const { caller, actor } = call;
  if (caller.kind === 'account' && view === 'reviewer' && caller.roles.includes('reviewer')) {
    const held = (await cases().heldBy(actor)).cases.find(({ record }) => record.decision === id.toLowerCase());
    if (held === undefined) throw noCase();
    // One without a committed view is refused there, which says what to do.
    await call.demand('explanation.reviewer', ['reads-case']);
    return held.record.id;
  }
  if (caller.kind === 'account' && view === 'developer' && caller.roles.includes('developer')) {
    const deployment = id.length > MAX_ID ? null : await explained.deploymentOf(id);
    if (deployment === null || !openedToDevelopers.has(deployment)) throw notOpened();
    await call.demand('explanation-numbers.read', ['numbers-opened']);
    return null;
  }
  await call.demand(`explanation.${view}`);
  return null;
}

const noCase = (): TribuneError =>
  new TribuneError('FORBIDDEN', 'a reviewer is shown the explanation of a decision whose case they have', {
    remedy: 'Claim the case and commit your view: POST /v1/cases/claim.',
  });

const notOpened = (): TribuneError =>
  new TribuneError('FORBIDDEN', 'a developer is shown numbers of deployments that are opened to developers', {
    remedy:
      'Have the deployment named under `explanations: { developers: [...] }` in tribune.yaml, or ask by a key with decisions:read that legal gave.',
  });

const noDecision = () => unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });
