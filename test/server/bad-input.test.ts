import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IngestAnswer } from '../../src/domain/decisions/api/service-api.js';
import { dataFolder, ndjson, realServer, record } from './support/real.js';

/** Every value of a person that this run sends carries the mark: it may be in no answer, log line or metric. */
const MARK = 'Mk7';
const YEAR_MS = 365 * 86_400_000;

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let key: string;
let accepted = 0;
const answers: string[] = [];

beforeAll(async () => {
  real = await realServer(folder.dir);
  key = await real.key('decisions:write', 'labels:write', 'attributes:write', 'registry:write');
}, 60_000);
afterAll(async () => {
  await real.server.close();
  folder.remove();
});

const personal = (fields: object = {}): Record<string, unknown> =>
  record({
    subject: `${MARK}-subject`,
    inputs: { [`${MARK}input`]: `${MARK}-value` },
    attributes: { race: `${MARK}-race` },
    ...fields,
  });

interface Answer {
  readonly status: number;
  readonly body: Partial<IngestAnswer> & { code?: string; message?: string; remedy?: string };
}

async function post(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  path = '/v1/decisions',
): Promise<Answer> {
  const answer = await real.call(path, { key, body, headers: { 'content-type': 'application/x-ndjson', ...headers } });
  const text = await answer.text();
  answers.push(text);
  const parsed = JSON.parse(text) as Answer['body'];
  accepted += parsed.accepted ?? 0;
  return { status: answer.status, body: parsed };
}

const metric = async (line: RegExp): Promise<number> =>
  Number(line.exec(await (await real.call('/metrics')).text())?.[1] ?? 0);
const refusals = (code: string) => metric(new RegExp(`^tribune_refused_total\\{code="${code}"\\} (\\d+)$`, 'm'));
const rejections = (code: string) =>
  metric(new RegExp(`^tribune_records_rejected_total\\{code="${code}"\\} (\\d+)$`, 'm'));
const decisionsStored = async (): Promise<number> => {
  let found = 0;
  for (const batch of await real.server.plane.store.decisions.readFrom('main', 0, 10_000)) {
    if (batch.kind === 'decision') found += batch.n;
  }
  return found;
};

/** Nothing acknowledged is lost, nothing that was refused is kept. */
afterEach(async () => expect(await decisionsStored()).toBe(accepted));

async function refusesWhole(send: () => Promise<Answer>, status: number, code: string): Promise<void> {
  const before = await refusals(code);
  const { status: got, body } = await send();
  expect([got, body.code]).toEqual([status, code]);
  expect(body.message!.length).toBeGreaterThan(10);
  expect(body.remedy!.length).toBeGreaterThan(5);
  expect(await refusals(code)).toBe(before + 1);
}

/** One bad line between two good ones: those are taken, the bad one is named and counted. */
async function refusesLine(
  bad: string | Uint8Array,
  code: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const before = await rejections(code);
  const good = (): Buffer => Buffer.from(ndjson(personal()));
  const { status, body } = await post(Buffer.concat([good(), Buffer.from(bad), Buffer.from('\n'), good()]), headers);
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 2, duplicates: 0, conflicts: [] });
  expect(body.rejected!.map((one) => [one.line, one.code])).toEqual([[2, code]]);
  expect(body.rejected![0]!.message.length).toBeGreaterThan(10);
  expect(await rejections(code)).toBe(before + 1);
}

const line = (fields: object): string => JSON.stringify(personal(fields));
const spliced = (text: string): string => line({}).replace('"outcome"', `${text},"outcome"`);

describe('a bad line costs only itself', () => {
  it.each<[string, () => string | Uint8Array, string]>([
    ['malformed JSON', () => line({}).slice(0, 60), 'RECORD_JSON'],
    ['two objects', () => `${line({})}${line({})}`, 'RECORD_JSON'],
    ['no object', () => '[1]', 'RECORD_JSON'],
    ['a record of 10 MB', () => line({ metadata: { pad: MARK.repeat(3_500_000) } }), 'RECORD_TOO_LARGE'],
    ['nesting without end', () => spliced(`"inputs2":${'['.repeat(5000)}${']'.repeat(5000)}`), 'RECORD_DEPTH'],
    ['a wrong type', () => line({ score: `${MARK}` }), 'RECORD_FIELD_INVALID'],
    ['an outcome of 2', () => line({ outcome: 2 }), 'RECORD_FIELD_INVALID'],
    ['an outcome of true', () => line({ outcome: true }), 'RECORD_FIELD_INVALID'],
    ['a subject that is a number', () => line({ subject: 4711 }), 'RECORD_FIELD_INVALID'],
    ['a number beyond doubles', () => line({}).replace('0.7', '1e999'), 'RECORD_FIELD_INVALID'],
    ['an id that is none', () => line({ id: `${MARK}` }), 'RECORD_FIELD_INVALID'],
    ['no subject', () => line({ subject: undefined }), 'RECORD_FIELD_MISSING'],
    ['a field of no contract', () => line({ verdict: `${MARK}` }), 'RECORD_FIELD_UNKNOWN'],
    ['an unknown deployment', () => line({ deployment: 'nobody/prod' }), 'DEPLOYMENT_UNKNOWN'],
    ['an amount of one', () => line({ deployment: 'nobody/prod', outcome: 1250.5 }), 'DEPLOYMENT_UNKNOWN'],
    ['a stage of one', () => line({ deployment: 'nobody/prod', stage: 'screen' }), 'DEPLOYMENT_UNKNOWN'],
    ['an unknown version', () => line({ version: `sha256:${'9'.repeat(64)}` }), 'VERSION_UNKNOWN'],
    [
      'a clock a year ahead',
      () => line({ decidedAt: new Date(Date.now() + YEAR_MS).toISOString() }),
      'RECORD_TIME_FUTURE',
    ],
    ['NUL as an escape', () => line({ subject: `${MARK}\u0000` }), 'RECORD_TEXT'],
    ['NUL as a byte', () => line({}).replace(MARK, `${MARK}\0`), 'RECORD_JSON'],
    ['a lone surrogate as an escape', () => line({ subject: `${MARK}\ud800` }), 'RECORD_TEXT'],
    [
      'a lone surrogate as bytes',
      () => Buffer.concat([Buffer.from(`{"${MARK}":"`), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
      'RECORD_UTF8',
    ],
    ['bytes that are not UTF-8', () => Buffer.from(line({ subject: `${MARK}\u00e9` }), 'latin1'), 'RECORD_UTF8'],
    ['a key twice', () => spliced('"subject":"other"'), 'RECORD_KEY_REPEATED'],
    ['a key twice, once with escapes', () => spliced('"\\u0073ubject":"other"'), 'RECORD_KEY_REPEATED'],
    ['__proto__', () => spliced('"__proto__":{"admin":true}'), 'RECORD_KEY_FORBIDDEN'],
    ['constructor, inside', () => spliced('"metadata":{"constructor":{"prototype":1}}'), 'RECORD_KEY_FORBIDDEN'],
  ])('%s', (_, bad, code) => refusesLine(bad(), code));

  it('and a clock a year behind is no fault: history may be sent later', async () => {
    const decidedAt = new Date(Date.now() - YEAR_MS).toISOString();
    expect((await post(ndjson(personal({ decidedAt })))).body).toMatchObject({ accepted: 1, rejected: [] });
  });

  it('also of labels and attributes', async () => {
    for (const [path, bad, code] of [
      ['/v1/labels', { decision: crypto.randomUUID(), label: 1, knownAt: '2026-11-22T12:00:00Z' }, 'DECISION_UNKNOWN'],
      [
        '/v1/labels',
        { decision: crypto.randomUUID(), label: MARK, knownAt: '2026-11-22T12:00:00Z' },
        'RECORD_FIELD_INVALID',
      ],
      [
        '/v1/labels',
        { decision: crypto.randomUUID(), label: 1, knownAt: new Date(Date.now() + YEAR_MS).toISOString() },
        'RECORD_TIME_FUTURE',
      ],
      ['/v1/attributes', { decision: crypto.randomUUID(), attributes: { race: { x: MARK } } }, 'RECORD_FIELD_INVALID'],
    ] as const) {
      const { status, body } = await post(ndjson(bad), {}, path);
      expect([status, body.accepted, body.rejected!.map((one) => one.code)]).toEqual([200, 0, [code]]);
    }
  });
});

describe('a bad body is refused as a whole', () => {
  const gzip = { 'content-encoding': 'gzip' };
  const many = (n: number): string => ndjson(...Array.from({ length: n }, () => personal()));

  it('when its gzip is cut short', () =>
    refusesWhole(() => post(gzipSync(many(100)).subarray(0, 200), gzip), 400, 'BODY_INVALID'));

  it('when it is a decompression bomb', () =>
    refusesWhole(() => post(gzipSync(Buffer.alloc(80 * 1024 * 1024)), gzip), 413, 'DATA_TOO_LARGE'));

  it('when encodings are nested', () =>
    refusesWhole(
      () => post(gzipSync(gzipSync(many(1))), { 'content-encoding': 'gzip, gzip' }),
      415,
      'MEDIA_UNSUPPORTED',
    ));

  it('when what is in the gzip is a gzip', async () => {
    const { body } = await post(gzipSync(gzipSync(many(1))), gzip);
    expect(body.accepted).toBe(0);
    expect(body.rejected!.every(({ code }) => code === 'RECORD_UTF8' || code === 'RECORD_JSON')).toBe(true);
  });

  it('when its encoding is not known here', async () => {
    const { body } = await post(many(1), { 'content-encoding': 'zstd' });
    expect(['MEDIA_UNSUPPORTED', 'BODY_INVALID']).toContain(body.code);
  });

  it('when it has a million lines', () => refusesWhole(() => post('{}\n'.repeat(1_000_000)), 413, 'DATA_TOO_LARGE'));

  it('when it is larger than bodies may be', () =>
    refusesWhole(() => post(Buffer.alloc(33 * 1024 * 1024, 0x20)), 413, 'DATA_TOO_LARGE'));

  it('when it is empty, or an array that does not close', async () => {
    await refusesWhole(() => post('  \n'), 400, 'BODY_INVALID');
    await refusesWhole(() => post(`[${line({})}`, { 'content-type': 'application/json' }), 400, 'BODY_INVALID');
  });

  it('when the connection breaks in the middle of it', async () => {
    const body = many(50);
    const { hostname, port } = new URL(real.server.url);
    await new Promise<void>((done) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST /v1/decisions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: ${body.length + 9}\r\n\r\n`;
        socket.write(head + body, () => socket.destroy());
      });
      socket.on('close', () => done());
    });
    while ((await metric(/^tribune_http_bodies_held_bytes (\d+)$/m)) > 0) await new Promise(setImmediate);
  });

  it('when a document has prototype keys or a key twice, is deep, or is no JSON', async () => {
    const json = { 'content-type': 'application/json' };
    for (const body of [
      '{"__proto__":{"a":1}}',
      '{"constructor":1}',
      '{"systems":[],"systems":[]}',
      '['.repeat(60_000),
      '{',
      '"\\ud800',
      '\xff',
    ]) {
      await refusesWhole(() => post(body, json, '/v1/registry'), 400, 'BODY_INVALID');
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('a caller who may not', () => {
  it.each([
    ['without a key', undefined, 401, 'UNAUTHENTICATED'],
    ['with half a key', 'trb_abc', 401, 'UNAUTHENTICATED'],
    ['with a key of another scope', 'scope', 403, 'FORBIDDEN'],
    ['with a key that has expired', 'expired', 401, 'UNAUTHENTICATED'],
    ['with a key that was revoked', 'revoked', 401, 'UNAUTHENTICATED'],
  ])('%s is told so, and nothing is taken', async (_, which, status, code) => {
    const { keys } = real.server.plane.deps.identity;
    const made = (days: number) => keys.issue({ name: 'n', scopes: ['decisions:write'], createdBy: 't', days });
    let used = which;
    if (which === 'scope') used = await real.key('labels:write');
    if (which === 'expired') used = (await made(-1)).key;
    if (which === 'revoked') {
      const issued = await made(1);
      await keys.revoke(issued.kept.id, 'test');
      used = issued.key;
    }
    const before = await refusals(code);
    const answer = await real.call('/v1/decisions', {
      ...(used === undefined ? {} : { key: used }),
      body: ndjson(personal()),
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([status, code]);
    expect(await refusals(code)).toBe(before + 1);
  });

  it('replays a session that was ended', async () => {
    const { accounts } = real.server.plane.deps.identity;
    const password = 'a long enough passphrase';
    await accounts.create({ name: 'auditor@example.org', password, roles: ['auditor'] }, 'test');
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const signedIn = await real.call('/v1/session', {
      body: JSON.stringify({ name: 'auditor@example.org', password }),
      headers,
    });
    const cookie = /^[^;]+/.exec(signedIn.headers.get('set-cookie') ?? '')![0];
    const use = async (more: Record<string, string> = {}) =>
      (await real.call('/v1/session', { headers: { cookie, ...more } })).status;
    const end = (more: Record<string, string>) =>
      real.call('/v1/session', { method: 'DELETE', headers: { cookie, ...more } });
    expect(await use()).toBe(200);
    expect((await end({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await end({ 'sec-fetch-site': 'same-origin' })).status).toBe(204);
    const before = await refusals('UNAUTHENTICATED');
    expect(await use()).toBe(401);
    expect(await use({ cookie: `${cookie.slice(0, -1)}x` })).toBe(401);
    expect(await refusals('UNAUTHENTICATED')).toBe(before + 2);
  });
});

describe('ledger paths that lead elsewhere', () => {
  const SECRETS = ['keys/keyring.json', 'keys/ledger-main.key', 'control.json'];
  const ways = (file: string): string[] => [
    `/ledger/main/tile/../../../${file}`,
    `/ledger/main/tile/%2e%2e/%2e%2e/%2e%2e/${file}`,
    `/ledger/main/tile/..%2f..%2f..%2f${file.replace('/', '%2f')}`,
    `/ledger/main/tile/%252e%252e/%252e%252e/${file}`,
    `/ledger/main/tile/${folder.dir}/data/${file}`,
    `/ledger/main/tile//${folder.dir}/data/${file}`,
    `/ledger/main/tile/0/000%00/../../../${file}`,
    `/ledger/main/tile/0/000\\..\\..\\${file}`,
    `/ledger/..%2f${file.replace('/', '%2f')}/checkpoint`,
    `/ledger/main/checkpoint/../../../${file}`,
    `//ledger/main/../../${file}`,
  ];

  /** As it stands: other ways to send a request mend the path first. */
  const raw = (path: string, reader: string): Promise<{ status: number; body: string }> =>
    new Promise((done, fail) => {
      const { hostname, port } = new URL(real.server.url);
      const asked = request({ hostname, port, path, headers: { authorization: `Bearer ${reader}` } }, (answer) => {
        let body = '';
        answer.setEncoding('latin1').on('data', (chunk: string) => {
          body += chunk;
        });
        answer.on('end', () => done({ status: answer.statusCode!, body }));
      });
      asked.on('error', fail).end();
    });

  it.each(SECRETS)('never reach %s', async (file) => {
    const reader = await real.key('ledger:read');
    const before = await refusals('ROUTE_UNKNOWN');
    for (const path of ways(file)) {
      const { status, body } = await raw(path, reader);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.parse(body)).toMatchObject({ code: 'ROUTE_UNKNOWN' });
      expect(body).not.toContain(folder.dir);
    }
    expect(await refusals('ROUTE_UNKNOWN')).toBe(before + ways(file).length);
  });
});

describe('after all of it', () => {
  it('the log verifies and holds what was acknowledged', async () => {
    await real.server.plane.deps.log.publish();
    await real.server.plane.deps.log.verify();
    expect(await decisionsStored()).toBe(accepted);
    expect(accepted).toBeGreaterThan(50);
  });

  it('no answer, log line or metric holds a value of a person or a key', async () => {
    const lines = real.lines.join('');
    const metrics = await (await real.call('/metrics')).text();
    expect(real.lines.length).toBeGreaterThan(80);
    for (const text of [lines, metrics, answers.join('')]) {
      const leaks = new RegExp(`.*(${MARK}|${key.slice(17, 40)}|passphrase|auditor@example|__Host-tribune).*`).exec(
        text,
      );
      expect(leaks?.[0]).toBeUndefined();
    }
    const ofRequests = real.lines.filter((one) => !one.includes('Server listening')).join('');
    expect(/.*(127\.0\.0\.1|case-|"url").*/.exec(ofRequests)?.[0]).toBeUndefined();
  });
});
