import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/apps/cli/run.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import type { Body } from '../support/model-server.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
let real: Awaited<ReturnType<typeof realServer>>;
let scorer: Server;
let host = '';
/** The weight of the age in the model that answers, which somebody may change behind the address. */
let weight = 0.01;
/** Whether another program answers at the address, which knows of no model. */
let isMoved = false;
/** What the endpoint was asked for, to see what it learns. */
let asked = 0;
let [pin, canaries, version] = ['', '', ''];
const CSV = join(folder.dir, 'rows.csv');
const PIN = join(folder.dir, 'pin.json');
const CANARIES = join(folder.dir, 'canaries.json');
const scoreOf = (age: number, income: number): number => 1 / (1 + Math.exp(-(weight * age + 0.125 * income - 1)));

/** A real server of the Open Inference Protocol on this machine. */
async function startScorer(): Promise<void> {
  scorer = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      const inputs = [{ name: 'X', datatype: 'FP64', shape: [-1, 2] }];
      response.end(JSON.stringify({ name: 'credit', versions: ['3'], platform: 'test', inputs }));
      return;
    }
    asked += 1;
    if (isMoved) {
      response.writeHead(404).end('<html>Not found</html>');
      return;
    }
    const { id, inputs } = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    const { shape, data } = inputs[0];
    const scores = Array.from({ length: shape[0] }, (_, r) => scoreOf(data[2 * r], data[2 * r + 1]));
    const outputs = [{ name: 'p', datatype: 'FP64', shape: [shape[0], 1], data: scores }];
    response.end(JSON.stringify({ model_name: 'credit', id, outputs }));
  });
  await new Promise<void>((done) => scorer.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(scorer.address() as AddressInfo).port}`;
}

async function cli(args: readonly string[]) {
  let [out, err] = ['', ''];
  const context = {
    ...{ version: '0.0.0-test', today: '2026-11-30', color: false, width: 80 },
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  return { code: await runCli(args, context as never), out, err };
}

const registry = (deployments: readonly object[] = [], explain?: object) => ({
  systems: [{ id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
  models: [{ id: 'far', system: 'credit' }],
  versions: [{ model: 'far', digest: version, ...(explain && { explain }) }],
  ...(deployments.length === 0 ? {} : { deployments }),
});
const SERVED = () => [{ id: 'far/prod', model: 'far', version, cutoff: 0.5 }];

async function send(path: string, body: unknown, key: string) {
  const headers = { 'content-type': 'application/json', 'tribune-purpose': 'complaint 7' };
  const answer = await real.call(path, { method: 'POST', key, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, Body> };
}
/** Labels of the alerts of this room that fire. */
async function firing(): Promise<object[]> {
  const answer = await real.call('/v1/alerts?state=firing', { key: await real.key('monitor:read') });
  const { alerts } = (await answer.json()) as { alerts: { labels: Record<string, string> }[] };
  return alerts.map(({ labels }) => labels).filter(({ kind }) => kind === 'remote-model');
}
const sample = async () => send('/v1/replays', { sample: 100 }, await real.key('decisions:read'));
const check = async () => send('/v1/remote-models/check', { version }, await real.key('artifacts:read'));

beforeAll(async () => {
  await startScorer();
  const text = `tribune: service/v1
remoteModels: { hosts: { "${host}": { privateAddress: true }, "localhost:1": {}, "127.0.0.1:1": {} } }
`;
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { path: 'tribune.yaml', text });
  real = await realServer(folder.dir, { configuration });
  const rows = Array.from({ length: 12 }, (_, i) => `${20 + 5 * i},${i % 4}`);
  writeFileSync(CSV, `age,income\n${rows.join('\n')}\n`);
  const made = await cli([
    'model',
    'pin',
    `oip+http://${host}/v2/models/credit`,
    CSV,
    '-o',
    PIN,
    '--canaries',
    CANARIES,
  ]);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('12 canaries') });
  [pin, canaries] = [readFileSync(PIN, 'utf8'), readFileSync(CANARIES, 'utf8')];
  version = digestOf(pin);
  const writer = await real.key('registry:write');
  for (const [text, kind] of [
    [pin, 'model'],
    [canaries, 'background'],
  ] as const) {
    const path = `/v1/artifacts/${digestOf(text)}?class=${kind}`;
    expect((await real.call(path, { method: 'PUT', key: writer, body: text })).status).toBe(201);
  }
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  scorer?.close();
  folder.remove();
}, 60_000);

describe('a version whose model is behind a network', () => {
  it('serves after it answered its canaries as when it was pinned, which is entered', async () => {
    const writer = await real.key('registry:write');
    expect(await send('/v1/registry', registry(SERVED()), writer)).toMatchObject({ status: 200 });
    expect(await entriesOf(real.server.plane, 'remote-model.checked')).toEqual([
      expect.objectContaining({ version, canaries: 12, other: 0, greatest: 0, purpose: 'before it serves' }),
    ]);
  });

  it('is checked on request, and runs recorded decisions again', async () => {
    expect(await check()).toMatchObject({ status: 200, body: { same: true, rows: 12, other: 0, first: null } });
    const id = await decided(scoreOf(40, 1));
    const before = asked;
    const { status, body } = await send(`/v1/decisions/${id}/replay`, {}, await real.key('decisions:read'));
    expect([status, body.equal, body.replayed.score]).toEqual([200, true, scoreOf(40, 1)]);
    // The canaries, then the decision.
    expect(asked - before).toBe(2);
  });

  it('that was tried out serves only where it still answers its canaries as when it was pinned', async () => {
    const writer = await real.key('registry:write');
    const incumbent = `sha256:${'b'.repeat(64)}`;
    const { versions, ...others } = registry([{ id: 'far/tried', model: 'far', version: incumbent, cutoff: 0.5 }]);
    const document = { ...others, versions: [...versions, { model: 'far', digest: incumbent }] };
    expect(await send('/v1/registry', document, writer)).toMatchObject({ status: 200 });
    const wanted = { deployment: 'far/tried', version, share: 0.5, reason: 'it may be better' };
    const { id } = (await send('/v1/canaries', wanted, writer)).body;
    const promote = () => send(`/v1/canaries/${id}/promote`, { reason: 'it is' }, writer);
    weight = 0.011;
    try {
      expect(await promote()).toMatchObject({ status: 502, body: { reason: 'remote-model.answers-otherwise' } });
      const seen = await real.call(`/v1/canaries/${id}`, { key: await real.key('stops:read') });
      expect(await seen.json()).toMatchObject({ state: 'running' });
    } finally {
      weight = 0.01;
    }
    expect(await promote()).toMatchObject({ status: 200, body: { state: 'promoted' } });
    // Sent again it asks for nothing, and says the same.
    const before = asked;
    expect([(await promote()).body.state, asked]).toEqual(['promoted', before]);
  });

  it('that answers otherwise is believed nothing: entry, alert, no replay, no serving', async () => {
    const id = await decided(scoreOf(40, 1));
    weight = 0.011;
    try {
      const found = await check();
      expect(found.body).toMatchObject({ same: false, rows: 12, other: 12, first: 0 });
      const replayed = await send(`/v1/decisions/${id}/replay`, {}, await real.key('decisions:read'));
      expect([replayed.status, replayed.body.code, replayed.body.reason]).toEqual([
        502,
        'MODEL_ANSWER_INVALID',
        'remote-model.answers-otherwise',
      ]);
      expect((await sample()).body).toMatchObject({ same: 0, notRun: {}, damaged: 2 });
      const other = [{ id: 'far/test', model: 'far', version, cutoff: 0.5 }];
      expect(await send('/v1/registry', registry(other), await real.key('registry:write'))).toMatchObject({
        status: 502,
        body: { reason: 'remote-model.answers-otherwise' },
      });
      expect((await entriesOf(real.server.plane, 'remote-model.checked')).slice(-4)).toEqual(
        ['on request', ...Array(2).fill('before recorded decisions are run again'), 'before it serves'].map((purpose) =>
          expect.objectContaining({ other: 12, greatest: found.body.greatest, purpose }),
        ),
      );
      await expect.poll(firing, { timeout: 20_000 }).toEqual([expect.objectContaining({ version, severity: 'page' })]);
    } finally {
      weight = 0.01;
    }
    // The job of every day finds that it answers as it did, and the alert is over.
    real.server.plane.deps.runJob('remote-model-check');
    await expect.poll(firing, { timeout: 20_000 }).toEqual([]);
  });

  it('that cannot be asked is said to be nothing: its decisions are not run, and none is called damaged', async () => {
    isMoved = true;
    try {
      expect((await sample()).body).toMatchObject({ same: 0, notRun: { MODEL_ANSWER_INVALID: 2 }, damaged: 0 });
    } finally {
      isMoved = false;
    }
    expect((await sample()).body).toMatchObject({ same: 2, notRun: {}, damaged: 0 });
  });

  it('is explained by name, after the service has asked for its canaries', async () => {
    const keyFile = join(folder.dir, 'key');
    writeFileSync(keyFile, await real.key('artifacts:read', 'registry:read'));
    const service = ['--server', real.server.url, '--key-file', keyFile];
    const explained = await cli(['explain', version, CSV, '--row', '3', '--background', CSV, '--json', ...service]);
    expect([explained.code, explained.err]).toEqual([0, '']);
    expect(JSON.parse(explained.out).model).toMatchObject({ digest: version });
    expect(await cli(['model', 'canaries', version, ...service])).toMatchObject({ code: 0, out: /^same/ });
  });

  it('has its decisions explained from its scores, between its canaries, with what was asked', async () => {
    const people = readFileSync(CSV, 'utf8');
    const writer = await real.key('registry:write');
    const put = `/v1/artifacts/${digestOf(people)}?class=background`;
    expect((await real.call(put, { method: 'PUT', key: writer, body: people })).status).toBe(201);
    const explain = { background: digestOf(people), adverse: {} };
    expect(await send('/v1/registry', registry(SERVED(), explain), writer)).toMatchObject({ status: 200 });
    const id = await decided(scoreOf(40, 1));
    const { status, body } = await explanationOf(id);
    expect([status, body.reproduced]).toEqual([200, { equal: true, tolerance: 1e-5, differences: [] }]);
    const of = (at: 'age' | 'income') => (i: number) =>
      at === 'age'
        ? scoreOf(40, i % 4) - scoreOf(20 + 5 * i, i % 4)
        : scoreOf(20 + 5 * i, 1) - scoreOf(20 + 5 * i, i % 4);
    const also = (at: 'age' | 'income') => (i: number) =>
      at === 'age' ? scoreOf(40, 1) - scoreOf(20 + 5 * i, 1) : scoreOf(40, 1) - scoreOf(40, i % 4);
    const mean = (value: (i: number) => number) =>
      Array.from({ length: 12 }, (_, i) => value(i)).reduce((a, b) => a + b) / 12;
    for (const at of ['age', 'income'] as const)
      expect(body.contributions[at]).toBeCloseTo((mean(of(at)) + mean(also(at))) / 2, 12);
    expect(body.method).toMatchObject({
      ...{
        name: 'exact',
        scale: 'linked',
        standardErrors: null,
        baseValue: expect.closeTo(
          mean((i) => scoreOf(20 + 5 * i, i % 4)),
          12,
        ),
      },
      remote: { canaries: digestOf(canaries), asked: { allowed: 20_000, method: 'exact', settled: true } },
    });
    // The queue may have begun the same decision.
    const due = async () => (await real.server.plane.store.sql.query('select 1 as n from explanation_due')).length;
    await expect.poll(due, { timeout: 20_000 }).toBe(0);
    const before = asked;
    const said = { why: 'yes', next: 'no', wrong: [{ input: 'age', value: 50 }] };
    const answered = await send(`/v1/decisions/${id}/explanation/answers`, said, await real.key('explanations:read'));
    // What the person says is taken, and nobody is asked for it.
    expect([answered.status, asked]).toEqual([200, before]);
    // Nobody asks about more than the coalitions, and never twice.
    expect(body.method.remote.asked.rows).toBeLessThan(4 * 12);
  });

  it('that answers otherwise, or cannot be asked, explains nothing: who asks is told, adverse decisions wait aside', async () => {
    const { sql } = real.server.plane.store;
    const stateOf = async (id: string) => [
      (await sql.query('select 1 as n from explanation where decision = $1', [id])).length,
      (await sql.query<{ problem: string }>('select problem from explanation_due where decision = $1', [id])).map(
        ({ problem }) => problem,
      ),
    ];
    weight = 0.011;
    const counted = async () =>
      (await sql.query('select 1 as n from explanation_given where decision = $1', [id])).length;
    let id = '';
    try {
      id = await decided(scoreOf(40, 1));
      expect(await explanationOf(id)).toMatchObject({
        status: 502,
        body: { reason: 'remote-model.answers-otherwise' },
      });
      // Whoever has an endpoint asked has spent it of their budget of the day, also where no explanation comes of it.
      expect(await counted()).toBe(1);
      await expect.poll(() => stateOf(id), { timeout: 20_000 }).toEqual([0, ['remote-model.answers-otherwise']]);
    } finally {
      weight = 0.01;
    }
    isMoved = true;
    try {
      const moved = await decided(scoreOf(40, 1));
      expect(await explanationOf(moved)).toMatchObject({ status: 502, body: { code: 'MODEL_ANSWER_INVALID' } });
    } finally {
      isMoved = false;
    }
    // The failure of before is told for a minute to whoever asks again, and asking begins anew.
    expect((await explanationOf(id)).status).toBe(200);
    // Each asks with a key of their own.
    expect([(await stateOf(id))[0], await counted()]).toEqual([1, 2]);
  });

  it('is not asked where its canaries are erased: nothing would show which model answers', async () => {
    const erased = digestOf(canaries);
    const legal = await real.key('subjects:erase');
    const answer = await send(`/v1/artifacts/${erased.slice(7)}/erase`, { basis: 'Art. 17' }, legal);
    expect(answer.status).toBe(200);
    expect(await check()).toMatchObject({ status: 404, body: { reason: 'artifact.erased' } });
  });

  it('that is padded beyond what a pin has is no version, and serves nowhere where it is put later', async () => {
    const writer = await real.key('registry:write');
    const padded = pin.replace(/\}\s*$/, `${' '.repeat(70_000)}}`);
    const put = (text: string) =>
      real.call(`/v1/artifacts/${digestOf(text)}`, { method: 'PUT', key: writer, body: text });
    const padding = digestOf(padded);
    const document = (cutoff: number) => ({
      ...registry([{ id: 'far/padded', model: 'far', version: padding, cutoff }]),
      versions: [{ model: 'far', digest: padding }],
    });
    // Nobody knows yet what stands under the digest.
    expect(await send('/v1/registry', document(0.5), writer)).toMatchObject({ status: 200 });
    expect((await put(padded)).status).toBe(201);
    const refused = { status: 400, body: { code: 'MODEL_INVALID', message: expect.stringMatching(/more than 65536/) } };
    expect(await send('/v1/registry', document(0.6), writer)).toMatchObject(refused);
    // It is not registered where it is held before.
    const other = `${padded} `;
    expect((await put(other)).status).toBe(201);
    const registered = { ...registry(), versions: [{ model: 'far', digest: digestOf(other) }] };
    expect(await send('/v1/registry', registered, writer)).toMatchObject(refused);
  });

  it.each([
    ['at a host that nobody named', 'scorer.example.org', 400, 'remote-model.host-not-named'],
    ['at a private address', '127.0.0.1:1', 503, undefined],
    ['at a name that leads to one', 'localhost:1', 503, undefined],
  ])('%s is not asked', async (_, elsewhere, status, reason) => {
    const writer = await real.key('registry:write');
    const own = canaries.replace('20', '21');
    const away = pin.replace(host, elsewhere).replace(digestOf(canaries), digestOf(own));
    for (const body of [own, away])
      await real.call(`/v1/artifacts/${digestOf(body)}`, { method: 'PUT', key: writer, body });
    const found = await send('/v1/remote-models/check', { version: digestOf(away) }, await real.key('artifacts:read'));
    expect([found.status, found.body.reason]).toEqual([status, reason]);
    if (reason === undefined) expect(JSON.stringify(found.body)).toContain('private address');
  });
});

async function explanationOf(id: string): Promise<{ status: number; body: Record<string, Body> }> {
  const key = await real.key('decisions:read');
  for (;;) {
    const answer = await real.call(`/v1/decisions/${id}/explanation?view=developer`, { key });
    if (answer.status !== 202) return { status: answer.status, body: (await answer.json()) as Record<string, Body> };
    await answer.text();
  }
}

async function decided(score: number): Promise<string> {
  const made = record({ deployment: 'far/prod', inputs: { age: 40, income: 1 }, score, cutoff: 0.5, outcome: 0 });
  const key = await real.key('decisions:write');
  const answer = await real.call('/v1/decisions', { method: 'POST', key, body: ndjson(made) });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
  return String(made.id);
}
