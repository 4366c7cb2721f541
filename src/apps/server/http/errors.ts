import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { ERROR_CODES, type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import { NOTHING } from '../../../domain/documents/service/index.js';
import { RETRY_AFTER_S } from '../base/limits.js';
import { printPage } from '../pages/print-page.js';
import type { HttpMetrics } from './metrics.js';
import { methodUnknown, rememberMethods } from './other-methods.js';

/** Body of the answer to every failed request. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy?: string;
  /** Tells causes of the same code apart, such as `account.name-taken`. */
  readonly reason?: string;
  readonly requestId: string;
}

/** Message in place of Fastify's, which would quote the address, and an address may name a person. */
const UNREADABLE = 'this address cannot be read';

/** Codes and remedies that replace those of Fastify's own refusals. */
const FASTIFY_CODES: Readonly<Record<string, readonly [code: ErrorCode, remedy: string, message?: string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['MEDIA_UNSUPPORTED', 'See /openapi.json for what each address takes.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['BODY_INVALID', 'Send a body.'],
  FST_ERR_BAD_URL: ['ROUTE_UNKNOWN', 'See /openapi.json for the addresses.', UNREADABLE],
  FST_ERR_MAX_PARAM_LENGTH: ['ROUTE_UNKNOWN', 'See /openapi.json for the addresses.', UNREADABLE],
};

/** Codes of failures that pass by themselves: the answer says when to try again. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  ...(['SERVICE_BUSY', 'STORE_UNAVAILABLE', 'STORE_LOCKED', 'RATE_LIMITED', 'BODY_LATE'] as const),
]);

/** Turns whatever was thrown into a `TribuneError`. */
export function toTribuneError(error: unknown): TribuneError {
  if (error instanceof TribuneError) return error;
  const { code = '', statusCode, message } = error as Partial<FastifyError>;
  const known = FASTIFY_CODES[code];
  if (known !== undefined) {
    return new TribuneError(known[0], known[2] ?? message ?? code, { remedy: known[1], cause: error });
  }
  if (statusCode === 429) {
    return new TribuneError('RATE_LIMITED', message ?? 'too many requests', {
      remedy: 'Wait, or send larger batches.',
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new TribuneError('BODY_INVALID', message ?? 'the request cannot be read', { cause: error });
  }
  return new TribuneError('INTERNAL', 'a fault of ours', { cause: error, remedy: 'Report it with the requestId.' });
}

/** Answers every error with one JSON object. The details of an internal error go to the log only. */
export function handleErrors(app: FastifyInstance, metrics: HttpMetrics): void {
  app.setErrorHandler((cause, request, reply) => sendError(toTribuneError(cause), request, reply, metrics));
  const methods = rememberMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.at(request.url);
    if (allowed.length > 0) {
      return sendError(
        methodUnknown(request.method, allowed),
        request,
        reply.header('allow', allowed.join(', ')),
        metrics,
      );
    }
    const error = new TribuneError('ROUTE_UNKNOWN', `there is nothing at this address for ${request.method}`, {
      remedy: 'See /openapi.json for the addresses.',
    });
    if (!wantsPage(request)) return sendError(error, request, reply, metrics);
    metrics.refused(error.code);
    return reply
      .code(404)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(printPage(NOTHING));
  });
}

/**
 * Tells whether a person opened the address in a browser: browsers then accept HTML by name, while programs and scripts of pages do not.
 */
const wantsPage = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && /(^|,)\s*text\/html\b/i.test(headers.accept ?? '');

/** Answers errors that occur before any route or hook is reached: addresses that cannot be decoded or are too long. */
export const unroutable =
  (metrics: HttpMetrics) =>
  (cause: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'" });
    sendError(toTribuneError(cause), request, reply, metrics);
  };

function sendError(
  error: TribuneError,
  request: FastifyRequest,
  reply: FastifyReply,
  metrics: HttpMetrics,
): FastifyReply {
  const { status } = ERROR_CODES[error.code];
  metrics.refused(error.code);
  if (status >= 500) request.log.error({ code: error.code, cause: causeOf(error) }, 'request failed');
  if (PASSING.has(error.code) && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', String(error.retryAfterS ?? RETRY_AFTER_S));
  }
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const inside = error.code === 'INTERNAL';
  const body: ErrorBody = {
    code: error.code,
    message: inside ? 'a fault of ours' : error.message,
    ...defined({ remedy: error.remedy, reason: inside ? undefined : error.reason }),
    requestId: request.id,
  };
  return reply.code(status).header('cache-control', 'no-store').type('application/json; charset=utf-8').send(body);
}

/**
 * Name and place of a cause for the log. The message of a foreign error may quote what a caller sent, so only messages of Tribune's own
 * codes are logged.
 */
function causeOf(error: TribuneError): string {
  const inner = error.cause instanceof Error ? error.cause : error;
  const stack = (inner.stack ?? '')
    .split('\n')
    .slice(1, 6)
    .map((line) => line.trim());
  const message = error.code === 'INTERNAL' ? inner.name : error.message;
  return [message, ...stack].join(' | ');
}
