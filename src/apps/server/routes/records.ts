import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/errors.js';
import type { IngestOptions, IngestResult } from '../../../domain/decisions/service-api.js';
import type { ServerDeps } from '../deps.js';
import { bodyForm, readBytes } from '../http/body.js';
import { actor } from '../http/guard.js';
import { MAX_IDEMPOTENCY_KEY, MAX_RECORDS_BODY } from '../limits.js';

type Ingest = (body: Uint8Array, options: IngestOptions) => Promise<IngestResult>;

/** Appending: decisions, labels, attributes. Answered only when durable. */
export function recordRoutes(app: FastifyInstance, { service }: ServerDeps): void {
  const append =
    (ingest: Ingest) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const body = await readBytes(request);
      const form = bodyForm(request.headers['content-type'], body);
      const { answer, replayed } = await ingest(body, { form, source: actor(request), ...ingestHeaders(request) });
      if (replayed) reply.header('idempotent-replayed', 'true');
      return reply.type('application/json; charset=utf-8').send(answer);
    };
  const bodyLimit = MAX_RECORDS_BODY;
  app.post(
    '/v1/decisions',
    { bodyLimit, config: { action: 'decisions.write' } },
    append((body, options) => service.ingest(body, options)),
  );
  app.post(
    '/v1/labels',
    { bodyLimit, config: { action: 'labels.write' } },
    append((body, options) => service.ingestLabels(body, options)),
  );
  app.post(
    '/v1/attributes',
    { bodyLimit, config: { action: 'attributes.write' } },
    append((body, options) => service.ingestAttributes(body, options)),
  );
}

function ingestHeaders(request: FastifyRequest): { idempotencyKey?: string; sequence?: number } {
  const key = request.headers['idempotency-key'];
  const sequence = request.headers['tribune-sequence'];
  return {
    ...(key === undefined ? {} : { idempotencyKey: demandKey(key) }),
    ...(sequence === undefined ? {} : { sequence: demandSequence(sequence) }),
  };
}

function demandKey(key: string | string[]): string {
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key) && key.length <= MAX_IDEMPOTENCY_KEY) return key;
  throw new TribuneError('BODY_INVALID', 'the idempotency-key is not usable', {
    remedy: `Use 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters without spaces, such as a UUID.`,
  });
}

function demandSequence(text: string | string[]): number {
  const value = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new TribuneError('BODY_INVALID', 'tribune-sequence is not a whole number', {
    remedy: 'Count requests from 0 for each producer, or leave the header out.',
  });
}
