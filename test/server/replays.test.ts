import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { runCli } from '../../src/apps/cli/run.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import { NEUTRAL } from '../support/generators/models.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const DAY_MS = 86_400_000;
const folder = dataFolder();
/** The service begins at noon, so that everything here is recorded on one day (UTC). */
const noonMs = (Math.floor(Date.now() / DAY_MS) + 0.5) * DAY_MS;
let aheadMs = noonMs - Date.now();
const runtime = { ...nodeRuntime, nowMs: () => nodeRuntime.nowMs() + aheadMs };
let real: Awaited<ReturnType<typeof realServer>>;
let reader = '';
const TEXT = JSON.stringify(NEUTRAL);
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const VERSION = digestOf(TEXT);
/** The model's answer for an age above 30 as a plain double: the logistic function of 1.5. */
const SCORE = 1 / (1 + Math.exp(-1.5));
/** A model whose answer for an age of 40 is beyond all numbers. */
const STEEP_TEXT = JSON.stringify({
  kind: 'linear',
  featureNames: ['age'],
  coef: [[100]],
  intercept: [0],
  link: 'log',
});
const STEEP = digestOf(STEEP_TEXT);
const NOT_HELD = `sha256:${'3'.repeat(64)}`;

beforeAll(async () => {
  real = await realServer(folder.dir, { runtime });
  const deployments = [
    { id: 'kept/prod', model: 'kept', version: VERSION, cutoff: 0.5 },
    { id: 'kept/bare', model: 'kept', version: VERSION },
    { id: 'lost/prod', model: 'lost', version: NOT_HELD, cutoff: 0.5 },
    { id: 'steep/prod', model: 'steep', version: STEEP, cutoff: 0.5 },
  ];
  const system = { id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' };
  const things = {
    systems: [system],
    models: [
      { id: 'kept', system: 'credit' },
      { id: 'lost', system: 'credit' },
      { id: 'steep', system: 'credit' },
    ],
    versions: [
      { model: 'kept', digest: VERSION },
      { model: 'lost', digest: NOT_HELD },
      { model: 'steep', digest: STEEP },
    ],
    deployments,
  };
  await applyDocument(things, 'test', real.server.plane.deps);
  const writer = await real.key('registry:write');
  for (const [version, body] of [
    [VERSION, TEXT],
    [STEEP, STEEP_TEXT],
  ] as const) {
    const put = await real.call(`/v1/artifacts/${version}`, { method: 'PUT', key: writer, body });
    expect(put.status).toBe(201);
  }
  reader = await real.key('decisions:read');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

async function decided(fields: object = {}): Promise<string> {
  const made = record({ deployment: 'kept/prod', inputs: { age: 40, income: 1 }, score: SCORE, ...fields });
  const key = await real.key('decisions:write');
  const answer = await real.call('/v1/decisions', { method: 'POST', key, body: ndjson(made) });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
  return String(made.id);
}
async function replay(id: string, body: object = {}, key = reader) {
  const headers = { 'content-type': 'application/json', 'tribune-purpose': 'complaint 7' };
  const answer = await real.call(`/v1/decisions/${id}/replay`, {
    method: 'POST',
    key,
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a recorded decision', () => {
  it('is run again by the bytes of its version, the same to the bit, and says so in the log of reads', async () => {
    const id = await decided();
    expect(await replay(id)).toEqual({
      status: 200,
      body: {
        id,
        equal: true,
        version: VERSION,
        recorded: { score: SCORE, outcome: 1 },
        replayed: { score: SCORE, outcome: 1 },
        tolerance: 0,
        scale: 'linked',
        differences: [],
        environment: { tribune: '0.0.0-test', node: process.versions.node, machine: expect.any(String) },
      },
    });
    const text = await (await real.call('/metrics', { key: real.server.localKey })).text();
    // The read of the payload, and what came of the replay.
    expect(/^tribune_log_entries\{log="reads"\} (\d+)$/m.exec(text)![1]).toBe('2');
  });

  it('that came out otherwise is told with what differs', async () => {
    const id = await decided({ score: 0.3, outcome: 0, cutoff: 0.4 });
    const { status, body } = await replay(id);
    expect([status, body.equal, body.replayed]).toEqual([200, false, { score: SCORE, outcome: 1 }]);
    expect((body.differences as { of: string }[]).map(({ of }) => of)).toEqual(['cutoff', 'score', 'outcome']);
    expect((await replay(id, { tolerance: 0.6 })).body).toMatchObject({
      equal: false,
      differences: [{}, { of: 'outcome' }],
    });
  });

  it.each([
    ['was recorded without inputs', { inputs: undefined }, 400, 'replay.no-inputs'],
    ['lacks an input of its model', { inputs: { income: 1 } }, 400, 'replay.not-playable'],
    ['gets no number from its model', { deployment: 'steep/prod' }, 400, 'replay.not-playable'],
    ['has a list among its inputs', { inputs: { age: [1], income: 1 } }, 400, 'replay.not-playable'],
    [
      'records neither score nor cutoff',
      { deployment: 'kept/bare', score: undefined },
      400,
      'replay.nothing-to-compare',
    ],
    ['is of a version whose bytes are not held', { deployment: 'lost/prod' }, 404, 'artifact.not-held'],
  ])('that %s is refused by name', async (_, fields, status, reason) => {
    const answer = await replay(await decided(fields));
    expect(answer).toMatchObject({ status, body: { reason, remedy: expect.any(String) } });
  });

  it('that was erased, or never was, cannot be run', async () => {
    const id = await decided({ subject: 'to be erased' });
    await real.server.plane.deps.subjects.erase('to be erased', { basis: 'GDPR Article 17', requestedBy: 'test' });
    expect(await replay(id)).toMatchObject({ status: 404, body: { reason: 'decision.erased' } });
    expect(await replay(crypto.randomUUID())).toMatchObject({ status: 404, body: { reason: 'decision.unknown' } });
    expect(await replay('x'.repeat(300))).toMatchObject({ status: 404 });
  });

  it('is not shown to a key that may not read it, and no option is guessed', async () => {
    const id = await decided();
    expect((await replay(id, {}, await real.key('decisions:write'))).status).toBe(403);
    expect(await replay(id, { tolerence: 1 })).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    expect(await replay(id, { tolerance: -1 })).toMatchObject({ status: 400 });
    expect(await replay(id, { output: 3 })).toMatchObject({ status: 400, body: { reason: 'replay.not-playable' } });
  });

  it('is told by the command also where one after it cannot be run', async () => {
    const keyFile = join(folder.dir, 'key');
    writeFileSync(keyFile, reader);
    const [first, second] = [await decided(), await decided({ inputs: undefined })];
    let [out, err] = ['', ''];
    const terminal = {
      errIsTerminal: false,
      outColour: false,
      columns: 100,
      today: '2026-11-29',
      version: '0.0.0-test',
    };
    const context = {
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
      ...terminal,
    };
    const replayed = (...words: string[]) =>
      runCli(['replay', ...words, '--server', real.server.url, '--key-file', keyFile], context);
    expect(await replayed(first)).toBe(0);
    expect(out).toContain(`same  ${first}  to the bit`);
    out = '';
    expect(await replayed(first, second, first, '--json')).toBe(2);
    expect(JSON.parse(out)).toMatchObject([{ id: first, equal: true }]);
    expect(err).toContain('1 decision run again, 2 not');
    expect(err).toContain(`decision ${second} was recorded without its inputs`);
  });

  it('of the day before is run again by itself where it is drawn, each with its entry, and an alert tells what came out otherwise', async () => {
    const metrics = async () => (await real.call('/metrics', { key: real.server.localKey })).text();
    const entries = async () => Number(/^tribune_log_entries\{log="reads"\} (\d+)$/m.exec(await metrics())![1]);
    const before = await entries();
    aheadMs += DAY_MS;
    real.server.plane.deps.runJob('replay-sample');
    const sampled = async () =>
      Object.fromEntries(
        [...(await metrics()).matchAll(/^tribune_replays_sampled_total\{outcome="(.*)"\} (\d+)$/gm)].map(
          ([, outcome, n]) => [outcome, Number(n)],
        ),
      );
    // Fewer were recorded than are drawn, so all of them are: three that are the same, one that is not, seven that cannot be run, one erased.
    await expect.poll(sampled, { timeout: 20_000 }).toEqual({ same: 3, other: 1, 'not run': 7, gone: 1 });
    // Each was read, and those that ran have an entry of what came of it.
    expect((await entries()) - before).toBe(12 + 4);
    const key = await real.key('monitor:read');
    const alerts = async () =>
      ((await (await real.call('/v1/alerts?state=firing', { key })).json()) as { alerts: { labels: object }[] }).alerts;
    await expect
      .poll(async () => (await alerts()).map(({ labels }) => labels), { timeout: 20_000 })
      .toContainEqual({ kind: 'replay', severity: 'ticket', source: 'replays', version: VERSION });
  });

  it('of a sample is run again with the others, part by part, and counted by what came of it, with one entry for all', async () => {
    const keyFile = join(folder.dir, 'key');
    writeFileSync(keyFile, reader);
    let out = '';
    const context = {
      out: (text: string) => {
        out += text;
      },
      err: () => undefined,
      ...{ errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-29', version: '0.0.0-test' },
    };
    const played = (...words: string[]) =>
      runCli(['replay', ...words, '--server', real.server.url, '--key-file', keyFile], context);
    expect(await played('--sample', '100', '--json')).toBe(1);
    const part = JSON.parse(out);
    // As the sample of the day: three the same, one not, seven that cannot be run, one erased.
    expect(part).toMatchObject({ of: 12, drawn: 12, next: null, same: 3, other: 1, gone: 1, damaged: 0 });
    expect(part.notRun).toEqual({
      ...{ 'replay.no-inputs': 2, 'replay.not-playable': 3, 'replay.nothing-to-compare': 1, 'artifact.not-held': 1 },
    });
    expect(part.others).toMatchObject([{ version: VERSION, differs: ['cutoff', 'score', 'outcome'] }]);
    expect(await entriesOf(real.server.plane, 'decisions.replayed', 'reads')).toMatchObject([
      { of: 12, drawn: 12, first: 0, same: 3, other: 1, gone: 1, notRun: 7, damaged: 0, tolerance: 0 },
    ]);
    out = '';
    expect(await played('--sample', '100', '--tolerance', '1')).toBe(1);
    expect(out).toMatch(/12 decisions of 12 received from .*\n {2}same +3 {2}within 1\n {2}OTHERWISE +1\n/);
    expect(await played('--sample', '5', '--to', '1999-01-01T00:00:00Z')).toBe(3);
    expect(await played('--sample', '5', part.others[0].id)).toBe(2);
    expect(await played('--from', '1999-01-01T00:00:00Z')).toBe(2);
  });

  it('is not run by bytes that were changed', async () => {
    const id = await decided();
    const file = join(folder.dir, 'data', 'artifacts', VERSION.slice(7));
    writeFileSync(file, TEXT.replace('0.5', '0.6'));
    expect(await replay(id)).toMatchObject({ status: 500, body: { code: 'STORE_INVALID' } });
  });
});

describe('a search for an alternative', () => {
  const digest = (n: number): string => `sha256:${String(n).repeat(64)}`;
  const search = {
    ...{ record: digest(1), result: digest(2), policy: digest(4), data: digest(5), reference: digest(6) },
    ...{ requirement: 'alike', answer: 'yes', candidates: 200, chosen: digest(7) },
  };
  const file = {
    ...{ requirement: 'alike', answer: 'yes', chosen: 'c2', reference: { id: 'c1' } },
    ...{ policy: { digest: digest(4) }, data: { digest: digest(5) } },
    candidates: [
      { id: 'c1', digest: digest(6) },
      { id: 'c2', digest: digest(7) },
    ],
  };
  const written = (content: object): string => {
    const path = join(folder.dir, 'search.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  async function entered(path: string, ...more: string[]): Promise<{ code: number; err: string }> {
    const keyFile = join(folder.dir, 'search.key');
    writeFileSync(keyFile, await real.key('audit:read'));
    const words = ['search', 'record', path, '--server', real.server.url, '--key-file', keyFile, ...more];
    let err = '';
    const context = {
      ...{ version: '0.0.0-test', today: '2026-11-30', color: false, width: 80 },
      out: () => undefined,
      err: (text: string) => {
        err += text;
      },
    };
    return { code: await runCli(words, context as never), err };
  }

  it('is entered by its digests, and refused where it was changed or names another system', async () => {
    const record = digestOf(canonicalJson(file.candidates));
    const done = await entered(written({ ...file, record }), '--system', 'credit');
    expect(done.err).toMatch(/^entered as search.recorded [0-9a-f-]{36} in the log of http/);
    expect(done.code).toBe(0);
    const stray = await entered(written({ ...file, record }), '--system', 'credits');
    expect(stray.err).toContain('no system "credits" is registered');
    const changed = await entered(written({ ...file, record: digest(1) }));
    expect(changed.err).toContain('was changed: its record is the digest of other candidates');
    const result = digestOf(JSON.stringify({ ...file, record }));
    expect(await entriesOf(real.server.plane, 'search.recorded')).toEqual([
      { ...search, record, result, candidates: 2, system: 'credit', by: expect.any(String) },
    ]);
  });
});

describe('a network of ONNX', () => {
  /** The pipeline of scikit-learn among the test graphs: scaler and one-hot encoder before an MLP. */
  const { cases } = JSON.parse(readFileSync('src/core/models/formats/onnx/testdata/networks.json', 'utf8')) as {
    cases: { name: string; model: string; people: (number | string)[][]; published: number[][] }[];
  };
  const { model, people, published } = cases.find(({ name }) => name === 'sklearn-pipeline')!;
  const bytes = Buffer.from(model, 'base64');
  const background = `age,amount,home\n${people
    .slice(0, 3)
    .map((row) => row.join(','))
    .join('\n')}\n`;
  const version = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

  it('decides, is run again and explains its decision from one end to the other', async () => {
    const writer = await real.key('registry:write');
    for (const [digest, body] of [
      [version, bytes],
      [digestOf(background), background],
    ] as const)
      expect((await real.call(`/v1/artifacts/${digest}`, { method: 'PUT', key: writer, body })).status).toBe(201);
    const things = {
      models: [{ id: 'net', system: 'credit' }],
      versions: [{ model: 'net', digest: version, explain: { background: digestOf(background) } }],
      deployments: [{ id: 'net/prod', model: 'net', version, cutoff: 0.6 }],
    };
    await applyDocument(things, 'test', real.server.plane.deps);
    const [age, amount, home] = people[0]!;
    // The score is that of onnxruntime, in single precision.
    const score = published[0]![1]!;
    const id = await decided({ deployment: 'net/prod', inputs: { age, amount, home }, score, outcome: 0 });
    const replayed = await replay(id, { tolerance: 2e-6 });
    expect([replayed.status, replayed.body.equal]).toEqual([200, true]);
    const key = await real.key('decisions:read');
    const explained = async () => {
      const answer = await real.call(`/v1/decisions/${id}/explanation?view=developer`, { key });
      return answer.status === 202 ? null : ((await answer.json()) as Record<string, never>);
    };
    await expect
      .poll(explained, { timeout: 20_000 })
      .toMatchObject({ version, method: { name: 'exact', scale: 'raw' } });
    const { method } = (await explained()) as unknown as { method: { additivityError: number } };
    expect(method.additivityError).toBeLessThan(1e-12);
  }, 60_000);
});
