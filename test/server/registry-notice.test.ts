import pg from 'pg';
import { afterAll, expect, it, vi } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import { dataFolder, ndjson, REGISTRY, realServer, record } from './support/real.js';

const folder = dataFolder();
afterAll(() => folder.remove());

it('answers that the registry was changed where its entry has to wait, and makes the entry later', async () => {
  const { server, key, call } = await realServer(folder.dir);
  const { plane } = server;
  const admin = await key('registry:write', 'registry:read');
  const changed = { ...REGISTRY, systems: [{ ...REGISTRY.systems[0], purpose: 'bail' }] };
  vi.spyOn(plane.store.outbox, 'pending').mockRejectedValueOnce(new Error('the store went away'));
  const answer = await call('/v1/registry', {
    key: admin,
    body: JSON.stringify(changed),
    headers: { 'content-type': 'application/json' },
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { changes: [{ type: 'system.changed', id: 'compas' }] },
  ]);
  expect((await plane.deps.registry.snapshot()).systems[0]?.purpose).toBe('bail');
  expect(await plane.store.outbox.pending()).toHaveLength(1);
  await plane.deps.log.flush();
  expect(await plane.store.outbox.pending()).toEqual([]);
  await server.close();
}, 60_000);

it('answers that the registry was changed where it cannot be read after it, and takes no record by an old one', async () => {
  const { server, key, call } = await realServer(folder.dir);
  const { plane } = server;
  const admin = await key('registry:write', 'decisions:write');
  const deployment = { ...REGISTRY.deployments[0]!, id: 'compas/later' };
  const load = vi.spyOn(plane.store.registry, 'load');
  const run = plane.store.transactions.run.bind(plane.store.transactions);
  const away = () => Promise.reject(new TribuneError('STORE_UNAVAILABLE', 'the store is away'));
  vi.spyOn(plane.store.transactions, 'run').mockImplementationOnce(async (work) => {
    const result = await run(work);
    load.mockImplementationOnce(away).mockImplementationOnce(away);
    return result;
  });
  const answer = await call('/v1/registry', {
    key: admin,
    body: JSON.stringify({ deployments: [deployment] }),
    headers: { 'content-type': 'application/json' },
  });
  expect([answer.status, await answer.json()]).toMatchObject([200, { changes: [{ id: 'compas/later' }] }]);
  const body = ndjson(record({ deployment: 'compas/later' }));
  const post = () => call('/v1/decisions', { key: admin, body, headers: { 'content-type': 'application/x-ndjson' } });
  expect((await post()).status).toBe(503);
  expect(await (await post()).json()).toMatchObject({ accepted: 1, rejected: [] });
  await server.close();
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

it('writes a document of a hundred systems in as many statements as one of two, and its entries in one commit', async () => {
  const { server, key, call } = await realServer(folder.dir);
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
    const texts = query.mock.calls.map(([of]: readonly unknown[]) =>
      typeof of === 'string' ? of : ((of as { text?: string }).text ?? ''),
    );
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
  await server.close();
}, 60_000);
