import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler } from 'fastify';
import type { z } from 'zod';
import type { ErrorCode } from '../../../core/base/errors.js';
import type { Action, Caller, Relation } from '../../../domain/identity/index.js';
import type { BodySpec } from './request-body.js';
import type { ServerSide } from './server-side.js';

/** A header of a request; `pattern` or `values` give its form. */
export interface Header {
  readonly name: string;
  readonly description: string;
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly required?: boolean;
}

/** One request at its route, with everything that was read from it. */
export interface Call<Body = undefined, Query = undefined> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: Body;
  readonly query: Query;
  /** The named parts of the path; `*` holds the rest of it. */
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The caller's name for logs and entries: the id of a key or account. */
  readonly actor: string;
  /** State of the HTTP server itself. */
  readonly server: ServerSide;
  /** Whether the caller may do one of the further actions that the route names in `within`. */
  may(action: Action): Promise<boolean>;
  /** Throws unless the caller, who stands so to the object of the action, may do it. */
  demand(action: Action, relations?: readonly Relation[]): Promise<void>;
}

/** Declaration of a route. The guard, the OpenAPI description, the types of the client and the tests of access are made from it. */
export interface RouteDeclaration {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path of the route; `:name` stands for one part, `*` at the end for the rest. */
  readonly path: string;
  /** Row of the access table that lets callers in. */
  readonly action: Action;
  /** Further rows of the access table that the handler asks for, such as whether the caller sees a payload. */
  readonly within?: readonly Action[];
  readonly summary: string;
  readonly body?: BodySpec<unknown>;
  readonly query?: z.ZodType;
  readonly headers?: readonly Header[];
  /** Schema of a JSON answer, or the content type of another answer. */
  readonly answer?: z.ZodType | string;
  readonly answerText?: string;
  /** Status of a successful answer; by default 200. */
  readonly status?: number;
  /** Other statuses that have the same answer. */
  readonly also?: readonly { readonly status: number; readonly text: string }[];
  /** Codes of errors that belong to this route, in addition to those that any route may answer. */
  readonly errors?: readonly ErrorCode[];
  /** Form of the route's errors, where it differs from the usual one. */
  readonly errorBody?: z.ZodType;
  /** Set when no cache may keep the answer. */
  readonly noStore?: true;
  /** Set for a page for people, or a part of one: the description of the API leaves it out. */
  readonly isPage?: true;
  /** Set for a route that `tribune/client` calls: pages of the origins that are named may call it with a key. */
  readonly fromPages?: true;
  readonly rateLimit?: { readonly max: number; readonly timeWindow: number };
  /** Changes every answer before it is sent, errors included. */
  readonly onSend?: onSendAsyncHookHandler;
  /**
   * Finds how the caller stands to the object of the request. A route whose row asks for a relation must have it, or the server does not
   * start.
   */
  relation?(call: never, deps: never): Promise<readonly Relation[]>;
}

/** A declared route with its handler. `deps` are what its room opened. */
export interface Route<Deps, Body = unknown, Query = unknown> extends RouteDeclaration {
  readonly body?: BodySpec<Body>;
  readonly query?: z.ZodType<Query>;
  /**
   * Finds how the caller stands to the object of the request. A route whose row asks for a relation must have it, or the server does not
   * start.
   */
  relation?(call: Call<Body, Query>, deps: Deps): Promise<readonly Relation[]>;
  /** Handles a request. Returns the value to answer with the status above, or the reply itself where the handler set more of it. */
  handle(call: Call<Body, Query>, deps: Deps): unknown;
}

/**
 * Makes a function that defines routes over some dependencies; the types of body and query come from their schemas.
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
