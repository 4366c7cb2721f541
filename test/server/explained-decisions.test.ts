import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { readBundle } from '../../src/domain/evidence-bundles/index.js';
import type { RecordDocument } from '../../src/domain/record-documents/index.js';
import { ndjson, record } from './support/compas.js';
import { BODIES, digestOf, example, inputsOf, MODEL, PEOPLE, THINGS, UNREADABLE } from './support/explained-models.js';
import { changeRows } from './support/explanation-rows.js';
import { cli, type Explained } from './support/printed.js';
import { dataFolder, realServer } from './support/real.js';

type Json = Record<string, unknown>;
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let reader = '';
const BUDGET = 8;

let explained: Explained;

beforeAll(async () => {
  const configured = `tribune: service/v1\nexplanations: { budget: ${BUDGET} }\n`;
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { text: configured, path: 'tribune.yaml' });
  real = await realServer(folder.dir, { configuration });
  await applyDocument(THINGS, 'test', real.server.plane.deps);
  expect(await applyDocument(THINGS, 'test', real.server.plane.deps)).toEqual([]);
  const writer = await real.key('registry:write');
  for (const body of BODIES) {
    const put = await real.call(`/v1/artifacts/${digestOf(body)}`, { method: 'PUT', key: writer, body });
    expect(put.status).toBe(201);
  }
  reader = await real.key('decisions:read');
  const people = example('applicants.csv');
  const words = ['explain', example('model.json'), people, '--background', people];
  explained = JSON.parse(await cli(...words, '--json')) as Explained;
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const scoreOf = (row: number): number => 1 / (1 + Math.exp(-explained.rows[row]!.prediction[0]!));

async function decided(row: number, fields: Json = {}): Promise<string> {
  const score = scoreOf(row);
  const made = record({
    deployment: 'whole/prod',
    inputs: inputsOf(row),
    score,
    outcome: score >= 0.7 ? 1 : 0,
    ...fields,
  });
  const key = await real.key('decisions:write');
  const answer = await real.call('/v1/decisions', { method: 'POST', key, body: ndjson(made) });
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
  return String(made.id);
}

async function ask(id: string, view: string, key = reader): Promise<{ status: number; body: Json; headers: Headers }> {
  for (;;) {
    const answer = await real.call(`/v1/decisions/${id}/explanation?view=${view}`, { key });
    const body = (await answer.json()) as Json;
    if (answer.status !== 202) return { status: answer.status, body, headers: answer.headers };
    expect([body, answer.headers.get('retry-after')]).toEqual([{ status: 'pending' }, '1']);
  }
}
const entries = async (log: string): Promise<number> => {
  const text = await (await real.call('/metrics', { key: real.server.localKey })).text();
  return Number(new RegExp(`^tribune_log_entries\\{log="${log}"\\} (\\d+)$`, 'm').exec(text)![1]);
};

describe('a recorded decision', () => {
  it('is explained with the bits of `tribune explain`, once, and each answer is entered', async () => {
    for (const row of [0, 17, 25]) {
      const id = await decided(row);
      const before = [await entries('main'), await entries('reads')] as const;
      const { status, body } = await ask(id, 'developer');
      expect(status).toBe(200);
      const { values, prediction } = explained.rows[row]!;
      expect(body.contributions).toEqual(
        Object.fromEntries(Object.entries(values).map(([name, [one]]) => [name, one])),
      );
      expect(body).toMatchObject({ prediction: { raw: prediction[0] }, method: { baseValue: explained.baseValue[0] } });
      expect(body).toMatchObject({ reproduced: { equal: true, differences: [] } });
      expect(JSON.stringify(body)).not.toContain('case-4711');
      const again = await ask(id, 'developer');
      expect(again.body).toEqual(body);
      expect([(await entries('main')) - before[0], (await entries('reads')) - before[1]]).toEqual([1, 2]);
    }
  });

  it('stands in a notice with its recorded reasons, and in a bundle that is checked offline', async () => {
    const id = await decided(17);
    const key = await real.key('decisions:read');
    await ask(id, 'subject', key);
    const get = (path: string, as = key) => real.call(`/v1/decisions/${id}/documents/${path}`, { key: as });
    const notice = (await (await get('adverse-action')).json()) as RecordDocument;
    const reasons = notice.sections
      .flatMap(({ fields }) => fields)
      .find(({ id: field }) => field === 'principal-reasons')!;
    const said = (await ask(id, 'subject', key)).body as { reasons: { sentences: { sentence: string }[] } };
    expect(said.reasons.sentences.length).toBeGreaterThan(0);
    expect(reasons.value).toEqual(said.reasons.sentences.map(({ sentence }) => sentence));
    expect(notice.records[reasons.from[0]!]).toMatchObject({ kind: 'decision', id, index: expect.any(Number) });
    expect(notice.missing.map(({ field }) => field)).toContain('creditor-name');
    expect((await get('model-card')).status).toBe(400);
    expect((await get('adverse-action', await real.key('audit:read'))).status).toBe(403);
    const nobody = await real.call('/v1/decisions/0193f7c2-6a55-7d1e-9f10-00000000ffff/documents/adverse-action', {
      key,
    });
    expect(nobody.status).toBe(404);

    const keyFile = join(folder.dir, 'documents.key');
    writeFileSync(keyFile, key);
    const service = ['--server', real.server.url, '--key-file', keyFile];
    const asked = await cli('document', 'adverse-action', id, '--format', 'json', ...service);
    expect(JSON.parse(asked)).toMatchObject({ kind: 'adverse-action', subject: id, sections: notice.sections });
    const zip = join(folder.dir, 'evidence.zip');
    const log = real.server.plane.deps.log.verifierKey('main');
    await cli('document', 'evidence-bundle', id, '--out', zip, ...service);
    expect(await cli('document', 'verify', zip, '--key', log)).toMatch(
      new RegExp(`^${id}: 6 files, as of entry \\d+ of `),
    );
    const bytes = readFileSync(zip);
    const { files } = readBundle(bytes);
    expect(files.map(({ path }) => path)).toEqual([
      ...['documents/adverse-action.html', 'documents/adverse-action.json'],
      ...['documents/statement-of-reasons.html', 'documents/statement-of-reasons.json', 'ledger/checkpoint'],
      `receipts/${id}.tlog-proof`,
    ]);
    writeFileSync(
      zip,
      Buffer.from(bytes.toString('latin1').replace('c2sp.org/tlog-proof@v1', 'c2sp.org/tlog-proof@v2'), 'latin1'),
    );
    await expect(cli('document', 'verify', zip, '--key', log)).resolves.toBe('');
  });

  it('is told to its subject in words, without weights, with the reasons and changes of `tribune reasons`', async () => {
    const id = await decided(17);
    const words = ['reasons', example('model.json'), example('applicants.csv'), '--row', '17', '--json'];
    const files = ['--reasons', example('ecoa.yaml'), '--constraints', example('actions.yaml')];
    const told = JSON.parse(await cli(...words, ...files, '--background', example('applicants.csv')));
    const { body } = await ask(id, 'subject');
    expect(body).toMatchObject({ view: 'subject', outcome: 'adverse', reasons: { status: 'ready' } });
    const { sentences } = body.reasons as { sentences: { sentence: string; values: Json[] }[] };
    expect(sentences.map(({ sentence }) => sentence)).toEqual(told.reasons.map((one: Json) => one.sentence));
    expect(sentences[0]!.values.length).toBeGreaterThan(0);
    const { ways } = body.recourse as { ways: Json[] };
    expect(ways[0]).toEqual(told.recourse.rows[0].best.changes);
    expect(Object.keys(body)).not.toContain('contributions');
    expect(JSON.stringify(body)).not.toMatch(/shortfall|share|rise|"score"/);
    const { body: whole } = await ask(id, 'auditor');
    expect(whole).toMatchObject({
      registered: { background: digestOf(PEOPLE) },
      background: { rows: explained.rows.length, digest: digestOf(PEOPLE) },
      inputs: inputsOf(17),
      cutoff: 0.7,
    });
    expect((whole.reasonsRecord as { record: Json }).record.shortfalls).toEqual(told.record.shortfalls);
  });

  it('without a file of reasons names the inputs and says that no texts are registered', async () => {
    const { body } = await ask(await decided(17, { deployment: 'bare/prod' }), 'subject');
    const { values } = explained.rows[17]!;
    const lowering = Object.entries(values)
      .filter(([, [one]]) => one! < 0)
      .sort(([, [a]], [, [b]]) => a! - b!);
    expect(body.reasons).toMatchObject({
      status: 'not registered',
      sentences: [],
      inputs: lowering.slice(0, 4).map(([name]) => name),
    });
    expect(body.recourse).toMatchObject({ status: 'none', ways: [] });
  });

  it('gives no reasons where the version decides otherwise than was recorded, and says so', async () => {
    const { body } = await ask(await decided(17, { score: 0.1 }), 'reviewer');
    expect(body).toMatchObject({ reasons: { status: 'withheld', sentences: [] }, reproduced: { equal: false } });
  });

  it.each([
    ['was recorded without inputs', { inputs: undefined }, 400, 'explanation.no-inputs'],
    ['lacks an input of its model', { inputs: { duration: 1 } }, 400, 'explanation.not-explainable'],
    ['is of a version with nothing registered', { deployment: 'nothing/prod' }, 400, 'explanation.not-registered'],
    ['is of a model of no format', { deployment: 'ball/prod' }, 400, 'explanation.not-explainable'],
    [
      'is of a model of several outputs of which none is named',
      { deployment: 'several/prod' },
      400,
      'explanation.not-explainable',
    ],
    ['would be compared with one person', { deployment: 'alone/prod' }, 400, 'explanation.not-explainable'],
    [
      'would be compared with people of whom none was approved',
      { deployment: 'refused/prod' },
      400,
      'explanation.not-explainable',
    ],
    ['is of a version whose bytes are not held', { deployment: 'lost/prod' }, 404, 'artifact.not-held'],
  ])('that %s is refused by name', async (_, fields, status, reason) => {
    const answer = await ask(await decided(17, fields), 'subject');
    expect(answer).toMatchObject({ status, body: { reason, remedy: expect.any(String) } });
  });

  it('is explained by the output that is registered where a model has several', async () => {
    const { status, body } = await ask(await decided(17, { deployment: 'second/prod' }), 'developer');
    expect([status, body.method]).toEqual([200, expect.objectContaining({ output: 1, additivityError: 0 })]);
    // Its people are the same person three times, so all are of one group of every column that names groups.
    const { groups, warnings } = body.background as { groups: Json; warnings: string[] };
    expect([groups, warnings]).toEqual([
      { columns: ['age'], only: [{ column: 'age', value: String(inputsOf(17).age) }] },
      [expect.stringMatching(/^everybody to compare with is of one group: age = /)],
    ]);
  });

  it('without score or with none of 0 and 1 is explained as far as that goes', async () => {
    const { body } = await ask(await decided(17, { score: undefined }), 'reviewer', await real.key('decisions:read'));
    expect(body).toMatchObject({ score: null, reasons: { status: 'ready' } });
  });

  it('is erased with its explanation, in the database too', async () => {
    const id = await decided(17, { subject: 'to be erased' });
    const key = await real.key('decisions:read');
    expect((await ask(id, 'subject', key)).status).toBe(200);
    const rows = async () => real.server.plane.store.sql.query('select * from explanation where decision = $1', [id]);
    expect(await rows()).toHaveLength(1);
    await real.server.plane.deps.subjects.erase('to be erased', { basis: 'GDPR Article 17', requestedBy: 'test' });
    expect(await rows()).toHaveLength(0);
    expect(await ask(id, 'subject', key)).toMatchObject({ status: 404, body: { reason: 'decision.erased' } });
    expect(await ask(crypto.randomUUID(), 'subject', key)).toMatchObject({ status: 404 });
    expect((await ask('x'.repeat(300), 'subject', key)).status).toBe(404);
  });

  it('counts against the budget of a day of who asks, each decision once', async () => {
    const key = await real.key('decisions:read');
    const ids: string[] = [];
    for (let i = 0; i <= BUDGET; i++) ids.push(await decided(17));
    for (const id of ids.slice(0, BUDGET)) expect((await ask(id, 'subject', key)).status).toBe(200);
    const before = await entries('reads');
    for (let i = 0; i < 2; i++) {
      const refused = await ask(ids[BUDGET]!, 'subject', key);
      expect(refused).toMatchObject({ status: 429, body: { reason: 'explanation.budget-spent' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    // The refusal is entered once a day, and nothing is made for it.
    expect((await entries('reads')) - before).toBe(1);
    const made = real.server.plane.store.sql.query('select 1 as n from explanation where decision = $1', [ids[BUDGET]]);
    expect(await made).toEqual([]);
    expect((await ask(ids[0]!, 'subject', key)).status).toBe(200);
    expect((await ask(ids[BUDGET]!, 'subject', await real.key('decisions:read'))).status).toBe(200);
  });

  it('is counted on top of what was seen, or of what is so by now: two at once, at the budget, refused or of a day that is over', async () => {
    const { explanations, derived } = real.server.plane.store;
    // A day of long ago, whose rows go with any other.
    const of = (decision: number, actor = 'two-at-once') => ({
      ...{ actor, day: 100, budget: 3 },
      decision: `00000000-0000-7000-8000-${String(decision).padStart(12, '0')}`,
    });
    const look = async (...decisions: number[]) =>
      Promise.all(decisions.map(async (one) => ({ one, seen: (await explanations.look(of(one), 'none')).spent })));
    const give = (looked: Awaited<ReturnType<typeof look>>) =>
      Promise.all(looked.map(({ one, seen }) => explanations.give(of(one), seen)));
    expect(await give(await look(1, 2))).toEqual([true, true]);
    await derived.demandOwn();
    const last = await look(3, 4, 3, 2);
    expect(last.map(({ seen }) => [seen.given, seen.isGiven])).toEqual([...Array(3).fill([2, false]), [2, true]]);
    const [third, fourth, again, known] = await give(last);
    expect([third !== fourth, third, known]).toEqual([true, again, true]);
    await derived.demandOwn();
    const other = of(1, 'refused-meanwhile');
    const { spent } = await explanations.look(other, 'none');
    expect(await explanations.refuse(other)).toBe(true);
    expect([await explanations.give(other, spent), await explanations.refuse(other)]).toEqual([true, false]);
    // Somebody else is the first of the next day, whose rows take those of the day before away.
    const late = { ...of(5), budget: 9 };
    const { spent: before } = await explanations.look(late, 'none');
    const next = { ...of(1, 'next-day'), day: 101 };
    expect(await explanations.give(next, (await explanations.look(next, 'none')).spent)).toBe(true);
    expect([before.given, await explanations.give(late, before)]).toEqual([3, true]);
    expect((await explanations.look(late, 'none')).spent).toEqual({ given: 1, isRefused: false, isGiven: true });
    await derived.demandOwn();
  });

  it('that is adverse is explained unasked where the version says so, within the budget of the day; what cannot be is set aside', async () => {
    const deployment = 'unasked/prod';
    const { sql } = real.server.plane.store;
    const due = () => sql.query<{ problem: string | null }>('select problem from explanation_due');
    await decided(17, { deployment, inputs: undefined });
    await expect.poll(due, { timeout: 20_000 }).toEqual([{ problem: 'explanation.no-inputs' }]);
    const favourable = [...explained.rows.keys()].find((row) => scoreOf(row) >= 0.7)!;
    const ids: string[] = [];
    for (const row of [favourable, 17, 17, 17]) ids.push(await decided(row, { deployment }));
    const made = async () =>
      (
        await sql.query<{ decision: string }>('select decision from explanation where decision = any($1::uuid[])', [
          ids,
        ])
      ).map(({ decision }) => ids.indexOf(decision));
    await expect.poll(async () => (await made()).length, { timeout: 20_000 }).toBe(2);
    // Favourable ones were never due; the third adverse one, which may become due after the others were made, waits for tomorrow.
    const left = async () => (await due()).map(({ problem }) => problem).toSorted();
    await expect.poll(left, { timeout: 20_000 }).toEqual(['explanation.no-inputs', null]);
    const unasked = await made();
    const [third] = [1, 2, 3].filter((at) => !unasked.includes(at));
    const { status } = await ask(ids[third!]!, 'subject', await real.key('decisions:read'));
    expect([status, (await made()).toSorted()]).toEqual([200, [1, 2, 3]]);
  });

  it('and who was given it are changed, removed and repeated in no row of the database unnoticed', async () => {
    const { store, deps } = real.server.plane;
    await store.sql.query('delete from explanation_given');
    await store.sql.query('delete from explanation_budget');
    const ids = [...(await store.sql.query<{ id: string }>('select decision as id from explanation limit 1'))];
    const key = await real.key('decisions:read');
    const asked = async (): Promise<number> => (await ask(ids[0]!.id, 'subject', key)).status;
    expect(await asked()).toBe(200);
    await deps.log.flush();
    await deps.log.verify();
    const isRefused = (check: Promise<void>): Promise<boolean> =>
      check.then(
        () => false,
        ({ code }: { code: string }) => ['LEDGER_INVALID', 'STORE_INVALID'].includes(code),
      );
    // The check of the log looks at the rows too, but at every entry besides: it is made where the rows alone show nothing.
    const isNoticed = async (): Promise<boolean> =>
      (await isRefused(store.derived.demandOwn())) || (await isRefused(deps.log.verify())) || (await asked()) === 500;
    const { tried, unnoticed } = await changeRows((text, values) => store.sql.query(text, values), isNoticed);
    expect([tried > 20, unnoticed]).toEqual([true, []]);
    await deps.log.verify();
  });

  it('is not explained by files or explanations that were changed', async () => {
    const id = await decided(17);
    const key = await real.key('decisions:read');
    await ask(id, 'subject', key);
    const { sql } = real.server.plane.store;
    await sql.query("update explanation set sealed = sealed || '\\x00' where decision = $1", [id]);
    expect(await ask(id, 'subject', key)).toMatchObject({ status: 500, body: { code: 'STORE_INVALID' } });
    const file = join(folder.dir, 'data', 'artifacts', digestOf(UNREADABLE).slice(7));
    writeFileSync(file, MODEL);
    const other = await decided(17, { deployment: 'ball/prod' });
    expect(await ask(other, 'subject', key)).toMatchObject({ status: 500, body: { code: 'STORE_INVALID' } });
  });

  it('compares with people whom the maker of the model does not fetch, and no longer once they were erased', async () => {
    const address = `/v1/artifacts/${digestOf(PEOPLE)}`;
    const fetched = async (...scopes: Parameters<typeof real.key>) =>
      (await real.call(address, { key: await real.key(...scopes) })).status;
    // They were put as if they were a model; the registry says that decisions are explained by comparing with them.
    expect(await fetched('artifacts:read')).toBe(403);
    const before = await entries('reads');
    expect(await fetched('artifacts:read', 'decisions:read')).toBe(200);
    expect((await entries('reads')) - before).toBe(1);
    const { accounts, sessions } = real.server.plane.deps.identity;
    const legal = { name: 'who-erases', password: 'a long enough passphrase', roles: ['legal' as const] };
    const session = await sessions.begin((await accounts.create(legal, 'test')).id, { method: 'password' });
    const headers = { cookie: `__Host-tribune=${session}`, 'sec-fetch-site': 'same-origin' };
    const byLegal = [PEOPLE, MODEL, 'not stored'].map((text) =>
      real.call(`/v1/artifacts/${digestOf(text)}`, { headers }),
    );
    expect((await Promise.all(byLegal)).map(({ status }) => status)).toEqual([200, 403, 403]);
    const key = await real.key('subjects:erase');
    const erased = await real.call(`${address}/erase`, {
      method: 'POST',
      key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ basis: 'Article 17' }),
    });
    expect(await erased.json()).toMatchObject({ digest: digestOf(PEOPLE), erasedAt: expect.any(String) });
    const again = await ask(await decided(17), 'subject', await real.key('decisions:read'));
    expect(again).toMatchObject({ status: 404, body: { reason: 'artifact.erased' } });
    expect(await fetched('artifacts:read', 'decisions:read')).toBe(404);
  });
});
