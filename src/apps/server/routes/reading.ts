import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import type { DecisionView, Reader, Visibility } from '../../../domain/decisions/api/index.js';
import type { ServerDeps } from '../base/deps.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { actor, type Guard } from '../http/guard.js';

const MAX_PURPOSE = 200;
const MAX_EVENTS = 1000;
const MAX_ID = 64;
/** Of records, which are printed with their numbers as they came. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Reading decisions, receipts and openings. Reads of payloads are logged by the service. */
export function readingRoutes(app: FastifyInstance, { reading }: ServerDeps, guard: Guard): void {
  const visibility = async (request: FastifyRequest): Promise<Visibility> => ({
    payload: await guard.may(request, 'decision.payload'),
    attributes: await guard.may(request, 'decision.attributes'),
  });

  app.get('/v1/decisions/:id', { config: { action: 'decision.read' } }, async (request, reply) => {
    const view = await reading.decision(idOf(request), await visibility(request), readerOf(request));
    if (view === null) throw unknownDecision();
    return privately(reply)
      .type(JSON_TYPE)
      .send(printExact(printView(view)));
  });

  app.get('/v1/decisions/:id/receipt', { config: { action: 'receipt.read' } }, async (request, reply) => {
    const receipt = await reading.receipt(idOf(request));
    if (receipt.status === 'ready') {
      return privately(reply).type('text/plain; charset=utf-8').send(receipt.text);
    }
    if (receipt.status === 'unknown') throw unknownDecision();
    reply.header('retry-after', String(RETRY_AFTER_S));
    throw new TribuneError('DECISION_UNKNOWN', 'the decision is in the log, its checkpoint is not out yet', {
      remedy: 'Ask again after the time in Retry-After.',
    });
  });

  app.get('/v1/decisions/:id/opening', { config: { action: 'opening.read' } }, async (request, reply) => {
    const visible = { payload: true, attributes: await guard.may(request, 'decision.attributes') };
    const opening = await reading.opening(idOf(request), visible, readerOf(request));
    if (opening.status === 'ready') {
      return privately(reply).type('application/json; charset=utf-8').send(opening.text);
    }
    if (opening.status === 'unknown') throw unknownDecision();
    throw new TribuneError('DECISION_UNKNOWN', 'the decision was erased: nothing opens it any more', {
      remedy: 'Its receipt still proves that something was logged.',
    });
  });

  app.get('/v1/integrity-events', { config: { action: 'integrity.read' } }, async (_request, reply) => {
    const events = await reading.integrityEvents(MAX_EVENTS);
    const shown = events.map(({ decision, otherDigest: _keyed, detectedAtMs, ...rest }) => ({
      ...rest,
      detectedAt: new Date(detectedAtMs).toISOString(),
      decision: uuidText(decision),
    }));
    return privately(reply).send({ events: shown });
  });
}

/** The record's own fields at the top, what the service says about it under `logged`. */
function printView(view: DecisionView): Record<string, unknown> {
  const { id, record, attributes, ...logged } = view;
  const fields = typeof record === 'object' && record !== null ? record : {};
  return { ...fields, id, ...(attributes === null ? {} : { attributes }), logged };
}

const privately = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

function idOf(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  // Whether an id is well formed is the service's to say; what cannot be one is not passed on.
  if (id.length <= MAX_ID) return id;
  throw unknownDecision();
}

const unknownDecision = (): TribuneError =>
  new TribuneError('DECISION_UNKNOWN', 'no decision has this id', { remedy: 'Check the id; it is a UUID.' });

/** Who reads and why: the purpose comes in a header and goes to the log of reads. */
export function readerOf(request: FastifyRequest): Reader {
  const purpose = request.headers['tribune-purpose'];
  return { actor: actor(request), purpose: typeof purpose === 'string' ? purpose.slice(0, MAX_PURPOSE) : '' };
}

export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
