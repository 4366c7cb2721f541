import { printExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { DecisionView } from '../../../domain/decisions/api/index.js';
import type { DecidedInArm, DecidedUnder, MadeDecision } from '../../../domain/stops/index.js';
import type { ServerDeps } from '../base/deps.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { JSON_TYPE, purposeHeader, readerOf } from '../http/reader.js';
import { type Route, routesOver } from '../http/route.js';
import { decisionErased, decisionIdOf, noDecision, receiptPending } from './errors.js';
import { decisionView, integrityEventList } from './schemas.js';

const MAX_EVENTS = 1000;

type ReadingDeps = Pick<ServerDeps, 'reading' | 'stopSwitch'>;
const route = routesOver<ReadingDeps>();

/** Routes that read decisions, receipts and openings. The service logs each read of a payload. */
export const readingRoutes: readonly Route<ReadingDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/decisions/:id',
    action: 'decision.read',
    within: ['decision.payload', 'decision.attributes'],
    summary: 'A decision, as far as the caller may see it',
    headers: purposeHeader,
    answer: decisionView,
    noStore: true,
    errors: ['DECISION_UNKNOWN'],
    async handle(call, { reading, stopSwitch }) {
      const visible = {
        payload: await call.may('decision.payload'),
        attributes: await call.may('decision.attributes'),
      };
      const view = await reading.decision(decisionIdOf(call.params), visible, readerOf(call));
      if (view === null) throw noDecision();
      const decision = madeDecision(view, visible);
      const stopped = decision === null ? null : await stopSwitch.decidedUnder(decision);
      const canary = decision === null ? null : await stopSwitch.canaries.armOf(decision);
      return call.reply.type(JSON_TYPE).send(printExact(printView(view, { stopped, canary })));
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/:id/receipt',
    action: 'receipt.read',
    summary: 'The receipt, a C2SP tlog-proof; 404 with Retry-After until its checkpoint is out',
    answer: 'text/plain',
    noStore: true,
    errors: ['DECISION_UNKNOWN'],
    async handle({ reply, params }, { reading }) {
      const receipt = await reading.receipt(decisionIdOf(params));
      if (receipt.status === 'ready') return receipt.text;
      if (receipt.status === 'unknown') throw noDecision();
      reply.header('retry-after', String(RETRY_AFTER_S));
      throw receiptPending('the decision is in the log, its checkpoint is not out yet', {
        remedy: 'Ask again after the time in Retry-After.',
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/decisions/:id/opening',
    action: 'opening.read',
    within: ['decision.attributes'],
    summary: 'Salt, entry and exact payload, for the subject, their agent or an auditor',
    headers: purposeHeader,
    answer: 'application/json',
    noStore: true,
    errors: ['DECISION_UNKNOWN'],
    async handle(call, { reading }) {
      const visible = { payload: true, attributes: await call.may('decision.attributes') };
      const opening = await reading.opening(decisionIdOf(call.params), visible, readerOf(call));
      if (opening.status === 'ready') return opening.text;
      if (opening.status === 'unknown') throw noDecision();
      throw decisionErased('the decision was erased: nothing opens it any more', {
        remedy: 'Its receipt still proves that something was logged.',
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/integrity-events',
    action: 'integrity.read',
    summary: 'Known ids with other content',
    answer: integrityEventList,
    noStore: true,
    async handle(_call, { reading }) {
      const events = await reading.integrityEvents(MAX_EVENTS);
      const shown = events.map(({ decision, otherDigest: _keyed, detectedAtMs, ...rest }) => ({
        ...rest,
        detectedAt: new Date(detectedAtMs).toISOString(),
        decision: printUuid(decision),
      }));
      return { events: shown };
    },
  }),
];

/** Prints the record's own fields at the top, and what the service adds under `logged`. */
function printView(
  view: DecisionView,
  under: { readonly stopped: DecidedUnder | null; readonly canary: DecidedInArm | null },
): Record<string, unknown> {
  const { id, record, attributes, ownAttributes: _, ...logged } = view;
  const fields = typeof record === 'object' && record !== null ? record : {};
  return { ...fields, id, ...(attributes === null ? {} : { attributes }), logged: { ...logged, ...under } };
}

/** What the stop switch asks of a decision; null where its payload is not seen or erased. */
function madeDecision(
  { record, attributes }: DecisionView,
  visible: { readonly attributes: boolean },
): MadeDecision | null {
  if (typeof record !== 'object' || record === null) return null;
  const { deployment, version, subject, decidedAt, route, jurisdiction } = record as Readonly<Record<string, unknown>>;
  const decidedAtMs = typeof decidedAt === 'string' ? readTime(decidedAt) : null;
  if (typeof deployment !== 'string' || decidedAtMs === null) return null;
  const context = { ...(attributes as Readonly<Record<string, string | null>> | null), ...textOf({ jurisdiction }) };
  return {
    ...{ deployment, decidedAtMs, context: visible.attributes ? context : null },
    ...{ version: null, subject: null, route: null, ...textOf({ version, subject, route }) },
  };
}

/** The fields that are texts. */
const textOf = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((one): one is [string, string] => typeof one[1] === 'string'));
