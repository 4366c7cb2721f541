import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type AccessTable,
  type Action,
  ANONYMOUS,
  type Caller,
  ledgerPublic,
  type Permission,
  type Relation,
  unauthenticated,
} from '../../../domain/identity/index.js';
import type { ServerDeps } from '../base/deps.js';
import { ATTEMPTS_PER_MINUTE } from '../base/limits.js';
import { networkOf } from './address.js';
import { Attempts } from './attempts.js';
import { SESSION_COOKIE } from './cookie.js';
import type { RouteDeclaration } from './route.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** The declaration of the route; a route without one does not start. */
    route?: RouteDeclaration;
  }
}

/** Relations that hold for every request of an account: its `self` routes concern the session that came with it. */
const AT_THE_DOOR: readonly Relation[] = ['self'];

/** Finds the person decided about who sends a request, by its cookies; null for nobody. */
export type SubjectOf = (cookies: Readonly<Record<string, string | undefined>>) => Promise<Caller | null>;

export interface Guard {
  /** All routes, each as `METHOD /path`, without the HEAD of each GET. */
  readonly routes: readonly string[];
  ledgerPublic(): boolean;
  /** Whether the caller may do a further thing within a route, such as seeing a payload. */
  may(request: FastifyRequest, action: Action): Promise<boolean>;
  /** Throws unless the caller, who stands so to its object, may do the action. */
  demand(request: FastifyRequest, action: Action, relations?: readonly Relation[]): Promise<void>;
  /**
   * Judges a request again once it is read, where its row of the access table asks how the caller stands to the object. `resolve` finds
   * that out; it is called once, and not at all for a caller whom the row lets in for any object.
   */
  judgeObject(request: FastifyRequest, action: Action, resolve: () => Promise<readonly Relation[]>): Promise<void>;
}

/** Authenticates every request and checks it against the access table, before its body is read. */
export function guardRoutes(app: FastifyInstance, deps: ServerDeps, subjects: readonly SubjectOf[] = []): Guard {
  const attempts = new Attempts(deps.nowMs, { most: ATTEMPTS_PER_MINUTE, windowMs: MINUTE_MS });
  const { access } = deps;
  const everyRelation = [...AT_THE_DOOR, ...access.relations];
  const routes: string[] = [];
  app.decorateRequest('caller', null as never);

  app.addHook('onRoute', ({ url, method, config }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
    // Fastify adds a HEAD route to each GET route, with the same config, so HEAD has a declaration, too.
    demandRow(access, `the route ${String(method)} ${url}`, config?.route);
  });

  const judge = (request: FastifyRequest, action: Action, relations: readonly Relation[] = []): Permission => {
    const isPublic = deps.settings.read(ledgerPublic);
    return access.permission(request.caller, action, { nowMs: deps.nowMs(), ledgerPublic: isPublic, relations });
  };
  const demandDeclared = (action: Action, relations: readonly Relation[]): void => {
    const lost = relations.find((one) => !everyRelation.includes(one));
    if (lost !== undefined) throw new Error(`${action}: the caller is told to be "${lost}", which no room declares`);
  };
  const guard: Guard = {
    routes,
    ledgerPublic: () => deps.settings.read(ledgerPublic),
    may: async (request, action) => judge(request, action) === 'allowed',
    async demand(request, action, relations = []) {
      demandDeclared(action, relations);
      refuse(access, judge(request, action, relations), action);
    },
    async judgeObject(request, action, resolve) {
      if (judge(request, action, AT_THE_DOOR) === 'allowed') return;
      const relations = await resolve();
      demandDeclared(action, relations);
      refuse(access, judge(request, action, [...AT_THE_DOOR, ...relations]), action);
    },
  };

  app.addHook('onRequest', async (request) => {
    request.caller = ANONYMOUS;
    const { route } = request.routeOptions.config;
    // Only the answer for unknown addresses has no declaration, so there is nothing to judge.
    if (route === undefined) return;
    const { action } = route;
    demandNoForeignPage(request, action);
    request.caller = await authenticate(request, deps, access.row(action)?.subject === true ? subjects : null).catch(
      (cause: unknown) => {
        // Only wrong API keys count toward the limit of an address: a right key is never slowed down by others, and a session that ended is
        // no guess.
        if (cause instanceof TribuneError && cause.code === 'UNAUTHENTICATED' && request.headers.authorization) {
          const from = networkOf(request.ip);
          attempts.demandFew(from);
          attempts.failed(from);
        }
        throw cause;
      },
    );
    // Some relations are known only once the body is read. Whoever could have one passes here, and is judged again before the handler.
    refuse(access, judge(request, action, access.asksRelation(action) ? everyRelation : AT_THE_DOOR), action);
  });
  return guard;
}

/** Throws for a route that nobody declared, that has no row, or whose row asks for a relation that the route does not tell. */
function demandRow(access: AccessTable, where: string, route: RouteDeclaration | undefined): void {
  if (route === undefined) throw new Error(`${where} is not declared with routesOver`);
  const { action, within = [], relation } = route;
  const lost = [action, ...within].find((one) => access.row(one) === undefined);
  if (lost !== undefined) throw new Error(`${where} has no row in the access table: ${String(lost)}`);
  if (access.asksRelation(action) && relation === undefined) {
    throw new Error(`${where} does not say how the caller stands to its object, which the row ${action} asks for`);
  }
}

function refuse(access: AccessTable, permission: Permission, action: Action): void {
  if (permission === 'allowed') return;
  if (permission === 'unauthenticated') {
    throw unauthenticated('this needs an API key or a session', 'Send `authorization: Bearer KEY`.');
  }
  if (permission === 'step-up') {
    throw new TribuneError('STEP_UP_REQUIRED', `${action} needs a fresh proof of who you are`, {
      remedy: 'Give password or passkey again: POST /v1/session/step-up, or sign in again at the identity provider.',
    });
  }
  throw new TribuneError('FORBIDDEN', `${action} is not allowed to this caller`, {
    remedy: wayIn(access, action),
  });
}

/** Names the scopes and roles that the table asks for. They are no secret: `/openapi.json` and the guides name them. */
function wayIn(access: AccessTable, action: Action): string {
  const { scopes, roles, localOnly } = access.row(action)!;
  if (localOnly === true) return 'Only the program that runs the service may do this.';
  const names = Object.keys(roles).filter((role) => role !== 'everyone');
  const ways = [
    ...(scopes.length > 0 ? [`a key with the scope ${scopes.join(' or ')}`] : []),
    ...(names.length > 0 ? [`an account with the role ${names.join(' or ')}`] : []),
  ];
  // Acts on the caller's own session, password or passkeys need no role.
  return ways.length === 0 ? 'It needs a session: sign in with POST /v1/session.' : `It needs ${ways.join(', or ')}.`;
}

/** What is open to all and must not fail because the browser still sends an old cookie. */
const OPEN: ReadonlySet<Action> = new Set([
  'page.read',
  'session.create',
  'setup.complete',
  'notice.open',
  'health.read',
  'ready.read',
]);

/** Routes of people decided about know them alone: whoever works here and opens one is a stranger there. */
async function authenticate(
  request: FastifyRequest,
  deps: ServerDeps,
  subjects: readonly SubjectOf[] | null,
): Promise<Caller> {
  if (subjects !== null) return subjectFrom(request, subjects);
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const key = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
    if (key === undefined) throw unauthenticated('the authorization header is not readable', 'Use `Bearer KEY`.');
    return deps.identity.keys.authenticate(key);
  }
  const token = request.cookies[SESSION_COOKIE];
  if (token === undefined || token === '') return ANONYMOUS;
  const caller = await deps.identity.sessions.authenticate(token).catch((cause: unknown) => {
    const action = request.routeOptions.config.route?.action;
    if (action !== undefined && OPEN.has(action)) return ANONYMOUS;
    throw cause;
  });
  if (caller.kind === 'account') demandOwnPage(request);
  return caller;
}

async function subjectFrom(request: FastifyRequest, subjects: readonly SubjectOf[]): Promise<Caller> {
  for (const find of subjects) {
    const caller = await find(request.cookies);
    if (caller === null) continue;
    demandOwnPage(request);
    return caller;
  }
  return ANONYMOUS;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Acts that begin a session: another site must not sign a browser in as somebody else. Programs send no origin. */
const BEGINNING: ReadonlySet<Action> = new Set(['session.create', 'setup.complete', 'notice.open']);

function demandNoForeignPage(request: FastifyRequest, action: Action): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const silent = origin === undefined && site === undefined;
  if (BEGINNING.has(action) && !silent) demandOwnPage(request);
}

/** Refuses requests that another site makes a browser send: beside SameSite=Strict, by the headers in which browsers name the origin. */
function demandOwnPage(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  const { origin, host } = request.headers;
  const same = site !== undefined ? site === 'same-origin' : origin !== undefined && hostOf(origin) === host;
  if (same) return;
  throw new TribuneError('FORBIDDEN', 'this request must come from a page of this service', {
    remedy: 'Programs use an API key.',
  });
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
