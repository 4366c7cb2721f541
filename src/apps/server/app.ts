import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { finishAll } from '../../core/base/closing.js';
import { defined } from '../../core/base/defined.js';
import type { OpenRoom } from '../rooms/define/index.js';
import type { OpenIdOptions, ServerDeps } from './base/deps.js';
import {
  CONNECTIONS_CHECKED_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_SMALL_BODY,
  REQUEST_TIMEOUT_MS,
  REQUESTS_PER_MINUTE,
} from './base/limits.js';
import { networkOf } from './http/address.js';
import { allowOrigins } from './http/allow-origin.js';
import { type BodyBudgets, boundBodies } from './http/body-budget.js';
import { boundConnections, type ConnectionBounds } from './http/connections.js';
import { handleErrors, unroutable } from './http/errors.js';
import { guardRoutes } from './http/guard.js';
import { type LogTarget, loggerOptions, logRequests } from './http/logging.js';
import { HttpMetrics } from './http/metrics.js';
import { mountRoutes } from './http/mount.js';
import { publicAddress } from './http/public-address.js';
import { type BodyTimes, receiveBodies } from './http/receive-body.js';
import type { RouteDeclaration } from './http/route.js';
import { securityHeaders } from './http/security-headers.js';
import type { Readiness, ServerSide } from './http/server-side.js';
import { refuseBrokenAddresses } from './http/whole-text.js';
import { openApiDocument } from './openapi/document.js';

export interface AppOptions {
  readonly log: LogTarget;
  /** Addresses of proxies whose X-Forwarded-For is trusted; by default none. */
  readonly trustProxy?: string;
  /** Address at which people open the service, `https://NAME`; by default `http://localhost` when only this machine reaches it. */
  readonly publicUrl?: string;
  readonly requestsPerMinute?: number;
  /** Origins whose pages may send records with an API key; by default none. */
  readonly allowOrigin?: readonly string[];
  /** Options of the sign-in with an identity provider; by default people sign in with a password only. */
  readonly openId?: OpenIdOptions;
  /** Bounds that replace those of limits.ts, for tests. */
  readonly bounds?: {
    readonly bodies?: BodyBudgets;
    readonly times?: BodyTimes;
    readonly connections?: ConnectionBounds;
  };
  /** Folder with the compiled modules that pages load; by default the one of this program. */
  readonly moduleRoot?: URL;
}

/** What the HTTP server is built from: services, and the rooms that are open over them. */
export interface AppDeps extends ServerDeps {
  readonly rooms: readonly OpenRoom[];
}

export interface App {
  readonly http: FastifyInstance;
  readonly metrics: HttpMetrics;
  readonly readiness: Readiness;
  /** All routes, each as `METHOD /path`. */
  readonly routes: readonly string[];
}

/** Builds the HTTP server from its parts; it does not listen yet. When it throws, nothing of the server is left. */
export async function buildApp(deps: AppDeps, options: AppOptions): Promise<App> {
  const metrics = new HttpMetrics();
  const http = Fastify({
    frameworkErrors: unroutable(metrics),
    ...loggerOptions(options.log),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: MAX_SMALL_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { connectionsCheckingInterval: CONNECTIONS_CHECKED_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
    requestIdHeader: false,
    genReqId: () => globalThis.crypto.randomUUID(),
  });
  try {
    return await assemble(http, metrics, { deps, options });
  } catch (cause) {
    await finishAll([() => http.close(), () => metrics.stop()]).catch(() => undefined);
    throw cause;
  }
}

/** Adds everything that a request passes through, in its order, and the routes. */
async function assemble(
  http: FastifyInstance,
  metrics: HttpMetrics,
  { deps, options }: { readonly deps: AppDeps; readonly options: AppOptions },
): Promise<App> {
  const readiness: Readiness = { stopping: false };
  receiveBodies(http, metrics, options.bounds?.times);
  handleErrors(http, metrics);
  logRequests(http, metrics);
  securityHeaders(http);
  allowOrigins(http, options.allowOrigin);
  await http.register(cookie);
  const guard = guardRoutes(
    http,
    deps,
    deps.rooms.flatMap(({ subjectOf }) => subjectOf ?? []),
  );
  await http.register(rateLimit, {
    max: options.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    cache: 10_000,
    keyGenerator: rateKey,
  });
  boundConnections(http, metrics, {
    ...(options.bounds?.connections === undefined ? {} : { bounds: options.bounds.connections }),
    ...defined({ trustProxy: options.trustProxy }),
  });
  boundBodies(http, metrics, options.bounds?.bodies);

  refuseBrokenAddresses(http);

  const address = publicAddress(http, options.publicUrl);
  const described = memo(() => openApiDocument(routesOf(deps.rooms), deps.access, deps.version));
  const server: ServerSide = {
    ledgerPublic: guard.ledgerPublic,
    metrics,
    readiness,
    address,
    openId: options.openId,
    moduleRoot: options.moduleRoot ?? COMPILED,
    description: described,
  };
  for (const room of deps.rooms) {
    room.serve?.(server);
    metrics.add(...(room.metrics ?? []));
  }
  mountRoutes(http, deps.rooms, { guard, server });
  http.addHook('onReady', async () => {
    for (const room of deps.rooms) await room.start?.();
  });
  http.addHook('onClose', async () => {
    await finishAll([...deps.rooms.toReversed().map((room) => () => room.stop?.()), () => metrics.stop()]);
  });
  return { http, metrics, readiness, routes: guard.routes };
}

const COMPILED = new URL('../../', import.meta.url);

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const routesOf = (rooms: readonly OpenRoom[]): readonly RouteDeclaration[] => rooms.flatMap(({ routes }) => routes);

/** Key of the rate limit: the API key or account, and the address for requests without either. */
function rateKey(request: FastifyRequest): string {
  const { caller } = request;
  return caller.kind === 'anonymous' ? `address:${networkOf(request.ip)}` : `${caller.kind}:${caller.id}`;
}
