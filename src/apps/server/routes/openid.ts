import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type OpenIdSettings, openIdProvider } from '../../../adapters/identity/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { signedIn } from '../../../domain/documents/service/index.js';
import {
  type Admission,
  FederatedLogin,
  unauthenticated,
  type VerifiedPerson,
} from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { ServerDeps } from '../base/deps.js';
import { networkOf } from '../http/address.js';
import { type Departure, LOGIN_TTL_MS, LoginAttempts } from '../http/login-attempts.js';
import { accountOf, noStore, openSession, sessionToken } from '../http/open-session.js';
import { printPage } from '../pages/print-page.js';

export interface OpenIdOptions extends OpenIdSettings, Admission {}

/** Ties the way back to the browser that left. Lax: the way back comes from the provider's site. */
const COOKIE = '__Host-tribune-login';
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/**
 * A page and not a redirect: the session cookie is SameSite=Strict, and browsers withhold it from a chain of redirects that began at
 * the provider.
 */
const done = (next: string): string => printPage(signedIn(next));
const HOME = '/account';

/** Signing in with an identity provider: OpenID Connect. Without one configured the addresses are unknown. */
export function openIdRoutes(app: FastifyInstance, deps: ServerDeps, options: OpenIdOptions | undefined): void {
  const config = { action: 'session.create' } as const;
  const { identity } = deps;
  const provider = options === undefined ? null : openIdProvider(options);
  const attempts = new LoginAttempts(deps.nowMs);
  const leave = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { fresh, ...way }: Omit<Departure, 'attempt'> & { fresh: boolean },
  ) => {
    if (provider === null) throw notConfigured();
    const { attempt, address } = await provider.begin({ fresh });
    reply.setCookie(COOKIE, attempts.keep({ ...way, attempt }, networkOf(request.ip)), {
      ...ATTRIBUTES,
      maxAge: LOGIN_TTL_MS / 1000,
    });
    return noStore(reply).redirect(address.href);
  };

  app.get('/v1/session/openid', { config }, async (request, reply) =>
    leave(request, reply, { fresh: false, session: null, next: HOME }),
  );

  app.get('/v1/session/openid/step-up', { config: { action: 'session.step-up' } }, async (request, reply) => {
    const session = { account: accountOf(request).id, token: sessionToken(request) };
    return leave(request, reply, { fresh: true, session, next: HOME });
  });

  app.get('/v1/session/openid/end', { config }, async (_request, reply) => {
    if (provider === null) throw notConfigured();
    const address = await provider.endAddress();
    return noStore(reply).redirect(address?.href ?? '/sign-in');
  });

  app.get('/v1/session/openid/callback', { config }, async (request, reply) => {
    if (provider === null || options === undefined) throw notConfigured();
    const departure = attempts.take(request.cookies[COOKIE] ?? '');
    reply.clearCookie(COOKIE, ATTRIBUTES);
    if (departure === null) throw unauthenticated('no sign-in is under way in this browser', 'Start again.');
    // From our own settings: the Host header is the sender's word.
    const callback = new URL(options.redirectUri);
    callback.search = new URL(request.url, options.redirectUri).search;
    const person = await provider.finish(callback, departure.attempt);
    const account = await admit(person, departure.session, deps, options);
    const beginning = { method: 'identity-provider', provedAtMs: person.authenticatedAtMs } as const;
    if (departure.session !== null) await identity.sessions.end(departure.session.token);
    await openSession({ request, reply, identity }, account.id, beginning);
    return noStore(reply).type('text/html; charset=utf-8').send(done(departure.next));
  });
}

/** The account of who came back; for a step-up only the account whose session it is. */
async function admit(
  person: VerifiedPerson,
  session: Departure['session'],
  { identity }: ServerDeps,
  admission: Admission,
): Promise<Account> {
  const login = new FederatedLogin(identity.federated, admission);
  if (session !== null && (await login.known(person))?.id !== session.account) {
    throw unauthenticated('somebody else signed in at the identity provider', 'Sign in as yourself.');
  }
  return login.admit(person);
}

const notConfigured = (): TribuneError =>
  new TribuneError('ROUTE_UNKNOWN', 'no identity provider is configured', {
    remedy: 'Sign in with name and password: POST /v1/session.',
  });
