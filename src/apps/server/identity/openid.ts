import { openIdProvider } from '../../../adapters/identity/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { signedIn } from '../../../domain/documents/service/index.js';
import {
  type Admission,
  FederatedLogin,
  unauthenticated,
  type VerifiedPerson,
} from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { OpenIdOptions, ServerDeps } from '../base/deps.js';
import { networkOf } from '../http/address.js';
import { type Departure, LOGIN_TTL_MS, LoginAttempts } from '../http/login-attempts.js';
import { accountOf, openSession, sessionToken } from '../http/open-session.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import { printPage } from '../pages/print-page.js';

/** Name of the cookie that ties the way back to the browser that left. It is Lax, as the way back comes from the provider's site. */
const COOKIE = '__Host-tribune-login';
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/**
 * A page and not a redirect: the session cookie is SameSite=Strict, and browsers withhold it from a chain of redirects that began at
 * the provider.
 */
const done = (next: string): string => printPage(signedIn(next));
const HOME = '/account';

/** Sign-ins under way at the configured identity provider. */
export class OpenIdLogins {
  readonly attempts: LoginAttempts;
  #provider: ReturnType<typeof openIdProvider> | null = null;

  constructor({ nowMs }: Pick<ServerDeps, 'nowMs'>) {
    this.attempts = new LoginAttempts(nowMs);
  }

  /** Sets the provider. Throws where the options name none that could be asked. */
  configure(options: OpenIdOptions | undefined): void {
    this.#provider = options === undefined ? null : openIdProvider(options);
  }

  /** The configured provider. Throws `ROUTE_UNKNOWN` where none is configured. */
  get provider(): ReturnType<typeof openIdProvider> {
    if (this.#provider === null) throw notConfigured();
    return this.#provider;
  }
}

type OpenIdDeps = Pick<ServerDeps, 'identity'> & { readonly logins: OpenIdLogins };
const route = routesOver<OpenIdDeps>();

async function leave(
  { request, reply }: Pick<Call, 'request' | 'reply'>,
  { logins }: OpenIdDeps,
  { fresh, ...way }: Omit<Departure, 'attempt'> & { fresh: boolean },
) {
  const { attempt, address } = await logins.provider.begin({ fresh });
  reply.setCookie(COOKIE, logins.attempts.keep({ ...way, attempt }, networkOf(request.ip)), {
    ...ATTRIBUTES,
    maxAge: LOGIN_TTL_MS / 1000,
  });
  return reply.redirect(address.href);
}

/** Routes of the sign-in with an identity provider by OpenID Connect. Without a configured provider the addresses are unknown. */
export const openIdRoutes: readonly Route<OpenIdDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/session/openid',
    action: 'session.create',
    summary: 'Sign in with the identity provider',
    status: 302,
    answerText: 'To the provider.',
    noStore: true,
    handle: (call, deps) => leave(call, deps, { fresh: false, session: null, next: HOME }),
  }),
  route({
    method: 'GET',
    path: '/v1/session/openid/step-up',
    action: 'session.step-up',
    summary: 'Sign in again at the identity provider before a sensitive act',
    status: 302,
    answerText: 'To the provider.',
    noStore: true,
    handle(call, deps) {
      const session = { account: accountOf(call).id, token: sessionToken(call.request) };
      return leave(call, deps, { fresh: true, session, next: HOME });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/session/openid/callback',
    action: 'session.create',
    summary: 'Back from the identity provider',
    answer: 'text/html',
    noStore: true,
    async handle(call, deps) {
      const { request, reply, server } = call;
      const { identity, logins } = deps;
      const { provider } = logins;
      const options = server.openId!;
      const departure = logins.attempts.take(request.cookies[COOKIE] ?? '');
      reply.clearCookie(COOKIE, ATTRIBUTES);
      if (departure === null) throw unauthenticated('no sign-in is under way in this browser', 'Start again.');
      // The address comes from the service's own settings, as the Host header is the sender's claim.
      const callback = new URL(options.redirectUri);
      callback.search = new URL(request.url, options.redirectUri).search;
      const person = await provider.finish(callback, departure.attempt);
      const account = await admit(person, departure.session, deps, options);
      const beginning = { method: 'identity-provider', provedAtMs: person.authenticatedAtMs } as const;
      if (departure.session !== null) await identity.sessions.end(departure.session.token);
      await openSession(call, identity, account.id, beginning);
      return done(departure.next);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/session/openid/end',
    action: 'session.create',
    summary: 'Sign out at the identity provider, too',
    status: 302,
    answerText: 'To the provider, or to the page to sign in when it has no such page.',
    noStore: true,
    async handle({ reply }, { logins }) {
      const address = await logins.provider.endAddress();
      return reply.redirect(address?.href ?? '/sign-in');
    },
  }),
];

/** Gives the account of the person who came back; for a step-up only the account of the session. */
async function admit(
  person: VerifiedPerson,
  session: Departure['session'],
  { identity }: Pick<ServerDeps, 'identity'>,
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
