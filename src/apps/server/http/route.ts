import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler } from 'fastify';
import type { z } from 'zod';
import type { ErrorCode } from '../../../core/base/errors.js';
import type { Action, Caller, Relation } from '../../../domain/identity/index.js';
import type { BodySpec } from './request-body.js';
import type { ServerSide } from './server-side.js';

/** A header of a request; `pattern` or `values` say its form. */
export interface Header {
  readonly name: string;
  readonly description: string;
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly required?: boolean;
}

/** One request at its route, with everything that was read of it. */
export interface Call<Body = undefined, Query = undefined> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: Body;
  readonly query: Query;
  /** Parts of the address that the path names; `*` for whatever is left. */
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The caller's name for logs and entries: the id of a key or account. */
  readonly actor: string;
  /** What the HTTP server itself knows. */
  readonly server: ServerSide;
  /** Whether the caller may do one of the further things that the route names in `within`. */
  may(action: Action): Promise<boolean>;
  /** Throws unless the caller may. */
  demand(action: Action): Promise<void>;
}

/** What a route says of itself: the guard, the description, the types of the client and the tests of access are made from it. */
export interface RouteDeclaration {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `:name` for a part, `*` at the end for the rest. */
  readonly path: string;
  /** Row of the access table that lets callers in. */
  readonly action: Action;
  /** Rows that are judged within the route, such as whether the caller sees a payload. */
  readonly within?: readonly Action[];
  readonly summary: string;
  readonly body?: BodySpec<unknown>;
  readonly query?: z.ZodType;
  readonly headers?: readonly Header[];
  /** A schema for JSON, or another content type. */
  readonly answer?: z.ZodType | string;
  readonly answerText?: string;
  /** Status of the answer when all goes well; 200 unless said. */
  readonly status?: number;
  /** Other statuses with the same answer. */
  readonly also?: readonly { readonly status: number; readonly text: string }[];
  /** Codes of errors that belong to this route, beside those that any may answer. */
  readonly errors?: readonly ErrorCode[];
  /** Form of its errors, where it is not the usual one. */
  readonly errorBody?: z.ZodType;
  /** Answers that no cache keeps. */
  readonly noStore?: true;
  /** A page or its parts, for people: not in the description of the API. */
  readonly isPage?: true;
  readonly rateLimit?: { readonly max: number; readonly timeWindow: number };
  /** Changes what leaves, errors included. */
  readonly onSend?: onSendAsyncHookHandler;
  /** How the caller stands to what the request is about. A row that asks for a relation does not start without. */
  relation?(call: never, deps: never): Promise<readonly Relation[]>;
}

/** A declared route with its work. `deps` are what its room opened. */
export interface Route<Deps, Body = unknown, Query = unknown> extends RouteDeclaration {
  readonly body?: BodySpec<Body>;
  readonly query?: z.ZodType<Query>;
  /** How the caller stands to what the request is about. A row that asks for a relation does not start without. */
  relation?(call: Call<Body, Query>, deps: Deps): Promise<readonly Relation[]>;
  /** What is answered: a value with the status above, or the reply where the handler chose more of it. */
  handle(call: Call<Body, Query>, deps: Deps): unknown;
}

/**
 * `defineRoute` for routes over some dependencies; types of body and query come from their schemas.
 *
 * @example
 * const route = routesOver<{ holds: Holds }>();
 * const list = route({
 *   method: 'GET',
 *   path: '/v1/holds',
 *   action: 'hold.list',
 *   summary: 'Every hold that is or was set',
 *   handle: async (_call, { holds }) => ({ holds: await holds.list() }),
 * });
 */
export const routesOver =
  <Deps>() =>
  <Body = undefined, Query = undefined>(route: Route<Deps, Body, Query>): Route<Deps> =>
    route as Route<Deps>;
