import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { monitorTables } from '../../src/adapters/postgres/monitor/index.js';
import { dataFolder, REGISTRY, realServer } from './support/real.js';
import { watchedPolicy } from './support/watched-decisions.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
beforeAll(async () => {
  real = await realServer(folder.dir);
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

/** Systems with a model, a version and a deployment each. */
const manySystems = (prefix: string, n: number) => {
  const ids = Array.from({ length: n }, (_, i) => `${prefix}-${i}`);
  const digest = (i: number) => `sha256:${i.toString(16).padStart(64, '0')}`;
  return {
    systems: ids.map((id) => ({ ...REGISTRY.systems[0]!, id })),
    models: ids.map((id) => ({ id, system: id })),
    versions: ids.map((id, i) => ({ model: id, digest: digest(i), label: `v${i}` })),
    deployments: ids.map((id, i) => ({ id: `${id}/prod`, version: digest(i), cutoff: i / 8 })),
  };
};

/** The statement of a call of the client, which takes its text alone or beside its values. */
const textOf = ([of]: readonly unknown[]): string =>
  typeof of === 'string' ? of : ((of as { text?: string }).text ?? '');

it('writes a document of a hundred systems in as many statements as one of two, and its entries in one commit', async () => {
  const { server, key, call } = real;
  const { store } = server.plane;
  const admin = await key('registry:write', 'registry:read');
  const headers = { 'content-type': 'application/json' };
  const WRITES = /(insert into|delete from) (system|model|model_version|deployment|activation|pending_event|batch)\b/;
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const written = async (document: object) => {
    const before = await store.decisions.size('main');
    query.mockClear();
    const answer = await call('/v1/registry', { key: admin, body: JSON.stringify(document), headers });
    const { changes } = (await answer.json()) as { changes: unknown[] };
    const texts = query.mock.calls.map(textOf);
    const after = await store.decisions.size('main');
    const writes = texts.filter((text) => WRITES.test(text)).length;
    return {
      writes,
      changes: changes.length,
      entries: after.size - before.size,
      batches: after.nextSeq - before.nextSeq,
    };
  };
  const few = await written(manySystems('few', 2));
  const many = await written(manySystems('many', 100));
  query.mockRestore();
  expect([few.changes, few.entries, few.batches]).toEqual([8, 8, 1]);
  expect(many).toEqual({ ...few, changes: 400, entries: 400 });
  expect(await store.outbox.pending()).toEqual([]);
  const { deployments } = await server.plane.deps.registry.snapshot();
  expect(deployments.find(({ id }) => id === 'many-99/prod')).toMatchObject({
    model: 'many-99',
    environment: 'prod',
    activations: [{ fromMs: 0, cutoff: 12.375, policyDigest: null }],
  });
}, 60_000);

it('what is registered is told of one system alone to whoever asks so, and not again to whoever has it', async () => {
  const { key, call } = real;
  const reader = await key('registry:read', 'registry:write', 'monitor:read');
  const headers = { 'content-type': 'application/json' };
  await call('/v1/registry', { key: reader, body: JSON.stringify(manySystems('part', 3)), headers });
  const ask = (query: string, tag?: string) =>
    call(`/v1/registry${query}`, { key: reader, headers: tag === undefined ? {} : { 'if-none-match': tag } });
  const answer = await ask('?deployment=part-1%2Fprod');
  const part = (await answer.json()) as Record<string, { id?: string; model?: string }[]>;
  expect(Object.entries(part).map(([of, all]) => [of, all.map(({ id, model }) => id ?? model)])).toEqual([
    ...[
      ['systems', ['part-1']],
      ['models', ['part-1']],
      ['versions', ['part-1']],
    ],
    ['deployments', ['part-1/prod']],
  ]);
  expect(await (await ask('?system=part-1')).json()).toEqual(part);
  expect(await (await ask('?system=none')).json()).toEqual({ systems: [], models: [], versions: [], deployments: [] });
  expect((await ask('?of=part-1')).status).toBe(400);
  const whole = await ask('');
  const tag = whole.headers.get('etag')!;
  expect(((await whole.json()) as typeof part).systems!.length).toBeGreaterThan(3);
  expect((await ask('', tag)).status).toBe(304);
  await call('/v1/registry', { key: reader, body: JSON.stringify(manySystems('later', 1)), headers });
  expect((await ask('', tag)).status).toBe(200);
  const list = await (await call('/v1/monitor?system=part-1', { key: reader })).json();
  expect(list).toMatchObject({ watched: [], notWatched: [{ deployment: 'part-1/prod' }] });
}, 60_000);

it('what is registered is told a page at a time and found by its names, and the monitor to those alone who may see it', async () => {
  const { key, call } = real;
  const headers = { 'content-type': 'application/json' };
  const editor = await key('registry:write');
  await call('/v1/registry', { key: editor, body: JSON.stringify(manySystems('page', 12)), headers });
  const watched = { deployment: 'page-3/prod', policy: watchedPolicy() };
  await call('/v1/monitor/watches', { key: editor, body: JSON.stringify(watched), headers });
  const [reader, watcher] = [await key('registry:read'), await key('registry:read', 'monitor:read')];
  const ask = async (of: string, asker = reader) => (await (await call(`/v1/${of}`, { key: asker })).json()) as never;
  const names = { systems: expect.anything(), deployments: [{ id: 'page-1/prod', system: 'page-1' }] };
  expect(await ask('registry/names?q=PAGE-1%2F&limit=2')).toMatchObject({
    ...names,
    ...{ systems: [], counts: { system: 0, deployment: 1, version: 0 } },
  });
  const found: { systems: { id: string }[]; counts: object } = await ask('registry/names?kind=system&q=page-1&limit=2');
  expect([found.systems.map(({ id }) => id), found.counts]).toEqual([
    ['page-1', 'page-10'],
    { system: 3, deployment: 0, version: 0 },
  ]);
  const ofModel = await ask('registry/names?kind=version&model=page-2');
  expect(ofModel).toMatchObject({ versions: [{ model: 'page-2', label: 'v2' }], counts: { version: 1 } });
  // The worst first where the caller sees how they stand; by their names for whoever does not.
  const page = await ask('systems?q=page-&sort=-system&offset=1&limit=2');
  expect(page).toMatchObject({ systems: [{ id: 'page-10', deployments: 1 }, { id: 'page-9' }], found: 12 });
  expect(JSON.stringify(page)).not.toContain('health');
  const standing = { systems: [{ id: 'page-3', health: 'watching', closedTo: null }], found: 12 };
  expect(await ask('systems?q=page-&limit=1', watcher)).toMatchObject(standing);
  const list = { id: 'page-3/prod', system: 'page-3', label: 'v3', cutoff: 3 / 8, policy: null };
  expect(await ask('deployments?q=page-3')).toMatchObject({ deployments: [list], found: 1 });
  expect(JSON.stringify(await ask('deployments?q=page-3'))).not.toContain('watched');
  const seen = { ...list, watchedBy: expect.stringMatching(/^sha256:/), agreement: 'unnamed' };
  expect(await ask('deployments?sort=agreement&q=page-3', watcher)).toMatchObject({ deployments: [seen] });
  expect(await ask('overview')).toMatchObject({ systems: expect.any(Number), monitor: null });
  const { monitor, deployments }: { deployments: number; monitor: object } = await ask('overview', watcher);
  expect(monitor).toMatchObject({ watched: 1, watchedFew: ['page-3/prod'], firing: 0, needs: [], moreNeeds: 0 });
  expect(monitor).toMatchObject({ notWatched: deployments - 1, notWatchedFirst: { length: 20 } });
  const misspelt = await call('/v1/systems?sort=onwer', { key: reader });
  expect([misspelt.status, await misspelt.text()]).toEqual([400, expect.stringContaining('owner')]);
}, 60_000);

it('of many watched deployments epochs, panes, states and changes are written and read as they are, in a statement each', async () => {
  const { store } = real.server.plane;
  const { monitor } = store.of(monitorTables);
  await monitor.keepPolicy('sha256:p', 'a policy');
  const epochs = Array.from({ length: 501 }, (_, i) => ({
    ...{ deployment: `d${i}, "quoted" \\ {}`, epoch: 1 + (i % 2), policyDigest: 'sha256:p', by: 'account:NULL' },
    ...{ fromSeq: i, beganAtMs: i, endSeq: i % 3 === 0 ? i + 9 : null, endedAtMs: i % 3 === 0 ? i : null },
    ...{ watermarkMs: i % 5 === 0 ? null : -i, latestMs: null, receivedMs: i, counts: { counted: i } },
    ...{ plan: i % 2 === 0 ? null : `sha256:${i}`, reason: i % 4 === 1 ? ('version-changed' as const) : null },
    lately: i % 7 === 0 ? { taken: i, outOfTime: 1, isMostly: i % 2 === 0 } : null,
  }));
  const panes = epochs.map(({ deployment, epoch }, i) => ({
    ...{ deployment, epoch, kind: 'decisions' as const, startMs: i, pane: `{"n":${i}}`, firstSeq: i, lastSeq: i + 1 },
    ripeSeq: i % 2 === 0 ? null : i,
    ripeAfterMs: i % 2 === 0 ? null : i,
  }));
  const changes = epochs.map(({ deployment, epoch }, i) => ({
    ...{ deployment, epoch, atMs: i, isPublic: i % 2 === 0, change: JSON.stringify({ i, text: "it's" }) },
  }));
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await monitor.saveEpochs(epochs);
  await monitor.saveEpochs(epochs);
  await monitor.savePanes(panes);
  await monitor.addChanges(changes);
  const writes = query.mock.calls.filter((call) => textOf(call).includes('insert into monitor_'));
  query.mockRestore();
  // Of 501 rows each: 500 in one statement, and one in another.
  expect(writes).toHaveLength(8);
  for (const i of [0, 1, 500]) {
    const { deployment, epoch } = epochs[i]!;
    expect(await monitor.lastEpoch(deployment)).toEqual(epochs[i]);
    const page = { deployment, epoch, kind: 'decisions' as const, fromMs: 0, toMs: 1e9, limit: 9 };
    expect(await monitor.panes(page)).toEqual([panes[i]]);
  }
  const kept = await monitor.changes({ after: 0, publicOnly: false, limit: 1000 });
  expect(kept.map(({ id: _, ...change }) => change)).toEqual(changes);
  const states = epochs.slice(0, 250).map(({ deployment, epoch }, i) => ({
    ...{ deployment, epoch, closedMs: i % 2 === 0 ? null : i, ripenedMs: null, step: 1, closedAtMs: i },
    ...{ isOver: false, states: '{}' },
  }));
  for (const one of states) await monitor.saveEvaluated(one, 0);
  const found = await monitor.evaluatedOf(epochs);
  expect(found.toSorted((a, b) => a.closedAtMs! - b.closedAtMs!)).toEqual(states);
  expect(await monitor.evaluated(epochs[300]!.deployment, 1)).toBeNull();
}, 60_000);

it('epochs and states that were checked are read again where they were written since, and a row that another wrote is refused', async () => {
  const { store } = real.server.plane;
  const { monitor } = store.of(monitorTables);
  const name = { deployment: 'seen', epoch: 1 };
  const epoch = {
    ...{ ...name, policyDigest: 'sha256:p', by: 'account:1', fromSeq: 1, beganAtMs: 1, endSeq: null, endedAtMs: null },
    ...{ watermarkMs: null, latestMs: null, receivedMs: null, counts: { counted: 1 }, plan: 'sha256:1', reason: null },
    lately: null,
  };
  const states = { ...name, closedMs: 1, ripenedMs: null, step: 1, closedAtMs: 2, isOver: false, states: '{"a":1}' };
  await monitor.saveEpochs([epoch]);
  await monitor.saveEvaluated(states, 0);
  const look = async () => [
    (await monitor.openEpochs()).find(({ deployment }) => deployment === 'seen'),
    ...(await monitor.evaluatedOf([name])),
  ];
  expect(await look()).toEqual([epoch, states]);
  const query = vi.spyOn(pg.Client.prototype, 'query');
  expect(await look()).toEqual([epoch, states]);
  expect(query.mock.calls.filter((call) => textOf(call).includes('v.*'))).toEqual([]);
  query.mockRestore();
  const next = [
    { ...epoch, counts: { counted: 2 } },
    { ...states, step: 2, states: '{"a":2}' },
  ] as const;
  await monitor.saveEpochs([next[0]]);
  await monitor.saveEvaluated(next[1], 1);
  expect(await look()).toEqual(next);
  await store.sql.query(`update monitor_evaluated set states = '{"a":1}' where deployment = 'seen'`);
  await expect(look()).rejects.toMatchObject({ code: 'STORE_INVALID' });
  await store.sql.query(`update monitor_evaluated set states = '{"a":2}' where deployment = 'seen'`);
  expect(await look()).toEqual(next);
  await store.sql.query(`update monitor_epoch set counts = '{}' where deployment = 'seen'`);
  await expect(look()).rejects.toMatchObject({ code: 'STORE_INVALID' });
}, 60_000);
