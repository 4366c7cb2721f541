import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Action, actorOf, type Caller, type Relation } from '../../../domain/identity/index.js';
import type { Guard } from './guard.js';
import type { Call, Route, RouteDeclaration } from './route.js';
import type { ServerSide } from './server-side.js';

/** The routes of one room with their dependencies. */
export interface RouteSet {
  readonly routes: readonly Route<unknown>[];
  readonly deps: unknown;
}

/** Adds declared routes to the server: each reads its request as declared, is judged by the guard, then does its work. */
export function mountRoutes(http: FastifyInstance, sets: readonly RouteSet[], within: Mounting): void {
  for (const { routes, deps } of sets) for (const route of routes) mount(http, route, { ...within, deps });
}

export interface Mounting {
  readonly guard: Guard;
  readonly server: ServerSide;
}

function mount(
  http: FastifyInstance,
  route: Route<unknown>,
  { guard, server, deps }: Mounting & { deps: unknown },
): void {
  const { method, path, action, body, rateLimit, onSend, relation, status = 200 } = route;
  http.route({
    method,
    url: path,
    config: { route, ...defined({ rateLimit }) },
    ...defined({ bodyLimit: body?.limit, onSend }),
    handler: async (request, reply) => {
      const call = new RoutedCall(route, { request, reply }, { guard, server });
      if (body?.read !== undefined) call.body = await body.read(request);
      if (route.query !== undefined) call.query = readQuery(request, route.query);
      if (relation !== undefined) await guard.judgeObject(request, action, () => relation.call(route, call, deps));
      if (status !== 200) reply.code(status);
      if (route.noStore === true) reply.header('cache-control', 'no-store');
      if (typeof route.answer === 'string') reply.type(withCharset(route.answer));
      const answer = await route.handle(call, deps);
      // A handler that sent the reply itself gives undefined, because awaiting a sent reply resolves to undefined.
      if (reply.sent) return reply;
      return answer === undefined ? reply.send() : answer;
    },
  });
}

const withCharset = (type: string): string => (type === 'application/octet-stream' ? type : `${type}; charset=utf-8`);

/** Reads the query of the address. The error names the first mistake and never quotes a value. */
function readQuery(request: FastifyRequest, schema: NonNullable<Route<unknown>['query']>): unknown {
  const result = schema.safeParse(request.query);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new TribuneError(
    'BODY_INVALID',
    `the query ${path.length === 0 ? '' : `"${String(path[0])}" `}is not usable: ${message}`,
    {
      remedy: 'See /openapi.json for what this address takes.',
    },
  );
}

class RoutedCall implements Call<unknown, unknown> {
  body: unknown;
  query: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly server: ServerSide;
  readonly #route: RouteDeclaration;
  readonly #guard: Guard;

  constructor(
    route: RouteDeclaration,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    { guard, server }: Mounting,
  ) {
    this.#route = route;
    this.request = request;
    this.reply = reply;
    this.server = server;
    this.#guard = guard;
  }

  get params(): Readonly<Record<string, string>> {
    return this.request.params as Record<string, string>;
  }

  get caller(): Caller {
    return this.request.caller;
  }

  get actor(): string {
    return actorOf(this.request.caller);
  }

  may(action: Action): Promise<boolean> {
    return this.#guard.may(this.request, this.#declared(action));
  }

  demand(action: Action, relations: readonly Relation[] = []): Promise<void> {
    return this.#guard.demand(this.request, this.#declared(action), relations);
  }

  /** Throws for an action that the route does not declare: its declaration must name everything that it asks for. */
  #declared(action: Action): Action {
    const { action: own, within = [], method, path } = this.#route;
    if (action === own || within.includes(action)) return action;
    throw new Error(`${method} ${path} asks for ${action}, which it does not name in \`within\``);
  }
}
