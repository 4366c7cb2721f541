import { describe, expect, it } from 'vitest';
import { bearer, DECISIONS, start } from './support/open-rim.js';

const PAGE = 'https://app.example';
const preflight = {
  origin: PAGE,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization',
};
const corsOf = (headers: object): string[] => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('pages of other origins', () => {
  it('may do nothing unless they are named', async () => {
    const { http, key } = await start();
    const headers = { ...bearer(await key('decisions:write')), origin: PAGE };
    const sent = await http.inject({ method: 'POST', url: DECISIONS, headers, payload: '{}' });
    const asked = await http.inject({ method: 'OPTIONS', url: DECISIONS, headers: preflight });
    expect([asked.statusCode, corsOf(asked.headers), corsOf(sent.headers)]).toEqual([405, [], []]);
  });

  it('that are named may send records with a key, and read what the client needs; no cookies', async () => {
    const { http, key } = await start({}, { allowOrigin: [PAGE, 'http://localhost:3000'] });
    const asked = await http.inject({ method: 'OPTIONS', url: DECISIONS, headers: preflight });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringContaining('idempotency-key'),
      vary: 'origin',
    });
    const headers = { ...bearer(await key('decisions:write')), origin: PAGE };
    const sent = await http.inject({ method: 'POST', url: DECISIONS, headers, payload: '{}' });
    expect([sent.statusCode, sent.headers['access-control-allow-origin']]).toEqual([200, PAGE]);
    expect(sent.headers['access-control-expose-headers']).toContain('retry-after');
    const refused = await http.inject({ method: 'POST', url: DECISIONS, headers: { origin: PAGE }, payload: '{}' });
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, PAGE]);
    for (const { headers } of [asked, sent, refused])
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('that are named follow the stop switch, with the tag of the state that they have', async () => {
    const { http, key } = await start({}, { allowOrigin: [PAGE] });
    const asked = await http.inject({
      ...{ method: 'OPTIONS', url: '/v1/stops/state' },
      headers: { ...preflight, 'access-control-request-method': 'GET' },
    });
    expect(asked.headers).toMatchObject({
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': expect.stringContaining('if-none-match'),
    });
    const headers = { ...bearer(await key('decisions:write')), origin: PAGE };
    const state = await http.inject({ url: '/v1/stops/state', headers });
    expect(state.headers['access-control-allow-origin']).toBe(PAGE);
    expect(state.headers['access-control-expose-headers']).toContain('etag');
    const named = await http.inject({ method: 'OPTIONS', url: '/v1/stops', headers: preflight });
    expect(corsOf(named.headers)).toEqual([]);
  });

  it('reach nothing else, and others nothing at all', async () => {
    const { http, routes } = await start({}, { allowOrigin: [PAGE] });
    const open = new Set<string>();
    for (const route of [...routes, 'GET /nothing']) {
      const [method, path] = route.split(' ') as ['GET', string];
      const url = path.replaceAll(/:\w+|\*/g, 'x');
      for (const one of [method, 'OPTIONS'] as const) {
        const named = await http.inject({ method: one, url, headers: preflight });
        if (corsOf(named.headers).length > 0) open.add(url);
        const stranger = await http.inject({
          method: one,
          url,
          headers: { ...preflight, origin: 'https://app.example.evil' },
        });
        expect(corsOf(stranger.headers)).toEqual([]);
      }
    }
    expect([...open].toSorted()).toEqual([
      ...['/ofrep/v1/evaluate/flags', '/ofrep/v1/evaluate/flags/x', '/v1/attributes', '/v1/decisions', '/v1/labels'],
      ...['/v1/stops/acknowledgements', '/v1/stops/state', '/v1/stops/stream'],
    ]);
  });

  it.each(['*', 'app.example', 'https://app.example/path', 'null', 'ftp://app.example'])(
    '%s is no origin',
    async (text) => {
      await expect(start({}, { allowOrigin: [text] })).rejects.toMatchObject({ code: 'USAGE' });
    },
  );
});

describe('an address at which there is nothing', () => {
  it('shows people a page and tells programs in JSON', async () => {
    const { http } = await start();
    const browser = await http.inject({
      url: '/nothing',
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect([browser.statusCode, browser.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(browser.body).toContain('<h1>There is nothing at this address</h1>');
    expect(browser.body).not.toContain('<script');
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      expect((await http.inject({ url: '/nothing', headers })).json()).toMatchObject({ code: 'ROUTE_UNKNOWN' });
    }
    const post = await http.inject({ method: 'POST', url: '/nothing', headers: { accept: 'text/html' } });
    expect(post.json()).toMatchObject({ code: 'ROUTE_UNKNOWN' });
  });
});
