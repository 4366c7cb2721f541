import { afterEach, describe, expect, it } from 'vitest';
import type { OpenIdOptions } from '../../src/apps/server/base/deps.js';
import { STEP_UP_MS } from '../../src/domain/identity/access-table.js';
import type { Role } from '../../src/domain/identity/roles.js';
import { type Forgery, ForgingProvider, REDIRECT } from './support/forging-provider.js';
import { sameOrigin } from './support/open-rim.js';
import { rim } from './support/rim.js';

let undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo) await step();
  undo = [];
});

const nowS = (): number => Math.floor(Date.now() / 1000);

/** The rim with a provider that says what it is told to, and the account of the person it names. */
async function start(options: Partial<OpenIdOptions> = {}, roles: Role[] = ['auditor']) {
  const provider = await ForgingProvider.start();
  const openId = { issuer: provider.issuer, clientId: 'tribune', redirectUri: REDIRECT, ...options };
  // The rim looks at the clock while it is built, before it can be asked for.
  let clock: { ms: number } = { ms: Date.now() };
  const one = await rim({ nowMs: () => clock.ms }, { openId });
  clock = one.clock;
  one.clock.ms = Date.now();
  undo.push(
    () => one.http.close(),
    () => provider.close(),
  );
  const account = await one.accounts.create({ name: 'ada@example.org', password: null, roles }, 'test');
  const leave = async (path = '/v1/session/openid', cookie = '') => {
    const answer = await one.http.inject({ url: path, headers: { cookie } });
    const own = [answer.headers['set-cookie'] ?? []].flat().find((line) => line.startsWith('__Host-tribune-login='));
    return { status: answer.statusCode, address: String(answer.headers.location), cookie: own?.split(';')[0] ?? '' };
  };
  const comeBack = (url: string, cookie: string) => {
    const { pathname, search } = new URL(url);
    return one.http.inject({ url: `${pathname}${search}`, headers: { cookie } });
  };
  const signIn = async (forgery: Forgery = {}, change: Record<string, string | null> = {}) => {
    provider.forgery = forgery;
    const { address, cookie } = await leave();
    return comeBack(provider.wayBack(address, change), cookie);
  };
  const sessionOf = (answer: { headers: Record<string, unknown> }): string =>
    [answer.headers['set-cookie'] as string | string[]]
      .flat()
      .find((line) => line?.startsWith('__Host-tribune='))
      ?.split(';')[0] ?? '';
  return { ...one, provider, account, leave, comeBack, signIn, sessionOf };
}

describe('a forged sign-in', () => {
  it('does not hinder an honest one', async () => {
    const { signIn } = await start();
    const answer = await signIn();
    expect(answer.statusCode, answer.body).toBe(200);
  });

  it.each<[string, Forgery]>([
    ['the nonce of another sign-in', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another issuer', { claims: { iss: 'https://evil.test' } }],
    ['another audience', { claims: { aud: 'someone-else' } }],
    ['several audiences without saying for whom', { claims: { aud: ['tribune', 'other'], azp: 'other' } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a time long over', { claims: { exp: nowS() - 120 } }],
    ['no end', { claims: { exp: undefined } }],
    ['no time of signing in', { claims: { auth_time: undefined } }],
    ['a sign-in of yesterday', { claims: { auth_time: nowS() - 86_400 } }],
    ['a key that nobody published', { otherKey: true }],
    ['no signature', { header: { alg: 'none' } }],
    ['a shared secret for a signature', { header: { alg: 'HS256' } }],
    ['a subject that its own userinfo denies', { userinfo: { sub: 'u-2' } }],
    ['an address that only looks verified', { userinfo: { email_verified: 'true' } }],
  ])('is refused: a token with %s', async (_what, forgery) => {
    const { signIn, sessionOf } = await start();
    const answer = await signIn(forgery);
    expect([answer.statusCode, answer.json().code, sessionOf(answer)]).toEqual([401, 'UNAUTHENTICATED', '']);
  });

  it.each<[string, Record<string, string | null>]>([
    ['another state', { state: 'another' }],
    ['no state', { state: null }],
    ['another issuer: a mix-up', { iss: 'https://evil.test' }],
    ['no issuer, where the provider promised one', { iss: null }],
    ['an error', { error: 'access_denied', code: null }],
    ['no code', { code: null }],
    ['the code of somebody else, against PKCE', { code: Buffer.from('{"challenge":"other"}').toString('base64url') }],
  ])('is refused: a way back with %s', async (_what, change) => {
    const { signIn } = await start();
    expect((await signIn({}, change)).statusCode).toBe(401);
  });

  it('is allowed half a minute of difference between the clocks, and no more', async () => {
    const { signIn } = await start();
    expect((await signIn({ claims: { exp: nowS() - 15 } })).statusCode).toBe(200);
    expect((await signIn({ claims: { auth_time: nowS() + 15, iat: nowS() + 15 } })).statusCode).toBe(200);
    expect((await signIn({ claims: { exp: nowS() - 45 } })).statusCode).toBe(401);
  });

  it('cannot be finished by another browser', async () => {
    const { provider, leave, comeBack } = await start();
    const mine = await leave();
    const other = await leave();
    expect((await comeBack(provider.wayBack(mine.address), other.cookie)).statusCode).toBe(401);
  });
});

describe('proving again at the identity provider', () => {
  const fresh = async (roles: Role[] = ['admin']) => {
    const one = await start({}, roles);
    const session = one.sessionOf(await one.signIn());
    one.clock.advance(STEP_UP_MS + 60_000);
    const act = (cookie: string) =>
      one.http.inject({
        method: 'POST',
        url: '/v1/keys',
        payload: { name: 'n', scopes: ['ledger:read'] },
        headers: { cookie, ...sameOrigin },
      });
    return { ...one, session, act };
  };

  it('asks the provider to have the person sign in anew, and opens sensitive acts under a new token', async () => {
    const { act, session, leave, comeBack, provider, sessionOf, http, clock } = await fresh();
    expect((await act(session)).json().code).toBe('STEP_UP_REQUIRED');
    const { address, cookie } = await leave('/v1/session/openid/step-up', session);
    const asked = new URL(address).searchParams;
    expect([asked.get('prompt'), asked.get('max_age')]).toEqual(['login', '0']);
    clock.ms = Date.now();
    const answer = await comeBack(provider.wayBack(address), cookie);
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await act(sessionOf(answer))).statusCode).toBe(201);
    expect((await http.inject({ url: '/v1/session', headers: { cookie: session } })).statusCode).toBe(401);
  });

  it('does not believe a provider that did not ask the person again', async () => {
    const { session, leave, comeBack, provider } = await fresh();
    const { address, cookie } = await leave('/v1/session/openid/step-up', session);
    provider.forgery = { claims: { auth_time: nowS() - 90 } };
    expect((await comeBack(provider.wayBack(address), cookie)).statusCode).toBe(401);
  });

  it('takes nobody else for the person of the session', async () => {
    const { session, leave, comeBack, provider, deps, signIn } = await fresh();
    await deps.identity.accounts.create({ name: 'eve@example.org', password: null, roles: ['admin'] }, 'test');
    const eve = { claims: { sub: 'u-eve' }, userinfo: { sub: 'u-eve', email: 'eve@example.org' } };
    expect((await signIn(eve)).statusCode).toBe(200);
    const { address, cookie } = await leave('/v1/session/openid/step-up', session);
    const answer = await comeBack(provider.wayBack(address), cookie);
    expect([answer.statusCode, answer.json().message]).toEqual([
      401,
      'somebody else signed in at the identity provider',
    ]);
  });

  it('needs a session', async () => {
    const { leave } = await start();
    expect((await leave('/v1/session/openid/step-up')).status).toBe(401);
  });

  it('counts from when the provider saw the person, not from when they came back', async () => {
    const { signIn, sessionOf, http, clock } = await start({}, ['admin']);
    const cookie = sessionOf(await signIn({ claims: { auth_time: nowS() - 540 } }));
    clock.advance(90_000);
    const act = await http.inject({
      method: 'POST',
      url: '/v1/keys',
      payload: { name: 'n', scopes: ['ledger:read'] },
      headers: { cookie, ...sameOrigin },
    });
    expect(act.json().code).toBe('STEP_UP_REQUIRED');
  });
});

describe('signing out', () => {
  it('ends the session here and leads to the page of the provider that ends the one there', async () => {
    const { signIn, sessionOf, http, provider } = await start();
    const cookie = sessionOf(await signIn());
    await http.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie, ...sameOrigin } });
    expect((await http.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401);
    const end = await http.inject('/v1/session/openid/end');
    expect([end.statusCode, end.headers.location]).toEqual([302, `${provider.issuer}/end?client_id=tribune`]);
  });
});

describe('roles from groups', () => {
  const groups = { 'risk-audit': ['auditor'], 'model-risk': ['validator', 'incident-lead'] } as const;
  const mapped = (options: Partial<OpenIdOptions> = {}, roles: Role[] = ['auditor']) =>
    start({ groupsClaim: 'groups', groups, ...options }, roles);
  const member = (...names: unknown[]): Forgery => ({ claims: { groups: names } });

  it('are those of the mapping at every sign-in, and each change is an entry of the ledger', async () => {
    const { signIn, account, store, service } = await mapped();
    expect((await signIn(member('risk-audit'))).statusCode).toBe(200);
    expect(service.calls).toEqual([]);
    expect((await signIn(member('model-risk', 'cantine'))).statusCode).toBe(200);
    expect((await store.account(account.id))?.roles).toEqual(['incident-lead', 'validator']);
    expect(service.calls).toMatchObject([
      ['record', { type: 'role.granted', payload: { roles: ['incident-lead', 'validator'] } }],
    ]);
  });

  it.each<[string, Forgery]>([
    ['no groups at all', {}],
    ['groups that nobody mapped', member('cantine')],
    ['an empty list', member()],
    ['names of the language itself', member('constructor', '__proto__', 'toString')],
    ['things that are no names', member(1, null, { name: 'risk-audit' })],
    ['a text instead of a list', { claims: { groups: 'risk-audit' } }],
  ])('are none for a person with %s, who does not come in and keeps no role', async (_what, forgery) => {
    const { signIn, account, store } = await mapped();
    await signIn(member('risk-audit'));
    expect((await signIn(forgery)).statusCode).toBe(401);
    expect((await store.account(account.id))?.roles).toEqual([]);
  });

  it('end the sessions that stood on the old ones', async () => {
    const { signIn, sessionOf, http } = await mapped();
    const cookie = sessionOf(await signIn(member('risk-audit')));
    await signIn(member('cantine'));
    expect((await http.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401);
  });

  it('neither make nor unmake an administrator', async () => {
    const { signIn, account, store } = await mapped({}, ['admin']);
    expect((await signIn(member('risk-audit'))).statusCode).toBe(200);
    expect((await store.account(account.id))?.roles).toEqual(['admin']);
  });

  it('make accounts of the configured domain only for members', async () => {
    const { signIn, deps } = await mapped({ provisioning: { domain: 'example.org' } });
    const grace = (...names: string[]): Forgery => ({
      claims: { sub: 'u-9', groups: names },
      userinfo: { sub: 'u-9', email: 'grace@example.org' },
    });
    expect((await signIn(grace('cantine'))).statusCode).toBe(401);
    expect(await deps.identity.accounts.list()).toHaveLength(1);
    expect((await signIn(grace('model-risk'))).statusCode).toBe(200);
    expect((await deps.identity.accounts.list())[1]).toMatchObject({
      name: 'grace@example.org',
      roles: ['incident-lead', 'validator'],
    });
  });
});
