import { afterAll, expect, it, vi } from 'vitest';
import { dataFolder, REGISTRY, realServer } from './support/real.js';

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
  await plane.deps.service.ledger.flush();
  expect(await plane.store.outbox.pending()).toEqual([]);
  await server.close();
}, 60_000);
