import type { FastifyReply, FastifyRequest } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import { parseSent } from '../../../core/base/exact-json.js';
import { type Counter, counter } from '../../../core/base/metrics.js';
import { commitBuilt } from '../../../domain/intake/index.js';
import {
  buildLogs,
  jsonAnswer,
  NO_RECORDS,
  partialSuccess,
  protobufAnswer,
  protobufStatus,
  readJsonLogs,
  readProtobufLogs,
} from '../../../domain/intake/otlp/index.js';
import type { ServerDeps } from '../base/deps.js';
import { MAX_RECORDS_BODY } from '../base/limits.js';
import { readBytes, readJson } from '../http/body.js';
import { ownBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';
import { rpcStatus } from './schemas.js';
import type { IntakeDeps } from './tools.js';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

/** Codes of google.rpc.Code for each HTTP status; any other status becomes 13, INTERNAL. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 11, 415: 3, 429: 8, 503: 14 };
const RPC_INTERNAL = 13;

/** Counters of the log records that were received and rejected. */
export interface OtlpCounts {
  readonly records: Counter;
  readonly rejected: Counter;
}

export const otlpCounts = (): OtlpCounts => ({
  records: counter('tribune_otlp_records_total', 'Log records received.'),
  rejected: counter('tribune_otlp_rejected_total', 'Log records rejected.'),
});

type OtlpDeps = Pick<ServerDeps, 'ingest'> & { readonly intake: IntakeDeps; readonly otlp: OtlpCounts };

/** Routes that receive decisions as log records of OpenTelemetry: OTLP/HTTP 1.x in JSON and protobuf. */
export const otlpRoutes: readonly Route<OtlpDeps>[] = [
  routesOver<OtlpDeps>()({
    method: 'POST',
    path: '/v1/logs',
    action: 'decisions.write',
    summary: 'Decisions as log records of OpenTelemetry: OTLP/HTTP 1.x',
    body: ownBody(anything, { types: [PROTOBUF_TYPE, JSON_TYPE], limit: MAX_RECORDS_BODY }),
    answer: anything,
    answerText: 'Durable, but for the records that partialSuccess counts.',
    errorBody: rpcStatus,
    onSend: asStatus,
    async handle({ request, reply, actor }, { ingest, intake, otlp }) {
      const type = typeOf(request);
      const logs =
        type === JSON_TYPE
          ? readJsonLogs(await readJson(request, parseSent))
          : readProtobufLogs(await readBytes(request));
      await intake.refresh();
      const { idFor, activeCutoff } = intake;
      const built = buildLogs(logs, { mappings: intake.mappings(), idFor, activeCutoff });
      const answer = await commitBuilt(ingest, built, actor);
      const partial = logs.length === 0 ? NO_RECORDS : partialSuccess(answer);
      otlp.records.add(logs.length);
      otlp.rejected.add(partial?.rejected ?? 0);
      if (type === JSON_TYPE) return reply.send(jsonAnswer(partial));
      return reply.type(PROTOBUF_TYPE).send(Buffer.from(protobufAnswer(partial)));
    },
  }),
];

function typeOf(request: FastifyRequest): string {
  const type = String(request.headers['content-type'] ?? '')
    .split(';')[0]!
    .trim()
    .toLowerCase();
  if (type === JSON_TYPE || type === PROTOBUF_TYPE) return type;
  throw new TribuneError('MEDIA_UNSUPPORTED', 'the export is neither JSON nor protobuf', {
    remedy: `Send ${PROTOBUF_TYPE} or ${JSON_TYPE}: OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.`,
  });
}

/**
 * Turns an error into google.rpc.Status in the encoding of the request, as OTLP demands. Senders retry by the HTTP status and Retry-After.
 */
async function asStatus(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode < 400 || typeof payload !== 'string') return payload;
  const { message, remedy = '' } = JSON.parse(payload) as { message: string; remedy?: string };
  const code = RPC_CODES[reply.statusCode] ?? RPC_INTERNAL;
  const text = `${message}. ${remedy}`.trim();
  reply.removeHeader('content-length');
  if (!String(request.headers['content-type'] ?? '').startsWith(PROTOBUF_TYPE)) {
    return JSON.stringify({ code, message: text, details: [] });
  }
  reply.type(PROTOBUF_TYPE);
  return Buffer.from(protobufStatus(code, text));
}
