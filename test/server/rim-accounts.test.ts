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
    const token = await deps.identity.links.make();
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
    const token = await deps.identity.links.make();
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
      ...{ method: 'PATCH', url: `/v1/accounts/${id}`, payload: { roles: [] } },
      headers: { cookie, ...sameOrigin },
    });
    expect(got.json()).toMatchObject({ code: 'USAGE', message: 'no administrator would be left' });
  });
});
