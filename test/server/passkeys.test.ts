import { describe, expect, it } from 'vitest';
import { CHALLENGE_MS, MAX_PASSKEYS } from '../../src/domain/identity/passkeys.js';
import { Authenticator, type Ceremony } from './support/authenticator.js';
import { sameOrigin, start } from './support/open-rim.js';
import { PASSWORD } from './support/rim.js';

const ORIGIN = 'https://tribune.example:8443';
const PARTY = { origin: ORIGIN, rpId: 'tribune.example' };

type Headers = Record<string, string>;
const cookiesOf = (header: string | string[] | undefined): Record<string, string> =>
  Object.fromEntries(
    [header ?? []].flat().map((line) => {
      const [pair = ''] = line.split(';');
      return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    }),
  );

/** The rim at a public address, and a browser that keeps cookies. */
async function startBrowser(publicUrl = ORIGIN) {
  const one = await start({}, { publicUrl });
  const jar: Record<string, string> = {};
  const request = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const cookie = Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const headers: Headers = { cookie, ...sameOrigin };
    const got = await one.http.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    for (const [name, value] of Object.entries(cookiesOf(got.headers['set-cookie']))) {
      if (value === '') delete jar[name];
      else jar[name] = value;
    }
    return got;
  };
  const signedIn = async (...roles: Parameters<typeof one.session>) => {
    const session = await one.session(...roles);
    jar['__Host-tribune'] = session.cookie.split('=')[1]!;
    return session;
  };
  const begin = async (path: string): Promise<string> => (await request('POST', path)).json().challenge;
  const register = async (authenticator: Authenticator, name = 'phone', change: Partial<Ceremony> = {}) => {
    const challenge = await begin('/v1/passkeys/begin');
    return request('POST', '/v1/passkeys', {
      name,
      answer: authenticator.register({ ...PARTY, challenge, ...change }),
    });
  };
  const prove = async (path: string, authenticator: Authenticator, change: Partial<Ceremony> = {}) => {
    const challenge = await begin(`${path}/begin`);
    return request('POST', path, authenticator.assert({ ...PARTY, challenge, ...change }));
  };
  /** A person with a passkey who has signed out. */
  const withPasskey = async () => {
    const person = await signedIn('admin');
    const authenticator = new Authenticator();
    expect((await register(authenticator)).statusCode).toBe(201);
    await request('DELETE', '/v1/session');
    return { ...person, authenticator };
  };
  return { ...one, jar, request, signedIn, begin, register, prove, withPasskey };
}

const SIGN_IN = '/v1/session/passkey';
const STEP_UP = '/v1/session/step-up/passkey';

describe('registering a passkey', () => {
  it('asks for a key that stays on the device and verifies its user, at the configured address', async () => {
    const { request, signedIn } = await startBrowser();
    const { id, name } = await signedIn('auditor');
    const asked = (await request('POST', '/v1/passkeys/begin')).json();
    expect(asked).toMatchObject({
      rp: { id: 'tribune.example' },
      user: { id: Buffer.from(id).toString('base64url'), name },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    });
    expect(Buffer.from(asked.challenge, 'base64url')).toHaveLength(32);
  });

  it('keeps several under their names and tells the next device which there are', async () => {
    const { request, register, signedIn, clock } = await startBrowser();
    await signedIn('auditor');
    await register(new Authenticator(), 'phone');
    clock.advance(1);
    await register(new Authenticator(), 'laptop');
    const { passkeys } = (await request('GET', '/v1/passkeys')).json();
    expect(passkeys.map(({ name }: { name: string }) => name)).toEqual(['phone', 'laptop']);
    expect((await request('POST', '/v1/passkeys/begin')).json().excludeCredentials).toHaveLength(2);
  });

  it('is an entry of the ledger without name of person or device', async () => {
    const { register, signedIn, service } = await startBrowser();
    const { name } = await signedIn('auditor');
    await register(new Authenticator(), 'Adas phone');
    const [, event] = service.calls.find(([call, event]) => call === 'record' && event !== undefined)!;
    expect(event).toMatchObject({ type: 'passkey.added' });
    expect(JSON.stringify(event)).not.toMatch(new RegExp(`Adas|${name}`));
  });

  it('needs a fresh proof of who asks', async () => {
    const { request, signedIn, clock } = await startBrowser();
    await signedIn('auditor');
    clock.advance(10 * 60_000 + 1);
    const got = await request('POST', '/v1/passkeys/begin');
    expect([got.statusCode, got.json().code]).toEqual([403, 'STEP_UP_REQUIRED']);
  });

  it.each<[string, Partial<Ceremony>]>([
    ['another origin', { origin: 'https://tribune.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['a user who was not verified', { flags: 1 }],
    ['a frame of another page', { crossOrigin: true }],
    ['an assertion', { type: 'webauthn.get' }],
  ])('refuses an answer for %s', async (_what, change) => {
    const { register, request, signedIn } = await startBrowser();
    await signedIn('auditor');
    const got = await register(new Authenticator(), 'phone', change);
    expect([got.statusCode, got.json().code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await request('GET', '/v1/passkeys')).json().passkeys).toEqual([]);
  });

  it('takes a credential once, whoever comes with it', async () => {
    const { register, signedIn } = await startBrowser();
    const authenticator = new Authenticator();
    await signedIn('auditor');
    await register(authenticator);
    await signedIn('incident-lead');
    expect((await register(authenticator)).json()).toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses an account that the identity provider lets in', async () => {
    const { deps, jar, request } = await startBrowser();
    const { id } = await deps.identity.accounts.create(
      { name: 'f@example.org', password: null, roles: ['auditor'] },
      'test',
    );
    jar['__Host-tribune'] = await deps.identity.sessions.begin(id, { method: 'identity-provider' });
    expect((await request('POST', '/v1/passkeys/begin')).json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await request('POST', '/v1/password', { password: PASSWORD })).json()).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('ends at twenty', async () => {
    const { store, request, signedIn } = await startBrowser();
    const { id } = await signedIn('auditor');
    for (let n = 0; n < MAX_PASSKEYS; n++) {
      await store.insertPasskey({
        id: `p${n}`,
        account: id,
        name: 'n',
        publicKey: new Uint8Array(),
        counter: 0,
        transports: [],
        createdAtMs: n,
        lastUsedAtMs: null,
      });
    }
    expect((await request('POST', '/v1/passkeys/begin')).json()).toMatchObject({ code: 'CONFLICT' });
  });

  it('is not offered under an IP address or while nobody knows the name', async () => {
    const byAddress = await startBrowser('https://192.0.2.7');
    await byAddress.signedIn('auditor');
    expect((await byAddress.request('POST', '/v1/passkeys/begin')).json()).toMatchObject({ code: 'ROUTE_UNKNOWN' });
    expect((await byAddress.request('GET', '/v1/session/ways')).json()).toMatchObject({ passkey: null });
  });

  it.each(['http://tribune.example', 'https://tribune.example/path', 'tribune.example', 'https://u@tribune.example'])(
    'does not start with %s as its public address',
    async (publicUrl) => {
      await expect(start({}, { publicUrl })).rejects.toThrow(/no public address/);
    },
  );
});

describe('signing in with a passkey', () => {
  it('opens a session for its account, without a name', async () => {
    const { request, prove, withPasskey } = await startBrowser();
    const { id, name, authenticator } = await withPasskey();
    const got = await prove(SIGN_IN, authenticator, { userHandle: id });
    expect([got.statusCode, got.json().name]).toEqual([200, name]);
    expect((await request('GET', '/v1/session')).json()).toMatchObject({ id, name, hasPassword: true });
    expect((await request('GET', '/v1/sessions')).json().sessions[0]).toMatchObject({ method: 'passkey' });
    expect((await request('GET', '/v1/passkeys')).json().passkeys[0].lastUsedAt).not.toBeNull();
  });

  it('tells nobody which passkeys there are', async () => {
    const { request, withPasskey } = await startBrowser();
    await withPasskey();
    expect((await request('POST', `${SIGN_IN}/begin`)).json()).toMatchObject({
      allowCredentials: [],
      userVerification: 'required',
    });
  });

  it.each<[string, Partial<Ceremony>]>([
    ['another origin', { origin: 'https://tribune.example.evil.test' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['a user who was not verified', { flags: 1 }],
    ['a user who was not present', { flags: 4 }],
    ['a frame of another page', { crossOrigin: true }],
    ['a registration', { type: 'webauthn.create' }],
    ['another user', { userHandle: '0193f7c2-6a55-4d1e-9f10-3c2b1a000001' }],
    ['nobody', { userHandle: '' }],
  ])('refuses an answer for %s', async (_what, change) => {
    const { prove, withPasskey } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    const got = await prove(SIGN_IN, authenticator, { userHandle: id, ...change });
    expect([got.statusCode, got.json().message]).toEqual([401, 'the passkey was not accepted']);
    expect(String(got.headers['set-cookie'])).not.toMatch(/__Host-tribune=/);
  });

  it('refuses a passkey that nobody registered and one of a disabled account alike', async () => {
    const { prove, withPasskey, store } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    const stranger = await prove(SIGN_IN, new Authenticator(), { userHandle: id });
    await store.updateAccount({ ...(await store.account(id))!, disabledAtMs: 1 });
    const disabled = await prove(SIGN_IN, authenticator, { userHandle: id });
    const said = ({ requestId: _id, ...rest }: Record<string, unknown>) => rest;
    expect(said(disabled.json())).toEqual(said(stranger.json()));
    expect(disabled.statusCode).toBe(401);
  });

  it('refuses an answer the second time, with the old challenge and with a new one', async () => {
    const { begin, request, jar, withPasskey } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    const challenge = await begin(`${SIGN_IN}/begin`);
    const kept = jar['__Host-tribune-passkey']!;
    const answer = authenticator.assert({ ...PARTY, challenge, userHandle: id });
    expect((await request('POST', SIGN_IN, answer)).statusCode).toBe(200);
    jar['__Host-tribune-passkey'] = kept;
    expect((await request('POST', SIGN_IN, answer)).statusCode).toBe(401);
    await begin(`${SIGN_IN}/begin`);
    expect((await request('POST', SIGN_IN, answer)).statusCode).toBe(401);
  });

  it('refuses an answer from another browser than the one that asked, and one that is late', async () => {
    const { begin, request, jar, clock, withPasskey } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    const stolen = authenticator.assert({ ...PARTY, challenge: await begin(`${SIGN_IN}/begin`), userHandle: id });
    delete jar['__Host-tribune-passkey'];
    expect((await request('POST', SIGN_IN, stolen)).statusCode).toBe(401);
    const late = authenticator.assert({ ...PARTY, challenge: await begin(`${SIGN_IN}/begin`), userHandle: id });
    clock.advance(CHALLENGE_MS);
    expect((await request('POST', SIGN_IN, late)).statusCode).toBe(401);
  });

  it('refuses a counter that went back: the passkey may be a copy', async () => {
    const { prove, withPasskey } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    authenticator.counter = 7;
    expect((await prove(SIGN_IN, authenticator, { userHandle: id })).statusCode).toBe(200);
    authenticator.counter = 6;
    expect((await prove(SIGN_IN, authenticator, { userHandle: id })).statusCode).toBe(401);
  });

  it('is slowed down over sixty ceremonies a minute', async () => {
    const { request } = await startBrowser();
    const codes = [];
    for (let n = 0; n < 61; n++) codes.push((await request('POST', `${SIGN_IN}/begin`)).statusCode);
    expect([codes[59], codes[60]]).toEqual([200, 429]);
  });

  it('refuses nonsense with one clear error', async () => {
    const { begin, request } = await startBrowser();
    for (const answer of [{}, { id: 'x' }, { id: 'x', rawId: 'x', type: 'public-key', response: {} }, []]) {
      await begin(`${SIGN_IN}/begin`);
      expect((await request('POST', SIGN_IN, answer)).json()).toMatchObject({ code: 'BODY_INVALID' });
    }
    await begin(`${SIGN_IN}/begin`);
    const empty = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: '' } };
    expect((await request('POST', SIGN_IN, empty)).json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('proving again with a passkey', () => {
  it('opens sensitive acts and changes the token', async () => {
    const { prove, request, clock, jar, withPasskey } = await startBrowser();
    const { id, authenticator } = await withPasskey();
    await prove(SIGN_IN, authenticator, { userHandle: id });
    clock.advance(10 * 60_000 + 1);
    const make = () => request('POST', '/v1/keys', { name: 'n', scopes: ['ledger:read'] });
    expect((await make()).json().code).toBe('STEP_UP_REQUIRED');
    const before = jar['__Host-tribune'];
    expect((await prove(STEP_UP, authenticator)).statusCode).toBe(204);
    expect(jar['__Host-tribune']).not.toBe(before);
    expect((await make()).statusCode).toBe(201);
  });

  it('refuses the passkey of somebody else, and a challenge of another ceremony', async () => {
    const { begin, request, register, signedIn } = await startBrowser();
    const [own, foreign] = [new Authenticator(), new Authenticator()];
    await signedIn('auditor');
    await register(foreign);
    const { id } = await signedIn('admin');
    await register(own);
    const challenge = await begin(`${STEP_UP}/begin`);
    expect((await request('POST', STEP_UP, foreign.assert({ ...PARTY, challenge }))).statusCode).toBe(401);
    const other = await begin(`${SIGN_IN}/begin`);
    expect(
      (await request('POST', STEP_UP, own.assert({ ...PARTY, challenge: other, userHandle: id }))).statusCode,
    ).toBe(401);
  });

  it('is not offered to an account without passkeys', async () => {
    const { request, signedIn } = await startBrowser();
    await signedIn('admin');
    expect((await request('POST', `${STEP_UP}/begin`)).json()).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('looking after passkeys', () => {
  const listed = async (browser: Awaited<ReturnType<typeof startBrowser>>): Promise<{ id: string; name: string }[]> =>
    (await browser.request('GET', '/v1/passkeys')).json().passkeys;

  it('renames and removes the own ones only', async () => {
    const browser = await startBrowser();
    await browser.signedIn('auditor');
    await browser.register(new Authenticator());
    const [mine] = await listed(browser);
    await browser.signedIn('admin');
    for (const method of ['PATCH', 'DELETE'] as const) {
      const got = await browser.request(method, `/v1/passkeys/${mine!.id}`, { name: 'stolen' });
      expect(got.json()).toMatchObject({ code: 'NOT_FOUND', message: 'the account has no such passkey' });
    }
    await browser.register(new Authenticator());
    const [own] = await listed(browser);
    expect((await browser.request('PATCH', `/v1/passkeys/${own!.id}`, { name: 'key ring' })).statusCode).toBe(204);
    expect((await listed(browser))[0]!.name).toBe('key ring');
    expect((await browser.request('DELETE', `/v1/passkeys/${own!.id}`)).statusCode).toBe(204);
    expect(await listed(browser)).toEqual([]);
  });

  it('removes neither the last passkey of an account without a password nor the password of one without a passkey', async () => {
    const browser = await startBrowser();
    const { name } = await browser.signedIn('auditor');
    expect((await browser.request('DELETE', '/v1/password')).json().message).toMatch(/last way/);
    await browser.register(new Authenticator());
    expect((await browser.request('DELETE', '/v1/password')).statusCode).toBe(204);
    const [only] = await listed(browser);
    expect((await browser.request('DELETE', `/v1/passkeys/${only!.id}`)).json().message).toMatch(/last way/);
    const signIn = await browser.request('POST', '/v1/session', { name, password: PASSWORD });
    expect(signIn.statusCode).toBe(401);
    expect((await browser.request('POST', '/v1/password', { password: PASSWORD })).statusCode).toBe(204);
    expect((await browser.request('DELETE', `/v1/passkeys/${only!.id}`)).statusCode).toBe(204);
  });
});
