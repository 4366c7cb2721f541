import type { FastifyInstance, FastifyReply } from 'fastify';
import { type OpenIdSettings, openIdProvider } from '../../../adapters/identity/openid-provider.js';
import { TribuneError } from '../../../core/errors.js';
import { unauthenticated } from '../../../domain/identity/api-keys.js';
import { FederatedLogin, type Provisioning } from '../../../domain/identity/federated-login.js';
import type { ServerDeps } from '../deps.js';
import { setSession } from '../http/cookie.js';
import { LOGIN_TTL_MS, LoginAttempts } from '../http/login-attempts.js';

export interface OpenIdOptions extends OpenIdSettings {
  /** By default only people who have an account already come in. */
  readonly provisioning?: Provisioning;
}

/** Ties the way back to the browser that left. Lax: the way back comes from the provider's site. */
const COOKIE = '__Host-tribune-login';
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/**
 * A page and not a redirect: the session cookie is SameSite=Strict, and browsers withhold it from a chain of redirects that began at
 * the provider.
 */
const DONE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title>
<meta http-equiv="refresh" content="0;url=/verify"><link rel="stylesheet" href="/assets/style.css"></head>
<body><main><h1>Signed in</h1><p><a href="/verify">Continue</a></p></main></body></html>
`;

/** Signing in with an identity provider: OpenID Connect. Without one configured the addresses are unknown. */
export function openIdRoutes(app: FastifyInstance, deps: ServerDeps, options: OpenIdOptions | undefined): void {
  const config = { action: 'session.create' } as const;
  const { identity, service } = deps;
  const provider = options === undefined ? null : openIdProvider(options);
  const login = new FederatedLogin(identity.store, identity.accounts, options?.provisioning ?? null);
  const attempts = new LoginAttempts(deps.nowMs);

  app.get('/v1/session/openid', { config }, async (_request, reply) => {
    if (provider === null) throw notConfigured();
    const { attempt, address } = await provider.begin();
    reply.setCookie(COOKIE, attempts.keep(attempt), { ...ATTRIBUTES, maxAge: LOGIN_TTL_MS / 1000 });
    return noStore(reply).redirect(address.href);
  });

  app.get('/v1/session/openid/callback', { config }, async (request, reply) => {
    if (provider === null || options === undefined) throw notConfigured();
    const attempt = attempts.take(request.cookies[COOKIE] ?? '');
    reply.clearCookie(COOKIE, ATTRIBUTES);
    if (attempt === null) throw unauthenticated('no sign-in is under way in this browser', 'Start again.');
    // From our own settings: the Host header is the sender's word.
    const callback = new URL(options.redirectUri);
    callback.search = new URL(request.url, options.redirectUri).search;
    const { account, isNew } = await login.admit(await provider.finish(callback, attempt));
    if (isNew) {
      const { id, roles } = account;
      await service.record({ type: 'role.granted', payload: { account: id, roles, by: 'identity provider' } });
    }
    setSession(reply, await identity.sessions.begin(account.id));
    return noStore(reply).type('text/html; charset=utf-8').send(DONE);
  });
}

const noStore = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');

const notConfigured = (): TribuneError =>
  new TribuneError('ROUTE_UNKNOWN', 'no identity provider is configured', {
    remedy: 'Sign in with name and password: POST /v1/session.',
  });
