import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresCaseStore } from '../../src/adapters/postgres/oversight/case-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import type { Person } from '../../src/core/oversight/index.js';
import type { Oversight } from '../../src/domain/oversight/index.js';
import type { RecordDocument } from '../../src/domain/record-documents/index.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';
import { REVIEWED } from './support/reviewed.js';

const HOUR_MS = 3_600_000;
const startedAtMs = Date.now();
const PASSWORD = 'a long enough passphrase';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let oversight: Oversight;
let [aheadMs, made] = [0, 0];

async function reader(name: string): Promise<Person> {
  const { accounts } = real.server.plane.deps.identity;
  const { id } = await accounts.create({ name, password: PASSWORD, roles: ['reviewer'] }, 'test');
  return { id: `account:${id}`, name, roles: ['reviewer'] };
}
const change = ({ id }: Person, changed: object) =>
  real.server.plane.deps.identity.accounts.change(id.slice('account:'.length), changed, 'test');

/** An appeal about a decision of its own; gives the id of the case. */
async function appealed(): Promise<string> {
  const decision = record({
    ...{ deployment: 'tree/prod', inputs: { age: 30 }, score: 0.3, outcome: 0, subject: `person-${made++}` },
    decidedAt: new Date(Date.now() - HOUR_MS).toISOString(),
  });
  const { ingest } = real.server.plane.deps;
  await ingest.decisions(new TextEncoder().encode(ndjson(decision)), { form: 'ndjson', source: 'test' });
  const wanted = { decision: String(decision.id), statement: '', corrections: {}, isHighImpact: false };
  return (await oversight.appeal(wanted, 'test')).id;
}
const sql = (text: string, values: readonly unknown[] = []) => real.server.plane.store.sql.query(text, values);
const stageOf = async (id: string) => (await oversight.find(id)).stage;

beforeAll(async () => {
  real = await realServer(folder.dir, { runtime: { ...nodeRuntime, nowMs: () => Date.now() + aheadMs } });
  await applyDocument(REVIEWED, 'test', real.server.plane.deps);
  const room = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!;
  oversight = (room.deps as { oversight: Oversight }).oversight;
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

it('cases that nobody is left to read since accounts were closed or lost the role are escalated, and others are not', async () => {
  const [ada, ben, cleo] = [await reader('ada'), await reader('ben'), await reader('cleo')];
  const first = await appealed();
  await oversight.claim(ada);
  await oversight.leave(first, 'return', ada);
  await oversight.claim(ben);
  await oversight.leave(first, 'return', ben);
  const second = await appealed();
  await oversight.lookAtClocks();
  expect([await stageOf(first), await stageOf(second)]).toEqual(['waiting', 'waiting']);
  // Cleo alone could read the first; the second can be read by Ada too.
  await change(cleo, { disabled: true });
  await oversight.lookAtClocks();
  expect([await stageOf(first), await stageOf(second)]).toEqual(['escalated', 'waiting']);
  const entered = (await entriesOf(real.server.plane, 'case.escalated')) as { case: string; by: string }[];
  expect(entered.map((entry) => [entry.case, entry.by])).toEqual([[first, 'service']]);

  // Somebody has the second, and then nobody else is left: it is theirs while they have an account.
  expect((await oversight.claim(ada))!.id).toBe(second);
  await change(ben, { roles: ['owner'] });
  aheadMs += HOUR_MS;
  await oversight.lookAtClocks();
  expect(await stageOf(second)).toBe('reading');
  await change(ada, { disabled: true });
  await oversight.lookAtClocks();
  expect(await stageOf(second)).toBe('escalated');
  // Put back where there is a reader, it waits for a first reader again.
  const dan = await reader('dan');
  expect(await oversight.lead(second, 'readmit', 'test')).toMatchObject({ stage: 'waiting', resumesTo: null });
  expect((await oversight.claim(dan))!.id).toBe(second);
  for (const id of [first, second]) await oversight.lead(id, 'withdraw', 'test');
});

it('a case that cannot be read as it is stored is set aside and named, and keeps nothing else from anybody', async () => {
  const [eva, fay] = [await reader('eva'), await reader('fay')];
  const [changed, closed, next, late] = [await appealed(), await appealed(), await appealed(), await appealed()];
  // Somebody else writes to the first row, and of the second what was said cannot be opened.
  await sql('update oversight_case set rank_at = rank_at - 1 where id = $1', [changed]);
  const { store } = real.server.plane;
  const cases = new PostgresCaseStore(store.sql, { keyring: store.keyring, runtime: nodeRuntime });
  const stored = (await cases.find(closed))!;
  await cases.save({ ...stored, sealed: stored.sealed.toReversed() });
  expect((await oversight.claim(eva))!.id).toBe(next);
  expect((await oversight.count()).setAside).toEqual([changed, closed]);
  await expect(oversight.find(changed)).rejects.toMatchObject({ code: 'STORE_INVALID' });
  const query = { stage: 'open', deployment: null, decision: null, before: null } as const;
  const listed = (await oversight.list({ ...query, limit: 9 })).map(({ id }) => id);
  expect([listed.slice(0, 3), listed.includes(changed)]).toEqual([[late, next, closed], false]);
  expect(real.lines.filter((line) => line.includes(changed)).length).toBe(1);

  // The clocks go on, also that of the case that cannot be opened.
  aheadMs += 25 * HOUR_MS;
  await oversight.lookAtClocks();
  for (const id of [late, closed])
    expect((await oversight.find(id)).clocks.some(({ breachedAtMs }) => breachedAtMs !== null)).toBe(true);

  // Both are mended, and in the queue again.
  await sql('update oversight_case set rank_at = rank_at + 1 where id = $1', [changed]);
  await cases.save({ ...(await cases.find(closed))!, sealed: stored.sealed });
  await oversight.lookAtClocks();
  expect((await oversight.count()).setAside).toEqual([]);
  const given = [await oversight.claim(fay), await oversight.claim(fay)].map((one) => one!.id);
  expect(given).toEqual([changed, closed]);
  for (const id of [changed, closed, next, late]) await oversight.lead(id, 'withdraw', 'test');
});

it('names of those who may not read a case are only a way to find it: the case decides, and they are mended', async () => {
  const [gil, hanna] = [await reader('gil'), await reader('hanna')];
  const said = () => real.lines.filter((line) => line.includes('is mended')).length;
  const [read, next] = [await appealed(), await appealed()];
  await oversight.claim(gil);
  await oversight.leave(read, 'return', gil);
  const excluded = async () => (await sql('select who from oversight_excluded where case_id = $1', [read])).length;
  const before = await excluded();
  await sql('delete from oversight_excluded where case_id = $1', [read]);
  // Whoever has read the case is not given it, and told so by no error.
  expect((await oversight.claim(gil))!.id).toBe(next);
  expect(await oversight.claim(gil)).toBeNull();
  expect([await excluded(), said()]).toEqual([before, 1]);

  // Names of everybody keep a case from everybody: it is looked at again once there is another reader.
  for (const { id } of await real.server.plane.deps.identity.accounts.list())
    await sql('insert into oversight_excluded values ($1, $2) on conflict do nothing', [read, `account:${id}`]);
  expect(await oversight.claim(hanna)).toBeNull();
  aheadMs += HOUR_MS;
  await oversight.lookAtClocks();
  expect([await excluded(), said()]).toEqual([before, 2]);
  expect((await oversight.claim(hanna))!.id).toBe(read);
  for (const id of [read, next]) await oversight.lead(id, 'withdraw', 'test');
});

it('whoever has read a case knows the decision, and reads no other case about it that was open meanwhile', async () => {
  const [ida, jon] = [await reader('ida'), await reader('jon')];
  const appeal = await appealed();
  const { decision } = await oversight.find(appeal);
  const other = (await oversight.open({ decision, queue: 'appeal', isHighImpact: false }, 'test')).id;
  expect((await oversight.claim(ida))!.id).toBe(appeal);
  expect(await oversight.claim(ida)).toBeNull();
  // Names in the database only find cases, whichever of the two they belong to.
  await sql('delete from oversight_excluded where case_id = $1', [appeal]);
  expect(await oversight.claim(ida)).toBeNull();
  expect((await oversight.claim(jon))!.id).toBe(other);
  expect((await oversight.find(other)).excluded).toContainEqual({ who: ida.id, why: 'read' });
  await oversight.leave(appeal, 'declare-relation', ida);
  await oversight.leave(other, 'return', jon);

  // Whoever is left for a case is nobody who has read the other one.
  for (const { id } of await real.server.plane.deps.identity.accounts.list())
    if (id !== ida.id.slice('account:'.length) && id !== jon.id.slice('account:'.length))
      await real.server.plane.deps.identity.accounts.change(id, { disabled: true }, 'test');
  aheadMs += HOUR_MS;
  await oversight.lookAtClocks();
  expect([await stageOf(appeal), await stageOf(other)]).toEqual(['escalated', 'escalated']);
  for (const id of [appeal, other]) await oversight.lead(id, 'withdraw', 'test');

  // A row that was changed leaves open who may read the other case: nobody is given it until it is mended.
  const kim = await reader('kim');
  const [third, next] = [await appealed(), await appealed()];
  const about = (await oversight.find(third)).decision;
  const fourth = (await oversight.open({ decision: about, queue: 'appeal', isHighImpact: false }, 'test')).id;
  await sql('update oversight_case set rank_at = rank_at - 1 where id = $1', [third]);
  expect((await oversight.claim(kim))!.id).toBe(next);
  expect(await oversight.claim(kim)).toBeNull();
  expect((await oversight.count()).setAside).toEqual([third, fourth]);
  await oversight.lookAtClocks();
  expect((await oversight.count()).setAside).toEqual([third, fourth]);
  await sql('update oversight_case set rank_at = rank_at + 1 where id = $1', [third]);
  await oversight.lookAtClocks();
  expect((await oversight.count()).setAside).toEqual([]);
  expect((await oversight.claim(kim))!.id).toBe(third);
  for (const id of [third, fourth, next]) await oversight.lead(id, 'withdraw', 'test');
});

it('claims that one reader makes at once give them no more cases than one may have', async () => {
  const lea = await reader('lea');
  const ids: string[] = [];
  for (let at = 0; at < 6; at++) ids.push(await appealed());
  const claims = await Promise.allSettled(ids.map(() => oversight.claim(lea)));
  const refused = claims.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
  // Which three is not told: each claim looks for a case of its own, and the first three to get their turn have theirs.
  const held = await oversight.heldBy(lea);
  expect([new Set(held).size, held.filter((id) => !ids.includes(id)), refused]).toEqual([
    3,
    [],
    ['CONFLICT', 'CONFLICT', 'CONFLICT'],
  ]);
  for (const id of ids) await oversight.lead(id, 'withdraw', 'test');
});

it('a report over months counts every appeal of them as it stands, with those that were answered late', async () => {
  const day = (date: Date) => date.toISOString().slice(0, 'YYYY-MM-DD'.length);
  const month = (ms: number, add: number) => {
    const date = new Date(ms);
    return day(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + add, 1)));
  };
  const span = { since: month(startedAtMs, 0), until: month(Date.now() + aheadMs, 1) };
  const query = new URLSearchParams({ subject: 'loans', view: 'internal', ...span });
  const ask = () => real.call(`/v1/documents/transparency-report?${query}`, { key: real.server.localKey });
  const { sections } = (await (await ask()).json()) as RecordDocument;
  const table = sections.flatMap(({ tables }) => tables).find(({ caption }) => caption.startsWith('Appeals'))!;
  const all = await oversight.list({ stage: 'all', deployment: null, decision: null, before: null, limit: 500 });
  const appeals = all.filter(({ origin }) => origin === 'appeal');
  const late = appeals.filter(({ clocks }) =>
    clocks.some(({ what, breachedAtMs }) => what !== 'first-view' && breachedAtMs !== null),
  ).length;
  const ended = appeals.filter(({ settlement }) => settlement?.how === 'withdrawn').length;
  expect([appeals.length, ended]).toEqual([made, made]);
  expect(table.rows.at(-1)).toEqual(['All', made, 0, made, 0, 0, late]);
  // Outsiders are told of no month that is not over.
  query.set('view', 'public');
  expect(await (await ask()).json()).toMatchObject({ code: 'INVALID_ARGUMENT' });
});
