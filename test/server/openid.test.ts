import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenIdOptions } from '../../src/apps/server/base/deps.js';
import { rim } from './support/rim.js';

const REDIRECT = 'http://127.0.0.1:8080/v1/session/openid/callback';

interface Person {
  readonly sub: string;
  readonly email: string;
  readonly verified: boolean;
}

let undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo) await step();
  undo = [];
});

/** A real provider on loopback; its own development pages ask for the sign-in. */
async function identityProvider(person: { is: Person }): Promise<string> {
  let handle: RequestListener | undefined;
  const server: Server = createServer((request, response) => handle?.(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'tribune', client_secret: 'not-a-secret', redirect_uris: [REDIRECT] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, email: person.is.email, email_verified: person.is.verified }),
    }),
  });
  handle = provider.callback();
  undo.push(() => new Promise((done) => server.close(done)));
  server.unref();
  return issuer;
}

async function start(options: Partial<OpenIdOptions> = {}) {
  const person: { is: Person } = { is: { sub: 'u-1', email: 'ada@example.org', verified: true } };
  const issuer = await identityProvider(person);
  const openId = { issuer, clientId: 'tribune', clientSecret: 'not-a-secret', redirectUri: REDIRECT, ...options };
  const one = await rim({ nowMs: () => Date.now() }, { openId });
  undo.unshift(() => one.http.close());
  const begin = async () => {
    const answer = await one.http.inject('/v1/session/openid');
    return { answer, cookie: cookieOf(answer.headers['set-cookie'], '__Host-tribune-login') };
  };
  const back = (address: string, cookie: string) => {
    const { pathname, search } = new URL(address);
    return one.http.inject({ url: `${pathname}${search}`, headers: { cookie } });
  };
  /** The whole way, as a browser goes it. */
  const signIn = async () => {
    const { answer, cookie } = await begin();
    return back(await throughProvider(String(answer.headers.location), person.is.sub), cookie);
  };
  return { ...one, person, issuer, begin, back, signIn };
}

function cookieOf(header: string | string[] | undefined, name: string): string {
  const found = [header ?? []].flat().find((line) => line.startsWith(`${name}=`));
  return found?.split(';')[0] ?? '';
}

/** Signs in and consents at the provider, following redirects until they lead back to us. */
async function throughProvider(address: string, login: string): Promise<string> {
  const jar = new Map<string, string>();
  let next = address;
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 12; step++) {
    if (next.startsWith(REDIRECT)) return next;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const init: RequestInit = { redirect: 'manual', headers: { cookie } };
    const answer = await fetch(next, form === null ? init : { ...init, method: 'POST', body: form });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    if (location !== null) {
      next = new URL(location, next).href;
      form = null;
      continue;
    }
    const html = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? 'login';
    next = new URL(/action="([^"]+)"/.exec(html)![1]!, next).href;
    form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'x' } : { prompt });
  }
  throw new Error('the provider did not lead back');
}

const account = { password: null, roles: ['auditor'] } as const;

describe('signing in with OpenID Connect', () => {
  it('opens a session for the account of a verified address', async () => {
    const { deps, signIn, http } = await start();
    const { id } = await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    const answer = await signIn();
    expect(answer.statusCode, answer.body).toBe(200);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /__Host-tribune=[^;]{40,};.*HttpOnly; Secure; SameSite=Strict/,
    );
    const cookie = cookieOf(answer.headers['set-cookie'], '__Host-tribune');
    const session = await http.inject({ url: '/v1/session', headers: { cookie } });
    expect(session.json()).toMatchObject({ id, name: 'ada@example.org', roles: ['auditor'], hasPassword: false });
  });

  it('knows the person by subject afterwards, whatever the address is then', async () => {
    const { deps, signIn, person } = await start();
    await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    await signIn();
    person.is = { ...person.is, email: 'ada@elsewhere.org' };
    expect((await signIn()).statusCode).toBe(200);
  });

  it('does not open the account to another subject that got the address later', async () => {
    const { deps, signIn, person } = await start();
    await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    await signIn();
    person.is = { ...person.is, sub: 'u-2' };
    expect((await signIn()).statusCode).toBe(401);
  });

  it('refuses a person without an account, and makes none', async () => {
    const { deps, signIn } = await start();
    const answer = await signIn();
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await deps.identity.accounts.list()).toEqual([]);
  });

  it('refuses an address that the provider did not verify', async () => {
    const { deps, signIn, person } = await start();
    await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    person.is = { ...person.is, verified: false };
    expect((await signIn()).statusCode).toBe(401);
  });

  it('refuses a disabled account', async () => {
    const { deps, store, signIn } = await start();
    const made = await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    await store.updateAccount({ ...made, disabledAtMs: 1 });
    expect((await signIn()).statusCode).toBe(401);
  });

  it('makes an account for the configured domain only, with the configured role, and logs it', async () => {
    const { deps, signIn, person, service } = await start({
      provisioning: { domain: 'example.org', role: 'incident-lead' },
    });
    expect((await signIn()).statusCode).toBe(200);
    expect((await deps.identity.accounts.list()).map(({ name, roles }) => [name, roles])).toEqual([
      ['ada@example.org', ['incident-lead']],
    ]);
    expect(service.calls.map(([, event]) => (event as { type?: string }).type)).toContain('role.granted');
    person.is = { sub: 'u-3', email: 'eve@example.org.evil.test', verified: true };
    expect((await signIn()).statusCode).toBe(401);
  });

  it('asks with PKCE, state, nonce and an age', async () => {
    const { begin } = await start();
    const { searchParams: asked } = new URL(String((await begin()).answer.headers.location));
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(asked.get(name)!.length).toBeGreaterThan(20);
    expect(asked.get('max_age')).toBe('600');
  });

  it('refuses another state, a foreign issuer, a way back without cookie and one gone twice', async () => {
    const { deps, begin, back, person } = await start();
    await deps.identity.accounts.create({ name: 'ada@example.org', ...account }, 'test');
    const wayBack = async (change: (address: URL) => void) => {
      const { answer, cookie } = await begin();
      const address = new URL(await throughProvider(String(answer.headers.location), person.is.sub));
      change(address);
      return { address: address.href, cookie };
    };
    const foreign = await wayBack((address) => address.searchParams.set('state', 'x'));
    expect((await back(foreign.address, foreign.cookie)).statusCode).toBe(401);
    const mixed = await wayBack((address) => address.searchParams.set('iss', 'https://evil.test'));
    expect((await back(mixed.address, mixed.cookie)).statusCode).toBe(401);
    const good = await wayBack(() => undefined);
    expect((await back(good.address, '')).statusCode).toBe(401);
    expect((await back(good.address, good.cookie)).statusCode).toBe(200);
    expect((await back(good.address, good.cookie)).statusCode).toBe(401);
  });

  it('says that the provider is away', async () => {
    const { begin } = await start({ issuer: 'http://127.0.0.1:9' });
    const { answer } = await begin();
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'SERVER_UNREACHABLE']);
  });

  it('does not start with an issuer over plain HTTP elsewhere', async () => {
    const openId = { issuer: 'http://login.example.org', clientId: 'x', redirectUri: REDIRECT };
    await expect(rim({}, { openId })).rejects.toThrow(/no https address/);
  });
});
