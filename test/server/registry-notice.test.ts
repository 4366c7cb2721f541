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
  vi.spyOn(plane.store.outbox, 'all').mockRejectedValueOnce(new Error('the store went away'));
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
  const acts = plane.store.actTransactions;
  const run = acts.run.bind(acts);
  const away = () => Promise.reject(new TribuneError('STORE_UNAVAILABLE', 'the store is away'));
  vi.spyOn(acts, 'run').mockImplementationOnce(async (work) => {
    const result = await run(work);
    // It stays away until the record was refused, as others read the registry too.
    load.mockImplementation(away);
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
  load.mockRestore();
  expect(await (await post()).json()).toMatchObject({ accepted: 1, rejected: [] });
  await server.close();
}, 60_000);
