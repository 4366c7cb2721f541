import { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import { actorOf } from '../../../domain/identity/index.js';
import type { LogLevel } from '../base/index.js';
import type { HttpMetrics } from './metrics.js';

/** Target of structured logs: one JSON object a line. */
export interface LogTarget {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
}

/** Serializers for what Fastify logs by itself: nothing of a request, and of errors only their name. */
const SERIALIZERS = {
  req: () => ({}) as never,
  res: () => ({}) as never,
  err: (error: Error) => ({ type: error.name, message: '', stack: '' }),
};

/** Options of the logger. No address, URL, header or body is ever logged: routes by their pattern, callers by the id of key or account. */
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

/** Logs one line for each answered request; successes at a low level, so that ingestion at full rate does not fill the log. */
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
