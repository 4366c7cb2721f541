import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { artifactsConfiguration } from '../../src/apps/server/artifacts/configuration/index.js';
import { fakeClock } from '../../src/apps/testing/index.js';
import { dataFolder, realServer } from './support/real.js';

const HOUR_MS = 3_600_000;
const hexOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const folder = dataFolder();
const clock = fakeClock(Date.UTC(2026, 10, 22, 12));
let real: Awaited<ReturnType<typeof realServer>>;
let writer = '';
let reader = '';

beforeAll(async () => {
  const text = 'tribune: service/v1\nartifacts: { checkInterval: 1 h }';
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { path: 'tribune.yaml', text });
  real = await realServer(folder.dir, { runtime: { ...nodeRuntime, ...clock }, configuration });
  writer = await real.key('registry:write');
  reader = await real.key('artifacts:read');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const place = (): string => join(folder.dir, 'data', 'artifacts');
const put = async (body: string | Uint8Array, { hex = hexOf(body), key = writer, headers = {} } = {}) => {
  const answer = await real.call(`/v1/artifacts/${hex}`, { method: 'PUT', key, body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const get = (hex: string, key = reader) => real.call(`/v1/artifacts/${hex}`, { key });
const entries = async (): Promise<number> => {
  const text = await (await real.call('/metrics', { key: real.server.localKey })).text();
  return Number(/^tribune_log_entries\{log="main"\} (\d+)$/m.exec(text)![1]);
};
const metric = async (name: string): Promise<string | undefined> => {
  const text = await (await real.call('/metrics', { key: real.server.localKey })).text();
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
};

describe('an artifact', () => {
  it('is stored under its digest with one entry, held the second time, and given back to the byte', async () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 131) % 251);
    const before = await entries();
    const first = await put(bytes);
    expect(first).toMatchObject({
      status: 201,
      body: { digest: `sha256:${hexOf(bytes)}`, size: 3_000_000, outcome: 'stored', by: expect.any(String) },
    });
    const again = await put(bytes, { hex: `sha256:${hexOf(bytes)}` });
    expect(again).toEqual({ status: 200, body: { ...first.body, outcome: 'held' } });
    expect(await entries()).toBe(before + 1);
    const answer = await get(hexOf(bytes));
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('content-type')]).toEqual([
      200,
      '3000000',
      'application/octet-stream',
    ]);
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes)).toBe(0);
    expect(readdirSync(place())).toEqual([hexOf(bytes)]);
    expect(await metric('tribune_artifacts')).toBe('1');
    expect(await metric('tribune_artifact_bytes')).toBe('3000000');
  });

  it('that holds people of one group only is stored with a warning that names it, whatever kind of table it is', async () => {
    const warned = async (body: string, query = '?class=background') => {
      const path = `/v1/artifacts/${hexOf(body)}${query}`;
      const answer = await real.call(path, { method: 'PUT', key: writer, body });
      return ((await answer.json()) as { warnings: string[] }).warnings;
    };
    const men = 'income,sex\n1,Male\n2,Male\n';
    expect(await warned(men)).toEqual([expect.stringMatching(/of one group: sex = Male/)]);
    // Put again it is said again; it is a background by now, whatever it is put as.
    expect(await warned(men, '')).toHaveLength(1);
    expect(await warned('{"income":1,"race":"A"}\n{"income":2,"race":"A"}\n')).toEqual([
      expect.stringMatching(/race = A/),
    ]);
    expect(await warned('income,sex\n1,Male\n2,Female\n')).toEqual([]);
    expect(await warned('neither table nor anything\u0000 else')).toEqual([]);
    expect(readdirSync(join(folder.dir, 'data', 'looking'))).toEqual([]);
  });

  it('with other bytes than its name says is refused, and nothing of it stays', async () => {
    const before = [readdirSync(place()).length, await entries()];
    const other = await put('these bytes', { hex: hexOf('those bytes') });
    expect(other).toMatchObject({
      status: 422,
      body: { code: 'DIGEST_MISMATCH', message: expect.stringContaining(hexOf('these bytes')) },
    });
    expect(await put('', { hex: hexOf('') })).toMatchObject({ status: 400, body: { code: 'MODEL_INVALID' } });
    expect(await put('x', { hex: 'not-a-digest' })).toMatchObject({ status: 400, body: { code: 'INVALID_ARGUMENT' } });
    const packed = await put('x', { headers: { 'content-encoding': 'gzip' } });
    expect(packed).toMatchObject({ status: 415, body: { code: 'MEDIA_UNSUPPORTED' } });
    expect([readdirSync(place()).length, await entries()]).toEqual(before);
    expect((await get(hexOf('those bytes'))).status).toBe(404);
    expect(await metric('tribune_artifacts_refused_total\\{code="DIGEST_MISMATCH"\\}')).toBe('1');
  });

  it('that was announced longer than any model is refused before it comes', async () => {
    const { hostname, port } = new URL(real.server.url);
    const status = await new Promise<number>((done, fail) => {
      const headers = { authorization: `Bearer ${writer}`, 'content-length': String(300 * 1024 * 1024) };
      const path = `/v1/artifacts/${hexOf('large')}`;
      const sent = request({ hostname, port, method: 'PUT', path, headers }, (answer) => {
        done(answer.statusCode!);
        sent.destroy();
      });
      sent.on('error', fail);
      sent.write('the beginning');
    });
    expect(status).toBe(413);
  });

  it('whose sender hangs up leaves nothing', async () => {
    const { hostname, port } = new URL(real.server.url);
    const sent = request({
      ...{ hostname, port, method: 'PUT', path: `/v1/artifacts/${hexOf('whole')}` },
      headers: { authorization: `Bearer ${writer}`, 'content-length': '1000' },
    });
    sent.on('error', () => undefined);
    sent.write('half');
    await expect.poll(() => readdirSync(place()).filter((name) => name.endsWith('.new')).length).toBe(1);
    sent.destroy();
    await expect.poll(() => readdirSync(place()).filter((name) => name.endsWith('.new')).length).toBe(0);
  });

  it('that changes while it is sent is never whole for whoever fetches it, and the service goes on', async () => {
    const bytes = Uint8Array.from({ length: 20_000_000 }, (_, i) => (i * 17) % 253);
    await put(bytes);
    const answer = await get(hexOf(bytes));
    // Nothing more is read from the connection until the file is another.
    const stream = answer.body!.getReader();
    await stream.read();
    writeFileSync(join(place(), hexOf(bytes)), bytes.with(19_999_999, 99));
    const rest = async (): Promise<number> => {
      let length = 0;
      for (;;) {
        const { done, value } = await stream.read();
        if (done) return length;
        length += value.length;
      }
    };
    await expect(rest()).rejects.toThrow();
    expect((await get(hexOf(bytes))).status).toBe(500);
    expect(await put(bytes)).toMatchObject({ body: { outcome: 'replaced' } });
  });

  it('whose sender falls silent is given up, and nothing of it stays', async () => {
    const dir = dataFolder();
    const slow = await realServer(dir.dir, { bounds: { times: { silenceMs: 200 } } });
    try {
      const { hostname, port } = new URL(slow.server.url);
      const key = await slow.key('registry:write');
      const answer = await new Promise<{ status: number; text: string }>((done, fail) => {
        const headers = { authorization: `Bearer ${key}`, 'content-length': '1000' };
        const path = `/v1/artifacts/${hexOf('whole')}`;
        const sent = request({ hostname, port, method: 'PUT', path, headers }, (came) => {
          let text = '';
          came.on('data', (piece) => {
            text += piece;
          });
          came.on('end', () => done({ status: came.statusCode!, text }));
        });
        sent.on('error', fail);
        sent.write('half');
      });
      expect([answer.status, JSON.parse(answer.text)]).toMatchObject([408, { code: 'BODY_LATE' }]);
      expect(readdirSync(join(dir.dir, 'data', 'artifacts'))).toEqual([]);
    } finally {
      await slow.server.close();
      dir.remove();
    }
  }, 120_000);

  it('whose bytes were changed is refused by name, found by the check, and whole again once it is put again', async () => {
    await put('a model that decides');
    const hex = hexOf('a model that decides');
    writeFileSync(join(place(), hex), 'a model that deceives');
    const answer = await get(hex);
    expect([answer.status, await answer.json()]).toMatchObject([
      500,
      {
        code: 'STORE_INVALID',
        reason: 'artifact.changed',
        message: expect.stringContaining(hexOf('a model that deceives')),
      },
    ]);
    const check = async () =>
      (await (await real.call('/v1/artifacts/check', { method: 'POST', key: reader })).json()) as {
        checked: number;
        damaged: { digest: string }[];
      };
    expect((await check()).damaged.map(({ digest }) => digest)).toEqual([`sha256:${hex}`]);
    expect(await metric('tribune_artifacts_damaged')).toBe('1');
    const before = await entries();
    expect(await put('a model that decides')).toMatchObject({ status: 200, body: { outcome: 'replaced' } });
    expect(await entries()).toBe(before);
    expect(await metric('tribune_artifacts_damaged')).toBe('0');
    expect((await check()).damaged).toEqual([]);
    rmSync(join(place(), hex));
    expect([(await get(hex)).status, await (await get(hex)).json()]).toMatchObject([500, { reason: 'artifact.gone' }]);
    await clock.sleep(HOUR_MS);
    // The clock does not wait for the disk, so the run may still be reading.
    const job = () => real.server.plane.deps.jobs().find(({ name }) => name === 'artifact-check');
    await expect.poll(job, { timeout: 30_000 }).toMatchObject({ result: 'STORE_INVALID', failuresInRow: 1 });
    await put('a model that decides');
  });

  it('whose row was changed is refused by name', async () => {
    await put('a model with a row');
    const { sql } = real.server.plane.store;
    await sql.query("update artifact set stored_by = 'somebody else' where digest = $1", [
      `sha256:${hexOf('a model with a row')}`,
    ]);
    const answer = await get(hexOf('a model with a row'));
    expect([answer.status, await answer.json()]).toMatchObject([500, { code: 'STORE_INVALID' }]);
    // The list names it and says nothing of it, and has all others.
    const list = await real.call('/v1/artifacts', { key: reader });
    const { artifacts, changed } = (await list.json()) as { artifacts: { by: string }[]; changed: string[] };
    expect([list.status, changed]).toEqual([200, [`sha256:${hexOf('a model with a row')}`]]);
    expect(artifacts.length).toBeGreaterThan(0);
    expect(artifacts.map(({ by }) => by)).not.toContain('somebody else');
    await sql.query("delete from artifact where stored_by = 'somebody else'");
    expect((await get(hexOf('a model with a row'))).status).toBe(404);
  });

  it('is told of on the first page: which deployment serves a model that is held', async () => {
    const deployment = { id: 'compas/held', model: 'compas', version: `sha256:${hexOf('a model that decides')}` };
    const registered = await real.call('/v1/registry', {
      key: writer,
      body: JSON.stringify({ versions: [{ model: 'compas', digest: deployment.version }], deployments: [deployment] }),
      headers: { 'content-type': 'application/json' },
    });
    expect([registered.status, await registered.json()]).toMatchObject([200, { artifactsNotHeld: [] }]);
    const { identity } = real.server.plane.deps;
    const fields = { name: 'dev', password: 'a long enough passphrase', roles: ['developer'] as const };
    const { id } = await identity.accounts.create(fields, 'test');
    const token = await identity.sessions.begin(id, { method: 'password' });
    const page = await (await real.call('/', { headers: { cookie: `__Host-tribune=${token}` } })).text();
    expect(page.match(/its model is (held|not held here)/g)).toEqual([
      'its model is held',
      'its model is not held here',
    ]);
  });

  it('is listed in pages', async () => {
    const list = async (query: string) =>
      (await (await real.call(`/v1/artifacts${query}`, { key: reader })).json()) as {
        artifacts: { digest: string }[];
        next: string | null;
      };
    const all = await list('');
    expect(all.artifacts.length).toBeGreaterThan(1);
    const first = await list('?limit=1');
    expect(first).toEqual({ artifacts: all.artifacts.slice(0, 1), changed: [], next: all.artifacts[0]!.digest });
    expect((await list(`?after=${first.next}`)).artifacts).toEqual(all.artifacts.slice(1));
  });

  it('is fetched by nobody who only registers or reads the registry, and stored by nobody who only fetches', async () => {
    const hex = hexOf('a model that decides');
    expect((await get(hex, writer)).status).toBe(403);
    expect((await get(hex, await real.key('registry:read'))).status).toBe(403);
    expect(await put('x', { key: reader })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('the section artifacts of tribune.yaml', async () => {
  const sections = sectionsOf(await loadRooms());
  const read = (text: string) => {
    const all = readConfiguration(sections, {
      path: '/etc/tribune/tribune.yaml',
      text: `tribune: service/v1\n${text}`,
    });
    return all.read(artifactsConfiguration);
  };

  it('names a folder beside the file, or an object store whose secret comes by reference', () => {
    expect(read('')).toEqual({ checkInterval: 24 * HOUR_MS, keepBackgrounds: 0 });
    expect(read('artifacts: { folder: models, checkInterval: 0 h }')).toEqual({
      folder: '/etc/tribune/models',
      checkInterval: 0,
      keepBackgrounds: 0,
    });
    process.env.TRIBUNE_TEST_SECRET = 'the secret';
    const store = 'endpoint: https://s3.example, bucket: models, accessKeyId: id';
    expect(
      read(`artifacts: { objectStore: { ${store}, secretAccessKey: "\${env:TRIBUNE_TEST_SECRET}" } }`).objectStore,
    ).toMatchObject({ bucket: 'models', secretAccessKey: 'the secret' });
  });

  it.each([
    [
      'objectStore: { endpoint: "https://id:hush@s3.example", bucket: models, accessKeyId: i, secretAccessKey: hush }',
      3,
    ],
    ['objectStore: { endpoint: https://s3.example, bucket: Models, accessKeyId: i, secretAccessKey: hush }', 3],
    [
      'objectStore: { endpoint: https://s3.example, bucket: models, prefix: ../x, accessKeyId: i, secretAccessKey: hush }',
      3,
    ],
    [
      'folder: a\n  objectStore: { endpoint: https://s3.example, bucket: models, accessKeyId: i, secretAccessKey: hush }',
      4,
    ],
    ['foldr: a', 3],
    ['checkInterval: often', 3],
  ])('is refused with its line and without its secrets: %s', (text, line) => {
    const failing = () => read(`artifacts:\n  ${text}`);
    expect(failing).toThrow(new RegExp(`tribune.yaml:${line}:`));
    expect(failing).not.toThrow(/hush/);
  });
});
