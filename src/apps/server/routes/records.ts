import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { IngestOptions, IngestResult } from '../../../domain/decisions/api/index.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_IDEMPOTENCY_KEY, MAX_RECORDS_BODY } from '../base/limits.js';
import { bodyForm, readBytes } from '../http/body.js';
import { actor } from '../http/guard.js';

type Ingest = (body: Uint8Array, options: IngestOptions) => Promise<IngestResult>;

/** Appending: decisions, labels, attributes. Answered only when durable. */
export function recordRoutes(app: FastifyInstance, { ingest }: ServerDeps): void {
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
    append((body, options) => ingest.decisions(body, options)),
  );
  app.post(
    '/v1/labels',
    { bodyLimit, config: { action: 'labels.write' } },
    append((body, options) => ingest.labels(body, options)),
  );
  app.post(
    '/v1/attributes',
    { bodyLimit, config: { action: 'attributes.write' } },
    append((body, options) => ingest.attributes(body, options)),
  );
}

function ingestHeaders(request: FastifyRequest): Partial<IngestOptions> {
  const key = request.headers['idempotency-key'];
  const sequence = request.headers['tribune-sequence'];
  return {
    ...(key === undefined ? {} : { idempotencyKey: demandKey(key) }),
    ...(sequence === undefined ? {} : numbering(sequence)),
  };
}

function demandKey(key: string | string[]): string {
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key) && key.length <= MAX_IDEMPOTENCY_KEY) return key;
  throw new TribuneError('BODY_INVALID', 'the idempotency-key is not usable', {
    remedy: `Use 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters without spaces, such as a UUID.`,
  });
}

/** `17`, or `NAME:17` where one key has several numberings or a producer starts counting again. */
const NUMBERING = /^(?:([A-Za-z0-9._-]{1,64}):)?(\d{1,15})$/;

function numbering(text: string | string[]): Pick<IngestOptions, 'producer' | 'sequence'> {
  const [, producer, digits] = (typeof text === 'string' ? NUMBERING.exec(text) : null) ?? [];
  if (digits !== undefined) return { sequence: Number(digits), ...defined({ producer }) };
  throw new TribuneError('BODY_INVALID', 'tribune-sequence is no number, nor a name and a number', {
    remedy: 'Count requests from 0, such as 17 or scorer-1:17, or leave the header out.',
  });
}
