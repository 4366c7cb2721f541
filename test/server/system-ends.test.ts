import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { cli } from '../e2e/support.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
const VERSION = `sha256:${'1'.repeat(64)}`;

beforeAll(async () => {
  real = await realServer(folder.dir);
  const system = { id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' };
  const ids = ['kept/prod', 'kept/seen', 'kept/named'];
  const things = {
    systems: [system],
    models: [{ id: 'kept', system: 'credit' }],
    versions: [{ model: 'kept', digest: VERSION }],
    deployments: ids.map((id) => ({ id, model: 'kept', version: VERSION, cutoff: 0.5 })),
  };
  await applyDocument(things, 'test', real.server.plane.deps);
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

async function call(path: string, scope: string, body?: object | string) {
  const key = await real.key(scope as never);
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
  const answer = await real.call(path, {
    ...{ method: body === undefined ? 'GET' : 'POST', key },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { 'content-type': type },
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each held against what is expected of it
  return { status: answer.status, body: (await answer.json()) as Record<string, any> };
}
const send = (...records: object[]) => call('/v1/decisions', 'decisions:write', ndjson(...records));

describe('the end of the system', () => {
  const command = async (...words: string[]) => {
    const keyFile = join(folder.dir, 'ends.key');
    writeFileSync(keyFile, await real.key('registry:read', 'registry:write' as never), { mode: 0o600 });
    return cli(['system', ...words, '--server', real.server.url, '--key-file', keyFile]);
  };
  const LATER = '2100-01-01T00:00:00.000Z';
  const end = (scope = 'registry:read') => call('/v1/system-end?system=credit', scope);
  const announce = (decisionsUntil: string, more: object = {}, scope = 'registry:write') =>
    call('/v1/system-end', scope, { system: 'credit', decisionsUntil, reason: 'replaced', told: 'by letter', ...more });
  const retire = () => call('/v1/system-end/retire', 'registry:write', { system: 'credit' });
  let taken = '';
  const fresh = (decidedAt: string) => record({ deployment: 'kept/prod', decidedAt, attributes: { sex: 'm' } });

  it('is announced by whoever may, for a moment that is not past', async () => {
    expect((await end()).body).toMatchObject({
      state: null,
      end: null,
      open: expect.arrayContaining(['no end of it was announced']),
    });
    expect(await end('cases:read')).toMatchObject({ status: 403 });
    expect(await announce(LATER, {}, 'registry:read')).toMatchObject({ status: 403 });
    expect(await announce(LATER, { system: 'credits' })).toMatchObject({ status: 404 });
    expect(await announce('2020-01-01T00:00:00Z')).toMatchObject({ status: 400 });
    expect(await retire()).toMatchObject({ status: 404 });
    expect(await announce(LATER)).toMatchObject({
      status: 200,
      body: { state: 'announced', end: { decisionsUntil: LATER } },
    });
    expect((await send(fresh(new Date().toISOString()))).body).toMatchObject({ accepted: 1 });
  });

  it('lets no decision in from its moment on, and what was decided before may still come', async () => {
    const before = new Date().toISOString();
    expect(await announce(new Date().toISOString())).toMatchObject({ status: 200, body: { state: 'frozen' } });
    const late = fresh(before);
    taken = late.id as string;
    const answer = (await send(late, fresh(new Date().toISOString()))).body;
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ line: 2, code: 'SYSTEM_ENDED' }] });
    expect((await end()).body).toMatchObject({ state: 'frozen' });
    expect(await announce(LATER)).toMatchObject({ status: 409, body: { reason: 'system-end.done' } });
  });

  it('is not reached while something depends on the system, which the refusal names; taken back, decisions come in', async () => {
    const opened = await call('/v1/cases', 'cases:write', { decision: taken });
    expect(opened.status).toBeLessThan(300);
    const refused = await retire();
    expect(refused).toMatchObject({ status: 409, body: { reason: 'system-end.still-needed' } });
    const { open, dependents } = (await end()).body;
    expect(dependents).toContainEqual(expect.objectContaining({ kind: 'deployment', n: 3, blocks: false }));
    expect(open).toContain(`1 appeals and reviews that are not decided (${opened.body.id})`);
    for (const one of open as string[]) expect(refused.body.message).toContain(one);
    const told = await command('end', 'credit');
    expect([told.code, told.out]).toEqual([0, expect.stringMatching(/^credit: frozen\n/)]);
    expect(told.out).toContain('3 deployments of the system: kept/named, kept/prod, kept/seen');
    expect(told.out).toContain('before it may be retired:');
    expect(await command('retire', 'credit')).toMatchObject({
      err: expect.stringContaining('cannot be retired'),
    });
    expect(await command('announce-end', 'credit')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--decisions-until is missing'),
    });
    const back = await call('/v1/system-end/withdraw', 'registry:write', { system: 'credit', reason: 'too early' });
    expect(back).toMatchObject({ status: 200, body: { state: null } });
    expect((await send(fresh(new Date().toISOString()))).body).toMatchObject({ accepted: 1 });
    const types = ['system.end-announced', 'system.end-withdrawn', 'system.retired'];
    const counts = await Promise.all(types.map(async (type) => (await entriesOf(real.server.plane, type)).length));
    expect(counts).toEqual([2, 1, 0]);
  });

  it('that somebody takes out of the database, or puts back as of an earlier day, is missed: no decision is taken as if there were none', async () => {
    const { sql } = real.server.plane.store;
    const row = async () =>
      (await sql.query<{ content: string; seal: Buffer }>('select content, seal from system_end'))[0]!;
    const put = async ({ content, seal }: { content: string; seal: Buffer | null }) => {
      await sql.query('update system_end set content = $1, seal = $2', [content, seal]);
      await sql.query(`select pg_notify('tribune_change', 'system-ends')`);
    };
    const tried = async () => (await send(fresh(new Date().toISOString()))).status;
    const withdrawn = await row();
    expect(await announce(new Date().toISOString())).toMatchObject({ status: 200, body: { state: 'frozen' } });
    expect(await tried()).toBe(200);
    const frozen = await row();
    // The row as it is before the first end, which nobody has sealed, and one that is sealed by us.
    for (const earlier of [{ content: '[]', seal: null }, withdrawn]) {
      await put(earlier);
      await expect.poll(tried, { timeout: 10_000 }).toBe(500);
      expect((await end()).body).toMatchObject({
        ...{ code: 'STORE_INVALID', message: expect.stringMatching(/holds \d changes of the ends of systems/) },
      });
      await put(frozen);
      await expect.poll(tried, { timeout: 10_000 }).toBe(200);
    }
    expect((await end()).body).toMatchObject({ state: 'frozen' });
  }, 60_000);
});
