import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeControlFile } from '../../src/apps/cli/service/control-file.js';
import { cli } from '../e2e/support.js';
import { bearer, DECISIONS, sameOrigin, start } from './support/open-rim.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

const DAY_MS = 86_400_000;

describe('API keys of a whole service', () => {
  const folder = dataFolder();
  const data = join(folder.dir, 'data');
  let real: Awaited<ReturnType<typeof realServer>>;
  let removeControl: () => void;
  beforeAll(async () => {
    real = await realServer(folder.dir);
    const { url, publicUrl, localKey: key } = real.server;
    removeControl = writeControlFile(data, { pid: process.pid, url, publicUrl, key });
  }, 60_000);
  afterAll(async () => {
    removeControl();
    await real.server.close();
    folder.remove();
  });

  const admin = (...words: string[]) => cli(['admin', ...words, '--data', data]);
  const make = async (scopes: string) => (await admin('key', '--scopes', scopes, '--name', 'test')).out.trim();
  const status = async (key: string) => (await real.call(DECISIONS, { key, body: ndjson(record()) })).status;
  const idOf = (key: string) => key.split('_')[1]!;
  const listed = async (key: string) => {
    const { keys } = JSON.parse((await admin('keys', '--json')).out) as { keys: Record<string, unknown>[] };
    return keys.find(({ id }) => id === idOf(key))!;
  };
  const query = (text: string, ...values: unknown[]) =>
    real.server.plane.store.sql.query<{ row: string }>(text, values);

  it('works for its scopes and is refused for others', async () => {
    const key = await make('decisions:write');
    expect(await status(key)).toBe(200);
    const read = await real.call('/v1/registry', { key });
    const { code, remedy } = (await read.json()) as { code: string; remedy: string };
    expect([read.status, code]).toEqual([403, 'FORBIDDEN']);
    expect(remedy).toBe('It needs a key with the scope registry:read or registry:write.');
  });

  it('is kept as a digest only', async () => {
    const key = await make('ledger:read');
    const [kept] = await query('select k::text as row from api_key k where id = $1', idOf(key));
    expect(kept!.row).toContain(idOf(key));
    expect(kept!.row).not.toContain(key.split('_').slice(2).join('_'));
  });

  it('shows its last use', async () => {
    const key = await make('decisions:write');
    expect((await listed(key)).lastUsedAt).toBeNull();
    await status(key);
    // Written beside the answer, not before it.
    await expect.poll(async () => (await listed(key)).lastUsedAt).toMatch(/^\d{4}-/);
  });

  it('is refused when expired, and says so', async () => {
    const key = await make('decisions:write');
    await query('update api_key set expires_at = 1 where id = $1', idOf(key));
    const answer = await real.call(DECISIONS, { key, body: ndjson(record()) });
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message]).toEqual([401, `the API key ${idOf(key)} has expired`]);
  });

  it.each([
    ['unknown', (key: string) => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`],
    ['cut short', (key: string) => key.slice(0, -1)],
    ['in another case', (key: string) => key.toUpperCase()],
    ['its digest', () => 'trb_23456789bcdf_'.padEnd(60, 'A')],
  ])('is refused when %s', async (_what, change) => {
    expect(await status(change(await make('decisions:write')))).toBe(401);
  });

  it('is succeeded with overlap: both work, then the new one alone; the old one cannot be succeeded twice', async () => {
    const old = await make('decisions:write');
    const { out, err } = await admin('keys', '--rotate', idOf(old), '--overlap', '2');
    const fresh = out.trim();
    expect(err).toMatch(/not shown again/);
    expect([await status(old), await status(fresh)]).toEqual([200, 200]);
    expect(await listed(fresh)).toMatchObject({ replaces: idOf(old), scopes: ['decisions:write'], name: 'test' });
    const left = Date.parse(String((await listed(old)).expiresAt)) - Date.now();
    expect(left).toBeGreaterThan(DAY_MS);
    expect(left).toBeLessThanOrEqual(2 * DAY_MS);
    expect((await admin('keys', '--rotate', idOf(old))).err).toMatch(/was succeeded by/);
    const { out: last } = await admin('keys', '--rotate', idOf(fresh), '--overlap', '0');
    expect([await status(fresh), await status(last.trim())]).toEqual([401, 200]);
  });

  it('is refused at once when revoked, and does not come back by rotation', async () => {
    const key = await make('decisions:write');
    expect(await status(key)).toBe(200);
    expect((await admin('keys', '--revoke', idOf(key))).err).toContain('has ended');
    expect(await status(key)).toBe(401);
    const again = await admin('keys', '--rotate', idOf(key));
    expect([again.code, again.err]).toEqual([2, expect.stringMatching(/has ended[\s\S]*Make a new key/)]);
  });

  it('is listed as text with what it may do and when it ends', async () => {
    const key = await make('decisions:write,labels:write');
    expect((await admin('keys')).out).toMatch(
      new RegExp(`${idOf(key)}  decisions:write,labels:write  expires \\d{4}-\\d\\d-\\d\\d  never used  test\n`),
    );
  });

  it.each([
    [['--rotate', 'x', '--revoke', 'y'], /either --rotate or --revoke/],
    [['--overlap', '3'], /--overlap is given without --rotate/],
    [['--rotate', 'x', '--overlap', '31'], /days from 0 to 30/],
    [['--rotate', 'nobody'], /there is no API key nobody/],
    [['--revoke', '../x'], /there is no API key/],
  ])('says what is wrong with %j', async (words, said) => {
    const { code, err } = await admin('keys', ...words);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });
});

describe('giving scopes', () => {
  const make = async (role: 'admin' | 'legal' | 'specialist', scope: string) => {
    const { http, session } = await start();
    const { cookie } = await session(role);
    const got = await http.inject({
      method: 'POST',
      url: '/v1/keys',
      payload: { name: 'n', scopes: [scope] },
      headers: { cookie, ...sameOrigin },
    });
    return got.statusCode;
  };

  it.each([
    ['admin', 'settings:write', 201],
    ['admin', 'decisions:write', 201],
    ['admin', 'decisions:read', 403],
    ['admin', 'openings:read', 403],
    ['admin', 'attributes:read', 403],
    ['admin', 'subjects:erase', 403],
    ['legal', 'subjects:export', 201],
    ['legal', 'keys:write', 403],
    ['specialist', 'attributes:read', 201],
    ['specialist', 'decisions:read', 403],
  ] as const)('%s gives %s: %i', async (role, scope, status) => {
    expect(await make(role, scope)).toBe(status);
  });

  it('does not succeed by rotation to what it could not give', async () => {
    const { http, session, key } = await start();
    const { cookie } = await session('admin');
    const id = (await key('decisions:read')).split('_')[1];
    const got = await http.inject({ method: 'POST', url: `/v1/keys/${id}/rotate`, headers: { cookie, ...sameOrigin } });
    expect([got.statusCode, got.json().message]).toEqual([403, 'the scope decisions:read is not given by this caller']);
  });
});

describe('guessing', () => {
  const wrong = `trb_23456789bcdf_${'A'.repeat(43)}`;
  const guess = async (one: Awaited<ReturnType<typeof start>>, n: number, key = wrong) => {
    const codes = [];
    for (let i = 0; i < n; i++) {
      codes.push(
        (await one.http.inject({ method: 'POST', url: DECISIONS, headers: bearer(key), payload: '[]' })).statusCode,
      );
    }
    return codes;
  };

  it('keys is slowed down after twenty a minute, and never slows a right key from the same address', async () => {
    const one = await start();
    const codes = await guess(one, 21);
    expect([codes[19], codes[20]]).toEqual([401, 429]);
    const right = await one.key('decisions:write');
    expect((await guess(one, 1, right))[0]).not.toBe(429);
    one.clock.advance(60_000);
    expect(await guess(one, 1)).toEqual([401]);
  });

  it('passwords is slowed down after twenty a minute from one address, whatever the names', async () => {
    const one = await start();
    const { name } = await one.session('auditor');
    const post = async (who: string, password: string) =>
      (await one.http.inject({ method: 'POST', url: '/v1/session', payload: { name: who, password } })).statusCode;
    for (let i = 0; i < 20; i++) expect(await post(`person-${i}`, 'wrong password')).toBe(401);
    expect(await post(name, 'a long enough passphrase')).toBe(429);
    one.clock.advance(60_000);
    expect(await post(name, 'a long enough passphrase')).toBe(200);
  });

  it('one name from many addresses is slowed down after a hundred an hour', async () => {
    const one = await start({}, { trustProxy: '127.0.0.1' });
    const { name } = await one.session('auditor');
    const post = async (i: number, password: string) =>
      (
        await one.http.inject({
          method: 'POST',
          url: '/v1/session',
          payload: { name: i % 2 ? name : name.toUpperCase(), password },
          headers: { 'x-forwarded-for': `198.51.100.${i % 200}` },
        })
      ).statusCode;
    for (let i = 0; i < 100; i++) expect(await post(i, 'wrong password')).toBe(401);
    expect(await post(101, 'a long enough passphrase')).toBe(429);
    one.clock.advance(3_600_000);
    expect(await post(101, 'a long enough passphrase')).toBe(200);
  });

  it('the password of a session in hand is slowed down as well', async () => {
    const one = await start();
    const { cookie } = await one.session('admin');
    const post = async () =>
      (
        await one.http.inject({
          method: 'POST',
          url: '/v1/session/step-up',
          payload: { password: 'wrong password' },
          headers: { cookie, ...sameOrigin },
        })
      ).statusCode;
    for (let i = 0; i < 20; i++) expect(await post()).toBe(401);
    expect(await post()).toBe(429);
  });

  it('a session that has ended is no guess', async () => {
    const one = await start();
    const get = async () =>
      (await one.http.inject({ url: '/v1/session', headers: { cookie: '__Host-tribune=old' } })).statusCode;
    for (let i = 0; i < 25; i++) expect(await get()).toBe(401);
  });
});
