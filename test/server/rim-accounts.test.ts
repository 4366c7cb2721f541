import { describe, expect, it } from 'vitest';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from '../../src/domain/identity/sessions.js';
import { sameOrigin, start } from './support/open-rim.js';
import { PASSWORD } from './support/rim.js';

describe('sessions', () => {
  it('come as a __Host- cookie that scripts cannot read', async () => {
    const { http, session } = await start();
    const { name } = await session('auditor');
    const got = await http.inject({ method: 'POST', url: '/v1/session', payload: { name, password: PASSWORD } });
    expect(got.statusCode).toBe(200);
    const cookie = String(got.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-tribune=/);
    for (const word of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(word);
  });

  it('are refused alike for a wrong name and a wrong password', async () => {
    const { http, session } = await start();
    const { name } = await session('auditor');
    const post = async (payload: object) => {
      const { requestId: _id, ...rest } = (await http.inject({ method: 'POST', url: '/v1/session', payload })).json();
      return rest;
    };
    expect(await post({ name, password: 'wrong password' })).toEqual(
      await post({ name: 'nobody', password: PASSWORD }),
    );
  });

  it('end when idle, and in any case after a day of work', async () => {
    const { http, session, clock } = await start();
    const get = async (cookie: string) => (await http.inject({ url: '/v1/session', headers: { cookie } })).statusCode;
    const idle = await session('auditor');
    clock.advance(SESSION_IDLE_MS + 1);
    expect(await get(idle.cookie)).toBe(401);
    const busy = await session('auditor');
    for (let t = 0; t < SESSION_ABSOLUTE_MS; t += SESSION_IDLE_MS - 1) {
      expect(await get(busy.cookie)).toBe(200);
      clock.advance(SESSION_IDLE_MS - 1);
    }
    expect(await get(busy.cookie)).toBe(401);
  });

  it('that were ended cannot be replayed', async () => {
    const { http, session } = await start();
    const { cookie } = await session('auditor');
    const headers = { cookie, ...sameOrigin };
    expect((await http.inject({ method: 'DELETE', url: '/v1/session', headers })).statusCode).toBe(204);
    expect((await http.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
  });

  it('change nothing for a page of another site', async () => {
    const { http, session } = await start();
    const { cookie } = await session('admin');
    const post = async (headers: Record<string, string>) =>
      (await http.inject({ method: 'POST', url: '/v1/accounts', headers: { cookie, ...headers }, payload: {} }))
        .statusCode;
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({})).toBe(403);
    expect(await post(sameOrigin)).toBe(400);
  });

  it('get a new token by the step-up, and the old one is gone', async () => {
    const { http, session, clock } = await start();
    const { cookie } = await session('admin');
    clock.advance(11 * 60_000);
    const headers = { cookie, ...sameOrigin };
    const make = (more: object) =>
      http.inject({
        method: 'POST',
        url: '/v1/keys',
        headers: { ...headers, ...more },
        payload: { name: 'n', scopes: ['ledger:read'] },
      });
    expect((await make({})).statusCode).toBe(403);
    const stepped = await http.inject({
      method: 'POST',
      url: '/v1/session/step-up',
      headers,
      payload: { password: PASSWORD },
    });
    expect(stepped.statusCode).toBe(204);
    const fresh = String(stepped.headers['set-cookie']).split(';')[0]!;
    expect((await make({ cookie: fresh })).statusCode).toBe(201);
    expect((await make({})).statusCode).toBe(401);
  });
});

describe('first administrator', () => {
  it('comes by a link that works once', async () => {
    const { http, deps } = await start();
    const token = await deps.identity.links.makeAtStart();
    const post = (payload: object) => http.inject({ method: 'POST', url: '/v1/setup', payload });
    expect((await post({ token, name: 'root', password: 'short' })).statusCode).toBe(400);
    const made = await post({ token, name: 'root', password: PASSWORD });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ name: 'root', roles: ['admin'] });
    expect((await post({ token, name: 'other', password: PASSWORD })).statusCode).toBe(401);
    expect(await deps.identity.links.anyAdmin()).toBe(true);
  });

  it('comes too late after fifteen minutes', async () => {
    const { http, deps, clock } = await start();
    const token = await deps.identity.links.makeAtStart();
    clock.advance(15 * 60_000);
    const got = await http.inject({
      method: 'POST',
      url: '/v1/setup',
      payload: { token, name: 'root', password: PASSWORD },
    });
    expect(got.statusCode).toBe(401);
  });

  it('cannot leave without another one', async () => {
    const { http, session } = await start();
    const { cookie, id } = await session('admin');
    const got = await http.inject({
      method: 'PATCH',
      url: `/v1/accounts/${id}`,
      payload: { roles: [] },
      headers: { cookie, ...sameOrigin },
    });
    expect(got.json()).toMatchObject({ code: 'CONFLICT', message: 'no administrator would be left' });
  });
});

describe('signing in', () => {
  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
    ['a page of a neighbour', { 'sec-fetch-site': 'same-site', origin: 'https://other.tribune.test' }],
    ['an old browser on another site', { origin: 'https://evil.test' }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }],
  ])('cannot be done to a browser by %s', async (_what, headers) => {
    const { http, session } = await start();
    const { name } = await session('auditor');
    const payload = JSON.stringify({ name, password: PASSWORD });
    const got = await http.inject({ method: 'POST', url: '/v1/session', headers, payload });
    expect([got.statusCode, got.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('ends the session that the browser had', async () => {
    const { http, session } = await start();
    const { cookie, name } = await session('auditor');
    const headers = { cookie, ...sameOrigin };
    const got = await http.inject({
      method: 'POST',
      url: '/v1/session',
      headers,
      payload: { name, password: PASSWORD },
    });
    expect(got.statusCode).toBe(200);
    expect((await http.inject({ url: '/v1/session', headers })).statusCode).toBe(401);
  });
});

describe('the list of sessions', () => {
  it('shows the own ones, ends one or the others, and reaches nobody else', async () => {
    const { http, session, deps } = await start();
    const [mine, foreign] = [await session('auditor'), await session('admin')];
    await deps.identity.sessions.begin(mine.id, { method: 'passkey', client: 'Safari on iOS' });
    const ask = (method: 'GET' | 'DELETE', url: string, cookie: string) =>
      http.inject({ method, url, headers: { cookie, ...sameOrigin } });
    const list = async (cookie: string): Promise<{ id: string; current: boolean; client: string }[]> =>
      (await ask('GET', '/v1/sessions', cookie)).json().sessions;
    const own = await list(mine.cookie);
    expect(own.map(({ client }) => client).toSorted()).toEqual(['', 'Safari on iOS']);
    const other = own.find(({ current }) => !current)!;
    expect((await ask('DELETE', `/v1/sessions/${other.id}`, foreign.cookie)).json()).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await ask('DELETE', `/v1/sessions/${other.id}`, mine.cookie)).statusCode).toBe(204);
    await deps.identity.sessions.begin(mine.id, { method: 'password' });
    expect((await ask('DELETE', '/v1/sessions', mine.cookie)).statusCode).toBe(204);
    expect((await list(mine.cookie)).map(({ current }) => current)).toEqual([true]);
    expect(await list(foreign.cookie)).toHaveLength(1);
  });

  it('shows nothing that opens a session', async () => {
    const { http, session } = await start();
    const { cookie } = await session('auditor');
    const { body } = await http.inject({ url: '/v1/sessions', headers: { cookie } });
    const [{ id }] = JSON.parse(body).sessions;
    expect(cookie).not.toContain(id);
    expect((await http.inject({ url: '/v1/session', headers: { cookie: `__Host-tribune=${id}` } })).statusCode).toBe(
      401,
    );
  });
});

describe('roles of one account', () => {
  const asAdmin = async () => {
    const one = await start();
    const { cookie, id } = await one.session('admin');
    const send = (method: 'POST' | 'PATCH', url: string, payload: object) =>
      one.http.inject({ method, url, payload, headers: { cookie, ...sameOrigin } });
    return { ...one, id, send };
  };

  it.each([
    [['admin', 'legal']],
    [['admin', 'auditor']],
    [['admin', 'specialist']],
    [['auditor', 'developer']],
    [['auditor', 'legal']],
  ])('are never %j together', async (roles) => {
    const { send } = await asAdmin();
    const got = await send('POST', '/v1/accounts', { name: 'both', password: PASSWORD, roles });
    expect([got.statusCode, got.json().message]).toEqual([400, `one account cannot be both ${roles.join(' and ')}`]);
  });

  it('are given by others, never to oneself', async () => {
    const { send, id, session } = await asAdmin();
    expect((await send('PATCH', `/v1/accounts/${id}`, { roles: ['admin', 'owner'] })).json()).toMatchObject({
      code: 'FORBIDDEN',
      message: 'nobody gives the role owner to the own account',
    });
    const { id: other } = await session('incident-lead');
    expect((await send('PATCH', `/v1/accounts/${other}`, { roles: ['owner'] })).json()).toMatchObject({
      roles: ['owner'],
    });
  });

  it('can change while there is no administrator, as with accounts of a provider alone', async () => {
    const { deps, session } = await start();
    const { id } = await session('auditor');
    expect(await deps.identity.accounts.change(id, { roles: ['incident-lead'] }, 'test')).toMatchObject({
      roles: ['incident-lead'],
    });
  });
});

describe('an account that is closed and opened again', () => {
  it('is told by entries of their own, apart from the one that tells of its roles', async () => {
    const { http, session, service } = await start();
    const [admin, other] = [await session('admin'), await session('incident-lead')];
    const change = (payload: object) =>
      http.inject({
        method: 'PATCH',
        url: `/v1/accounts/${other.id}`,
        payload,
        headers: { cookie: admin.cookie, ...sameOrigin },
      });
    for (const payload of [{ disabled: true }, { disabled: false }, { roles: [], disabled: true }]) {
      expect((await change(payload)).statusCode).toBe(200);
    }
    const told = { account: other.id, by: `account:${admin.id}` };
    expect(service.calls).toEqual([
      ['record', { type: 'account.disabled', payload: told }],
      ['record', { type: 'account.enabled', payload: told }],
      ['record', { type: 'role.granted', payload: { ...told, roles: [] } }],
      ['record', { type: 'account.disabled', payload: told }],
    ]);
  });

  it('leaves no entry and ends no session where nothing is another than before', async () => {
    const { http, session, service } = await start();
    const [admin, other] = [await session('admin'), await session('incident-lead', 'validator')];
    const send = (method: 'PATCH' | 'GET', url: string, cookie: string, payload?: object) =>
      http.inject({ method, url, headers: { cookie, ...sameOrigin }, ...(payload === undefined ? {} : { payload }) });
    for (const payload of [{ disabled: false }, { roles: ['validator', 'incident-lead'] }, {}]) {
      expect((await send('PATCH', `/v1/accounts/${other.id}`, admin.cookie, payload)).statusCode).toBe(200);
    }
    expect((await send('GET', '/v1/session', other.cookie)).statusCode).toBe(200);
    for (let i = 0; i < 2; i++) {
      const closed = await send('PATCH', `/v1/accounts/${other.id}`, admin.cookie, { disabled: true });
      expect(closed.json()).toMatchObject({ disabled: true });
    }
    expect(service.calls).toMatchObject([['record', { type: 'account.disabled' }]]);
  });
});

describe('a password', () => {
  it('is set anew by an administrator for who lost it, ends every session, and is an entry of the ledger', async () => {
    const { http, session, service } = await start();
    const [admin, lost] = [await session('admin'), await session('incident-lead')];
    const got = await http.inject({
      method: 'PATCH',
      url: `/v1/accounts/${lost.id}`,
      payload: { password: 'another long passphrase' },
      headers: { cookie: admin.cookie, ...sameOrigin },
    });
    expect(got.statusCode).toBe(200);
    expect(service.calls).toEqual([
      ['record', { type: 'password.reset', payload: { account: lost.id, by: `account:${admin.id}` } }],
    ]);
    expect((await http.inject({ url: '/v1/session', headers: { cookie: lost.cookie } })).statusCode).toBe(401);
    const payload = { name: lost.name, password: 'another long passphrase' };
    expect((await http.inject({ method: 'POST', url: '/v1/session', payload })).statusCode).toBe(200);
  });

  it('changed by its owner leaves one session, under a new token', async () => {
    const { http, session, deps } = await start();
    const { id, cookie } = await session('incident-lead');
    await deps.identity.sessions.begin(id, { method: 'password' });
    const got = await http.inject({
      method: 'POST',
      url: '/v1/password',
      payload: { password: 'another long passphrase' },
      headers: { cookie, ...sameOrigin },
    });
    expect(got.statusCode).toBe(204);
    const fresh = String(got.headers['set-cookie']).split(';')[0]!;
    expect((await http.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401);
    const { sessions } = (await http.inject({ url: '/v1/sessions', headers: { cookie: fresh } })).json();
    expect(sessions).toHaveLength(1);
  });
});
