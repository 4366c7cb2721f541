import { describe, expect, it } from 'vitest';
import { parseRegistryDocument } from '../../src/apps/server/documents/registry-document.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { ledgerPublic } from '../../src/domain/identity/settings.js';
import { idleService } from './support/idle-service.js';
import { bearer, DECISIONS, start } from './support/open-rim.js';

describe('ingestion', () => {
  it('passes idempotency key and sequence on, and says when an answer is a replay', async () => {
    const answer = { accepted: 1, duplicates: 0, conflicts: [], rejected: [] };
    const service = idleService({ ingest: { decisions: async () => ({ answer, replayed: true }) } });
    const { http, key } = await start(service);
    const headers = { ...bearer(await key('decisions:write')), 'idempotency-key': 'batch-1' };
    const got = await http.inject({ method: 'POST', url: DECISIONS, headers, payload: '{}' });
    expect(got.headers['idempotent-replayed']).toBe('true');
    expect(got.json()).toEqual(answer);
  });

  it('refuses an idempotency key that is no name', async () => {
    const { http, key } = await start();
    const headers = { ...bearer(await key('decisions:write')), 'idempotency-key': 'x'.repeat(201) };
    expect((await http.inject({ method: 'POST', url: DECISIONS, headers, payload: '{}' })).statusCode).toBe(400);
  });

  it.each([
    ['SERVICE_BUSY', 429],
    ['STORE_UNAVAILABLE', 503],
  ] as const)('answers %s with %i and Retry-After', async (code, status) => {
    const service = idleService({
      ingest: {
        decisions: async () => {
          throw new TribuneError(code, 'later');
        },
      },
    });
    const { http, key } = await start(service);
    const got = await http.inject({
      method: 'POST',
      url: DECISIONS,
      payload: '{}',
      headers: bearer(await key('decisions:write')),
    });
    expect(got.statusCode).toBe(status);
    expect(got.headers['retry-after']).toBe('1');
  });

  it('shows nothing of a fault of ours but its request id', async () => {
    const service = idleService({
      ingest: {
        decisions: async () => {
          throw new Error('secret case-4711');
        },
      },
    });
    const { http, key, lines } = await start(service);
    const got = await http.inject({
      method: 'POST',
      url: DECISIONS,
      payload: '{}',
      headers: bearer(await key('decisions:write')),
    });
    expect(got.statusCode).toBe(500);
    expect(got.body + lines.join('')).not.toContain('case-4711');
    expect(lines.join('')).toContain(got.json().requestId);
  });
});

describe('keys', () => {
  it('that are malformed, unknown, expired or revoked are refused with 401', async () => {
    const { http, key, deps, clock } = await start();
    const get = async (authorization: string) =>
      (await http.inject({ url: '/v1/registry', headers: { authorization } })).statusCode;
    const good = await key('registry:read');
    expect(await get(`Bearer ${good}`)).toBe(200);
    expect(await get('Bearer nonsense')).toBe(401);
    expect(await get('Basic abc')).toBe(401);
    expect(await get(`Bearer ${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`)).toBe(401);
    const [kept] = await deps.identity.keys.list();
    await deps.identity.keys.revoke(kept!.id, 'test');
    expect(await get(`Bearer ${good}`)).toBe(401);
    const other = await key('registry:read');
    clock.advance(366 * 86_400_000);
    expect(await get(`Bearer ${other}`)).toBe(401);
  });

  it('work on for the overlap after a rotation, and not after it', async () => {
    const { http, key, deps, clock } = await start();
    const old = await key('registry:read');
    const [kept] = await deps.identity.keys.list();
    const { key: fresh } = await deps.identity.keys.rotate(kept!.id, 'test');
    const get = async (k: string) => (await http.inject({ url: '/v1/registry', headers: bearer(k) })).statusCode;
    expect([await get(old), await get(fresh)]).toEqual([200, 200]);
    clock.advance(8 * 86_400_000);
    expect([await get(old), await get(fresh)]).toEqual([401, 200]);
  });

  it('cannot make keys with more than they have', async () => {
    const { http, key } = await start();
    const post = async (scopes: string[]) =>
      (
        await http.inject({
          method: 'POST',
          url: '/v1/keys',
          payload: { name: 'n', scopes },
          headers: bearer(await key('keys:write')),
        })
      ).statusCode;
    expect(await post(['keys:write'])).toBe(201);
    expect(await post(['decisions:write'])).toBe(403);
    expect(await post(['decisions:read'])).toBe(403);
  });

  it('are kept as digests only', async () => {
    const { key, store } = await start();
    const made = await key('registry:read');
    expect(JSON.stringify(await store.keys())).not.toContain(made.slice(17));
  });

  it('that are wrong slow their address down', async () => {
    const { http } = await start();
    const get = async () => (await http.inject({ url: '/v1/registry', headers: bearer('wrong') })).statusCode;
    const codes = [];
    for (let i = 0; i < 25; i++) codes.push(await get());
    expect(codes.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(codes.slice(20)).toEqual(Array(5).fill(429));
  });
});

describe('ledger paths', () => {
  it.each([
    '/ledger/main/tile/../../../../etc/passwd',
    '/ledger/main/tile/%2e%2e/%2e%2e/keys/keyring.json',
    '/ledger/main/tile/..%2f..%2fkeys%2fkeyring.json',
    '/ledger/..%2fkeys/checkpoint',
    '/ledger/main/tile/0/000/',
    '/ledger/main/tile/0/x000/000',
    '/ledger/main/tile/0/000.p/256',
    '/ledger/main/tile/0/000%00',
  ])('outside the log are nothing: %s', async (url) => {
    const { http, key, service } = await start();
    const got = await http.inject({ url, headers: bearer(await key('ledger:read')) });
    expect([400, 404]).toContain(got.statusCode);
    expect(service.calls.filter(([name]) => name === 'ledgerFile')).toEqual([]);
  });

  it('are open to all once the ledger is public, and not before', async () => {
    const service = idleService({ log: { file: async () => new TextEncoder().encode('note\n') } });
    const { http, changeSetting } = await start(service);
    const get = () => http.inject('/ledger/main/checkpoint');
    expect((await get()).statusCode).toBe(401);
    await changeSetting(ledgerPublic, true);
    const got = await get();
    expect(got.statusCode).toBe(200);
    expect(got.body).toBe('note\n');
    expect(got.headers['cache-control']).toMatch(/^public/);
    await changeSetting(ledgerPublic, false);
    expect((await get()).statusCode).toBe(401);
  });
});

describe('the rim', () => {
  it('sends each answer once, whichever way its route sends it', async () => {
    const { http, lines } = await start();
    for (const url of ['/readyz', '/healthz', '/metrics', '/openapi.json', '/ledger/main/checkpoint', '/nowhere'])
      await http.inject(url);
    expect(lines.filter((line) => line.includes('already sent'))).toEqual([]);
  });

  it('sends security headers without inline scripts on every answer', async () => {
    const { http } = await start();
    for (const url of ['/healthz', '/verify', '/nothing']) {
      const { headers } = await http.inject(url);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  it('has pages without inline script or style', async () => {
    const { http } = await start();
    for (const url of ['/verify', '/setup']) {
      const { body } = await http.inject(url);
      expect(body).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
    }
  });

  it('says when the database is away', async () => {
    const { http } = await start({ ping: () => Promise.reject(new Error('gone')) });
    expect((await http.inject('/readyz')).statusCode).toBe(503);
    expect((await http.inject('/healthz')).statusCode).toBe(200);
  });

  describe('and heads', () => {
    /** A rim over a log of the given sizes; `shown` and `within` are those of the checkpoint that is shown. */
    async function watched() {
      const size = { entries: 5, signed: 5, shown: 5, within: 0 };
      const idle = idleService();
      const both = (main: number) => ({ main, reads: 0 });
      const metrics = () => ({
        ...idle.metrics(),
        logSize: both(size.entries),
        publishedSize: both(size.signed),
        ledger: { ...idle.metrics().ledger, shownSize: both(size.shown), showsWithinMs: both(size.within) },
      });
      const { http, clock } = await start({ ...idle, metrics });
      const ready = async () => (await http.inject('/readyz')).json().status as string;
      return { size, clock, ready };
    }

    it('is not ready while entries wait and no head comes out, and is again once one does', async () => {
      const { size, clock, ready } = await watched();
      expect(await ready()).toBe('ready');
      for (size.entries = 6; size.entries < 60; size.entries++) {
        // A busy log is behind at every look, and moves on.
        size.signed = size.entries - 1;
        size.shown = size.signed;
        clock.advance(10_000);
        expect(await ready()).toBe('ready');
      }
      clock.advance(29_000);
      expect(await ready()).toBe('ready');
      size.entries++;
      clock.advance(1_000);
      expect(await ready()).toBe('checkpoints are late');
      size.signed++;
      size.shown++;
      expect(await ready()).toBe('ready');
    });

    it('is ready when entries came a moment ago to a log that was quiet for long', async () => {
      const { size, clock, ready } = await watched();
      expect(await ready()).toBe('ready');
      for (let n = 0; n < 3; n++) {
        clock.advance(3_600_000);
        size.entries++;
        expect(await ready()).toBe('ready');
        size.signed++;
        expect(await ready()).toBe('ready');
        size.shown++;
        expect(await ready()).toBe('ready');
      }
      clock.advance(3_600_000);
      size.entries++;
      expect(await ready()).toBe('ready');
      clock.advance(30_000);
      expect(await ready()).toBe('checkpoints are late');
    });

    it('is not ready while what is signed is not shown, for which a public log has two of its intervals', async () => {
      const { size, clock, ready } = await watched();
      size.entries = 6;
      size.signed = 6;
      expect(await ready()).toBe('ready');
      clock.advance(30_000);
      expect(await ready()).toBe('checkpoints are late');
      size.within = 60_000;
      expect(await ready()).toBe('ready');
      clock.advance(89_999);
      expect(await ready()).toBe('ready');
      clock.advance(1);
      expect(await ready()).toBe('checkpoints are late');
      size.shown = 6;
      expect(await ready()).toBe('ready');
    });
  });

  it('refuses a parameter that is given twice by its name, on every route, and says what a number may be', async () => {
    const { http, key } = await start();
    const headers = bearer(await key('audit:read'));
    const refused = async (url: string) => {
      const answer = await http.inject({ url, headers });
      expect(answer.statusCode, url).toBe(400);
      return answer.json() as { code: string; message: string };
    };
    for (const url of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/verify', '/v1/audits']) {
      expect(await refused(`${url}?limit=1&limit=2`)).toMatchObject({
        code: 'BODY_INVALID',
        message: 'the query gives "limit" more than once',
      });
    }
    for (const limit of ['abc', '', '0x10', '1e1', '%201', '2.5', '-1', '99999999999999999999']) {
      const { message } = await refused(`/v1/audits?limit=${limit}`);
      expect(message).toBe('the query "limit" is not usable: expected a whole number from 1 to 100');
    }
  });

  it('limits requests of one caller', async () => {
    const { http, key } = await start({}, { requestsPerMinute: 3 });
    const headers = bearer(await key('registry:read'));
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push((await http.inject({ url: '/v1/registry', headers })).statusCode);
    expect(codes).toEqual([200, 200, 200, 429, 429]);
  });

  it('describes itself in OpenAPI 3.1 with every schema resolved', async () => {
    const { http } = await start();
    const document = (await http.inject('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    for (const name of refs) expect(document.components.schemas[name], name).toBeDefined();
    expect(document.paths['/v1/decisions'].post.security).toEqual([{ key: ['decisions:write'] }]);
    expect(document.paths['/v1/decisions/{id}/receipt'].get.parameters[0].name).toBe('id');
  });

  it('answers addresses that cannot be read as any other error, without quoting them', async () => {
    const { http } = await start();
    for (const url of [`/v1/decisions/case-4711${'x'.repeat(300)}`, '/v1/decisions/case-4711%ff']) {
      const answer = await http.inject(url);
      expect(answer.json()).toMatchObject({ code: 'ROUTE_UNKNOWN', message: 'this address cannot be read' });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).not.toContain('case-4711');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
    expect((await http.inject('/metrics')).body).toContain('tribune_refused_total{code="ROUTE_UNKNOWN"} 2');
  });

  it.each([
    ['PUT', '/v1/decisions', 'POST'],
    ['GET', '/v1/decisions?x=/v1/keys', 'POST'],
    ['POST', '/v1/decisions/0193f7c2-6a55-7d1e-9f10-3c2b1a000001/receipt', 'GET, HEAD'],
    ['PUT', '/v1/holds/1', 'DELETE'],
    ['PUT', '/v1/decisions/', 'GET, HEAD'],
    ['DELETE', '/ledger/main/tile/0/x001/000', 'GET, HEAD'],
    ['TRACE', '/v1/session', 'DELETE, GET, HEAD, POST'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
  ] as const)('names the methods that an address knows: %s %s', async (method, url, allow) => {
    const { http } = await start();
    const answer = await http.inject({ method: method as 'PUT', url });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, allow]);
    expect(answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it.each(['/v1/decisions/1/', '/v1/holds/1/2', '/v1/nothing', '/ledger/main', '//v1/decisions'])(
    'knows nothing at %s for any method',
    async (url) => {
      const { http } = await start();
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
        const { statusCode, headers } = await http.inject({ method, url });
        expect([method, statusCode, headers.allow]).toEqual([method, 404, undefined]);
      }
    },
  );

  it('publishes the lengths that are taken: of passwords, and of names of deployments', async () => {
    const { http } = await start();
    const { schemas } = (await http.inject('/openapi.json')).json().components;
    expect(schemas.NewAccount.properties.password.anyOf[0]).toMatchObject({ minLength: 12, maxLength: 256 });
    expect(schemas.SignIn.properties.password).toMatchObject({ minLength: 1, maxLength: 256 });
    const { maxLength } = schemas.DecisionRecord.properties.deployment;
    expect(schemas.AuditRequest.properties.deployment.maxLength).toBe(maxLength);
    const registered = (length: number) => ({
      deployments: [{ id: 'd'.repeat(length), model: 'm', version: `sha256:${'ab'.repeat(32)}` }],
    });
    expect(parseRegistryDocument(registered(maxLength)).deployments).toHaveLength(1);
    expect(() => parseRegistryDocument(registered(maxLength + 1))).toThrow('deployments[0].id');
  });

  it('counts what it refuses', async () => {
    const { http } = await start();
    await http.inject('/v1/registry');
    const { body } = await http.inject('/metrics');
    expect(body).toContain('tribune_refused_total{code="UNAUTHENTICATED"} 1');
    expect(body).toMatch(/tribune_http_requests_total\{route="\/v1\/registry",method="GET",status="401"\} 1/);
    expect(body).not.toContain('127.0.0.1');
  });

  it('logs neither address nor URL nor body', async () => {
    const { http, key, lines } = await start();
    const headers = bearer(await key('decisions:read', 'decisions:write'));
    await http.inject({ url: '/v1/decisions/case-4711', headers, remoteAddress: '203.0.113.9' });
    await http.inject({
      method: 'POST',
      url: DECISIONS,
      headers,
      payload: '{"subject":"case-4711"}',
      remoteAddress: '203.0.113.9',
    });
    await http.inject({ url: '/nothing/case-4711', remoteAddress: '203.0.113.9' });
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.join('')).not.toMatch(/case-4711|203\.0\.113|Bearer|trb_/);
  });
});
