import { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { actorOf } from '../../../domain/identity/index.js';
import type { HttpMetrics } from './metrics.js';

/** Where structured logs go: one JSON object a line. */
export interface LogTarget {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly write: (line: string) => void;
}

/** Whatever Fastify logs by itself says nothing of the request; of errors their name. */
const SERIALIZERS = {
  req: () => ({}) as never,
  res: () => ({}) as never,
  err: (error: Error) => ({ type: error.name, message: '', stack: '' }),
};

/** No address, no URL, no header and no body is ever logged: routes by their pattern, callers by the id of key or account. */
export function loggerOptions(target: LogTarget): Pick<FastifyServerOptions, 'logger' | 'logController'> {
  return {
    logController: new LogController({ disableRequestLogging: true }),
    logger: {
      level: target.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: SERIALIZERS,
      stream: { write: target.write },
    },
  };
}

/** One line for each answered request: quiet for successes, so that ingestion at full rate is not a log of itself. */
export function logRequests(app: FastifyInstance, metrics: HttpMetrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const ms = Math.round(reply.elapsedTime * 100) / 100;
    metrics.observe(route, request.method, reply.statusCode, ms / 1000);
    const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'info' : 'debug';
    const caller = actorOf(request.caller);
    request.log[level]({ route, method: request.method, status: reply.statusCode, ms, caller }, 'request');
  });
}
