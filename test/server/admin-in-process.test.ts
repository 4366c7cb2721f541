import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminTarget, openAdmin } from '../../src/apps/cli/service/admin-target.js';
import { dataFolder } from '../decisions/support/store.js';
import { registry } from './support/compas-stream.js';

const folder = dataFolder();
const context = {
  version: '0.0.0-test',
  out: () => undefined,
  err: () => undefined,
  outColour: false,
  errColour: false,
  columns: 80,
} as unknown as Parameters<typeof openAdmin>[1];
let admin: AdminTarget;

beforeAll(async () => {
  admin = await openAdmin(
    { positionals: [], options: { data: folder.path } } as Parameters<typeof openAdmin>[0],
    context,
  );
}, 120_000);

afterAll(async () => {
  await admin?.close();
  folder.remove();
});

describe('an administrator at a data folder on which no service runs', () => {
  it('applies documents as over the network, with the answers of the service', async () => {
    const { changes, artifactsNotHeld } = await admin.apply({ ...registry });
    expect(changes.length).toBeGreaterThan(3);
    expect(artifactsNotHeld).toEqual([...new Set(registry.versions.map(({ digest }) => digest))]);
    expect(await admin.apply({ ...registry })).toEqual({ changes: [], artifactsNotHeld: [] });
    await expect(admin.apply({ sistems: [] })).rejects.toMatchObject({ code: expect.stringMatching(/INVALID/) });
  });

  it('gives, lists, rotates and revokes keys', async () => {
    const key = await admin.issueKey({ name: 'ingest', scopes: ['decisions:write'], days: 30 });
    expect(key).toMatch(/^\S{20,}$/);
    const [listed] = await admin.listKeys();
    expect(listed).toMatchObject({ name: 'ingest', scopes: ['decisions:write'] });
    expect(await admin.rotateKey(listed!.id, 2)).not.toBe(key);
    await admin.revokeKey(listed!.id);
    await expect(admin.revokeKey('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(admin.issueKey({ name: '', scopes: [], days: null })).rejects.toMatchObject({ code: 'BODY_INVALID' });
  });

  it('plans retention and hands a log over to a new key', async () => {
    expect(await admin.retention(false)).toBeTypeOf('object');
    const changed = await admin.rotateLedgerKey({ log: 'main', overlapDays: 1 });
    expect(changed.newKey).not.toBe(changed.oldKey);
    expect(Date.parse(changed.retiresAt)).toBeGreaterThan(Date.now());
  });

  it('makes no link that would lead nowhere', async () => {
    await expect(admin.makeLink({})).rejects.toMatchObject({ code: 'USAGE' });
  });
});
