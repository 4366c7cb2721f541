import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionIngest, IngestOptions, IngestResult } from '../../../domain/decisions/api/index.js';
import type { Action } from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_IDEMPOTENCY_KEY, MAX_RECORDS_BODY } from '../base/limits.js';
import { bodyForm, readBytes } from '../http/body.js';
import { JSON_TYPE } from '../http/reader.js';
import { ownBody } from '../http/request-body.js';
import { type Header, type Route, routesOver } from '../http/route.js';
import { attributesRecord, decisionRecord, ingestAnswer, labelRecord, oneOrMore } from './schemas.js';

export interface RecordDeps extends Pick<ServerDeps, 'ingest'> {
  readonly stopSwitch: { readonly board: Pick<ServerDeps['stopSwitch']['board'], 'triedOut'> };
}

type Ingest = (body: Uint8Array, options: IngestOptions) => Promise<IngestResult>;

const route = routesOver<RecordDeps>();

export const INGEST_HEADERS: readonly Header[] = [
  {
    name: 'idempotency-key',
    description: 'Names the batch: the same key and body give the first answer again.',
    pattern: `^[!-~]{1,${MAX_IDEMPOTENCY_KEY}}$`,
  },
  {
    name: 'content-encoding',
    description: 'zstd where the runtime has it.',
    values: ['gzip', 'x-gzip', 'zstd', 'identity'],
  },
  {
    name: 'tribune-sequence',
    description: 'Running number of the request at its producer, such as 17 or scorer-1:17; gaps become visible.',
    pattern: '^([A-Za-z0-9._-]{1,64}:)?[0-9]{1,15}$',
  },
];

interface Appending {
  readonly path: string;
  readonly action: Action;
  readonly summary: string;
  readonly record: z.ZodType;
  readonly ingest: (of: DecisionIngest) => Ingest;
}

/** Makes a route that appends records. The domain reads them line by line, so that one wrong line does not refuse the others. */
const append = ({ record, ingest, ...told }: Appending): Route<RecordDeps> =>
  route({
    ...{ method: 'POST', fromPages: true },
    ...told,
    body: ownBody(oneOrMore(record), {
      types: ['application/json', 'application/x-ndjson'],
      limit: MAX_RECORDS_BODY,
    }),
    headers: INGEST_HEADERS,
    answer: ingestAnswer,
    answerText: 'Durable.',
    errors: ['BODY_INVALID', 'IDEMPOTENCY_MISMATCH', 'DATA_TOO_LARGE', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'],
    handle: ({ request, reply, actor }, deps) =>
      appended(ingest(deps.ingest), { request, reply, actor, triedOut: deps.stopSwitch.board.triedOut }),
  });

/** Routes that append decisions, labels and attributes. They answer only when the records are durable. */
export const recordRoutes: readonly Route<RecordDeps>[] = [
  append({
    path: '/v1/decisions',
    action: 'decisions.write',
    summary: 'Append decisions: one, an array, or NDJSON',
    record: decisionRecord,
    ingest: (of) => (body, options) => of.decisions(body, options),
  }),
  append({
    path: '/v1/labels',
    action: 'labels.write',
    summary: 'Append labels that became known later',
    record: labelRecord,
    ingest: (of) => (body, options) => of.labels(body, options),
  }),
  append({
    path: '/v1/attributes',
    action: 'attributes.write',
    summary: 'Append attributes that come apart',
    record: attributesRecord,
    ingest: (of) => (body, options) => of.attributes(body, options),
  }),
];

async function appended(
  ingest: Ingest,
  {
    request,
    reply,
    actor,
    triedOut,
  }: { request: FastifyRequest; reply: FastifyReply; actor: string; triedOut: ReadonlyMap<string, number> },
): Promise<FastifyReply> {
  const body = await readBytes(request);
  const form = bodyForm(request.headers['content-type'], body);
  const { answer, replayed } = await ingest(body, { form, source: actor, triedOut, ...ingestHeaders(request) });
  if (replayed) reply.header('idempotent-replayed', 'true');
  return reply.type(JSON_TYPE).send(answer);
}

/** What the headers of a request to append say. */
export function ingestHeaders(request: FastifyRequest): Partial<IngestOptions> {
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

/** The number of a request: `17`, or `NAME:17` where one key has several numberings or a producer starts counting again. */
const NUMBERING = /^(?:([A-Za-z0-9._-]{1,64}):)?(\d{1,15})$/;

function numbering(text: string | string[]): Pick<IngestOptions, 'producer' | 'sequence'> {
  const [, producer, digits] = (typeof text === 'string' ? NUMBERING.exec(text) : null) ?? [];
  if (digits !== undefined) return { sequence: Number(digits), ...defined({ producer }) };
  throw new TribuneError('BODY_INVALID', 'tribune-sequence is no number, nor a name and a number', {
    remedy: 'Count requests from 0, such as 17 or scorer-1:17, or leave the header out.',
  });
}
