import { createHash, createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { runCli } from '../../src/apps/cli/run.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { readModel } from '../../src/core/models/index.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';
import { receiver } from './support/receiver.js';

type Json = Record<string, unknown>;
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
const textOf = (name: string): string => readFileSync(join('examples/explain', name), 'utf8');
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const [MODEL, PEOPLE, REASONS, ACTIONS] = ['model.json', 'applicants.csv', 'ecoa.yaml', 'actions.yaml'].map(textOf) as [
  string,
  string,
  string,
  string,
];
/** The same model under another digest, and one whose scores are far lower: it breaks what the first one offers. */
const TWIN = `${MODEL}\n`;
const STRICT = MODEL.replace('"baseOffset": [0.8532573535911858]', '"baseOffset": [-2]');
const CUTOFF = 0.7;
const SENT = 90;
let adverse = 0;
const DAY_MS = 86_400_000;
let aheadMs = 0;
let keyFile = '';
let told: Awaited<ReturnType<typeof receiver>>;

beforeAll(async () => {
  told = await receiver();
  const secret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0';
  const value = { offersHold: 30, webhook: { url: `${told.url}/ready`, secret, privateAddress: true } };
  const overrides = [{ path: ['explanations'], from: 'the test', value }];
  const configuration = readConfiguration(sectionsOf(await loadRooms()), null, overrides);
  real = await realServer(folder.dir, {
    configuration,
    runtime: { ...nodeRuntime, nowMs: () => Date.now() + aheadMs },
  });
  const explain = { background: digestOf(PEOPLE), reasons: digestOf(REASONS), constraints: digestOf(ACTIONS) };
  const versions = [
    { model: 'm', digest: digestOf(MODEL), explain: { ...explain, adverse: {} } },
    { model: 'm', digest: digestOf(TWIN), explain },
    { model: 'm', digest: digestOf(STRICT), explain },
  ];
  const things = {
    systems: [{ id: 's', purpose: 'p', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
    models: [{ id: 'm', system: 's' }],
    versions,
    deployments: [{ id: 'm/prod', version: digestOf(MODEL), cutoff: CUTOFF }],
  };
  await applyDocument(things, 'test', real.server.plane.deps);
  const writer = await real.key('registry:write');
  for (const body of [MODEL, TWIN, STRICT, PEOPLE, REASONS, ACTIONS])
    await real.call(`/v1/artifacts/${digestOf(body)}`, { method: 'PUT', key: writer, body });
  const [head = '', ...lines] = PEOPLE.trim().split('\n');
  const names = head.split(',');
  const model = readModel(new TextEncoder().encode(MODEL), { name: 'model' });
  const records = lines.slice(0, SENT).map((line, i) => {
    const values = line.split(',').map(Number);
    const score = model.predictLinked({ data: Float64Array.from(values), rows: 1, columns: values.length })[0]!;
    if (score < CUTOFF) adverse++;
    const inputs = Object.fromEntries(names.map((name, c) => [name, values[c]]));
    const outcome = score >= CUTOFF ? 1 : 0;
    const attributes = { sex: i % 2 === 0 ? 'F' : 'M' };
    return record({ deployment: 'm/prod', subject: `s${i}`, inputs, score, outcome, attributes });
  });
  const key = await real.key('decisions:write');
  const answer = await real.call('/v1/decisions', { key, body: ndjson(...records) });
  expect(await answer.json()).toMatchObject({ accepted: SENT });
  keyFile = join(folder.dir, 'key');
  writeFileSync(keyFile, await real.key('decisions:read', 'attributes:read', 'registry:write'));
  const { sql } = real.server.plane.store;
  const made = async () => (await sql.query('select 1 as n from explanation')).length;
  await vi.waitFor(async () => expect(await made()).toBe(adverse), { timeout: 60_000, interval: 100 });
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  await told?.close();
  folder.remove();
}, 60_000);

async function cli(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const context = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    ...{ errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-30', version: '0.0.0-test' },
  };
  const code = await runCli([...words, '--server', real.server.url, '--key-file', keyFile], context);
  return { code, out, err };
}

/** Surveys a day after decisions came: the day that still runs is part of no survey. */
function survey(...more: string[]): ReturnType<typeof cli> {
  aheadMs = DAY_MS;
  return cli('explanation', 'survey', 'm/prod', ...more);
}

describe('a receiver', () => {
  it('is told once of each explanation that is ready, signed and without anything of a person', async () => {
    type Message = { type: string; explanations: { decision: string; version: string; digest: string }[] };
    const messages = () => told.received.map(({ text }) => JSON.parse(text) as Message);
    const decisions = () => messages().flatMap(({ explanations }) => explanations.map(({ decision }) => decision));
    await told.until(() => decisions().length >= adverse);
    expect(new Set(decisions()).size).toBe(adverse);
    expect(Object.keys(messages()[0]!.explanations[0]!).toSorted()).toEqual(['decision', 'digest', 'version']);
    const { path, headers, text } = told.received[0]!;
    const signed = createHmac('sha256', Buffer.from('c2VjcmV0IG9mIHRoZSB0ZXN0', 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`)
      .digest('base64');
    expect([path, headers['webhook-signature']]).toEqual(['/ready', `v1,${signed}`]);
    const metrics = await (await real.call('/metrics', { key: real.server.localKey })).text();
    expect(metrics).toContain(`tribune_explanations_told_total{outcome="told"} ${adverse}`);
  });
});

describe('the explanations of many decisions', () => {
  it('say together what is known of how many, whose strongest reason is sensitive, and what other versions would say', async () => {
    const versions = [TWIN, STRICT].flatMap((text) => ['--version', digestOf(text)]);
    const { code, out } = await survey('--by', 'sex', '--proxy', 'age', ...versions, '--json');
    const surveyed = JSON.parse(out);
    expect(surveyed.coverage).toMatchObject({
      ...{ of: SENT, drawn: SENT, ofDeployment: SENT, adverse, explained: adverse, adverseExplained: adverse },
    });
    const [twin, strict] = surveyed.versions.shifts;
    expect(twin.groups[0]).toMatchObject({ group: null, people: adverse, gained: 0, lost: 0 });
    expect([twin.groups[0].topChanges.estimate, twin.groups[0].flips.estimate]).toEqual([0, 0]);
    // Whom the first version refuses, a stricter one does not accept.
    expect([strict.groups[0].flips.estimate, surveyed.versions.multiplicity.versions]).toEqual([0, 3]);
    const { groups, withheld } = surveyed.sensitive;
    expect([groups[0].group, groups[0].people, groups[0].protected.estimate]).toEqual([null, adverse, 0]);
    // Fewer than 30 adverse decisions of a group are not shown.
    expect(groups.length - 1 + withheld).toBe(2);
    expect(surveyed.overTime).toMatchObject({ changes: null, withheld: adverse < 30 ? 1 : 0 });
    expect(code).toBe(groups[0].proxy.estimate > 0 ? 1 : 0);
    expect(await entriesOf(real.server.plane, 'explanations.surveyed', 'reads')).toMatchObject([
      { deployment: 'm/prod', people: adverse, by: 'sex' },
    ]);
    // A sample that would leave out 29 is the whole.
    const told = await survey('--by', 'sex', '--sample', String(SENT - 29));
    expect(told.out).toContain(`${SENT} decisions drawn of ${SENT}, ${SENT} of this deployment: ${adverse} explained`);
  });

  it('are told to nobody who may not see persons, and by no attribute to whoever sees none', async () => {
    const headers = { 'content-type': 'application/json' };
    const asked = async (body: Json, ...scopes: Parameters<typeof real.key>) =>
      (
        await real.call('/v1/explanations/survey', {
          key: await real.key(...scopes),
          headers,
          body: JSON.stringify(body),
        })
      ).status;
    expect(await asked({ deployment: 'm/prod' }, 'audit:read')).toBe(403);
    expect(await asked({ deployment: 'm/prod', by: 'sex' }, 'decisions:read')).toBe(403);
    expect(await asked({ deployment: 'm/other' }, 'decisions:read')).toBe(404);
    expect(await asked({ deployment: 'm/prod', from: '2999-01-01T00:00:00Z' }, 'decisions:read')).toBe(400);
    expect(await asked({ deployment: 'm/prod', versions: [`sha256:${'0'.repeat(64)}`] }, 'decisions:read')).toBe(404);
  });
});

describe('what a person says of an explanation', () => {
  it('is checked by running the version again, kept without their values, told of together, and erased with the decision', async () => {
    const { sql } = real.server.plane.store;
    const found = await sql.query<{ decision: string }>('select decision from explanation order by decision limit 2');
    const [first, second] = found.map(({ decision }) => decision) as [string, string];
    const key = await real.key('explanations:read');
    const headers = { 'content-type': 'application/json' };
    const say = async (id: string, body: Json, by = key) => {
      const path = `/v1/decisions/${id}/explanation/answers`;
      const answer = await real.call(path, { key: by, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Json };
    };
    const wrong = [
      { input: 'duration', value: 4 },
      { input: 'credit-amount', value: 900 },
      { input: 'shoe-size', value: 44 },
    ];
    expect(await say(first, { why: 'yes', next: 'no', wrong })).toEqual({
      status: 200,
      body: { id: first, kept: true },
    });
    expect((await say(second, { why: 'no' })).status).toBe(200);
    expect((await say(second, { why: 'partly' })).status).toBe(200);
    expect((await say(second, {})).status).toBe(400);
    expect((await say(second, { why: 'perhaps' })).status).toBe(400);
    expect((await say(crypto.randomUUID(), { why: 'no' })).status).toBe(404);
    expect((await say(second, { why: 'no' }, await real.key('decisions:write'))).status).toBe(403);
    const { out } = await survey('--json');
    const { answers } = JSON.parse(out);
    // Two answers say what each of two people said.
    expect(answers).toEqual({ groups: [], withheld: 1 });
    expect(await entriesOf(real.server.plane, 'explanation.answered')).toHaveLength(3);
    const rows = () => sql.query('select 1 as n from explanation_answer');
    expect(await rows()).toHaveLength(2);
    await sql.query('update explanation_answer set at_ms = at_ms + 1 where decision = $1', [first]);
    await expect(real.server.plane.store.derived.demandOwn()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    await sql.query('update explanation_answer set at_ms = at_ms - 1 where decision = $1', [first]);
    const subject = real.server.plane.deps.reading.material(first);
    const { record } = (await subject)!.view as unknown as { record: { subject: string } };
    await real.server.plane.deps.subjects.erase(record.subject, { basis: 'GDPR Article 17', requestedBy: 'test' });
    expect(await rows()).toHaveLength(1);
    expect((await say(first, { why: 'no' })).status).toBe(404);
  });
});

describe('an offer', () => {
  it('names its version and until when it holds, and beside its cost how real the proposed person is', async () => {
    const { sql } = real.server.plane.store;
    const [row] = await sql.query<{ decision: string; offer_until: string; made_at: string }>(
      'select decision, offer_until, made_at from explanation where offer_until is not null order by decision limit 1',
    );
    expect(Number(row!.offer_until) - Number(row!.made_at)).toBe(30 * 86_400_000);
    const key = await real.key('decisions:read');
    const view = async (name: string) =>
      (await (await real.call(`/v1/decisions/${row!.decision}/explanation?view=${name}`, { key })).json()) as Json;
    const until = new Date(Number(row!.offer_until)).toISOString();
    const { recourse } = (await view('subject')) as { recourse: { ways: Json[]; offer: Json; note: string } };
    expect(recourse).toMatchObject({
      offer: { version: digestOf(MODEL), until },
      note: expect.stringContaining('offer'),
    });
    const { proposed } = (await view('reviewer')) as { proposed: { cost: number; nearest: number; asAlone: number }[] };
    expect(proposed).toHaveLength(recourse.ways.length);
    for (const { cost, nearest, asAlone } of proposed) {
      expect(cost).toBeGreaterThan(0);
      expect([nearest >= 0 && nearest <= 1, asAlone >= 0 && asAlone <= 1]).toEqual([true, true]);
    }
  });

  it('is held against a version before it serves: kept by the same model, broken by a stricter one or cutoff, which is not applied', async () => {
    const { sql } = real.server.plane.store;
    const offers = (await sql.query('select 1 as n from explanation where offer_until is not null')).length;
    expect(offers).toBeGreaterThan(0);
    const check = async (text: string, ...more: string[]) => {
      const { code, out } = await cli('offers', 'check', 'm/prod', '--version', digestOf(text), ...more, '--json');
      return { code, ...(JSON.parse(out) as { offers: number; kept: number; broken: number; named: Json[] }) };
    };
    expect(await check(TWIN)).toMatchObject({ code: 0, cutoff: CUTOFF, offers, kept: offers, broken: 0 });
    const strict = await check(STRICT);
    expect([strict.code, strict.offers, strict.kept + strict.broken, strict.named.length]).toEqual([
      ...[1, offers, offers, strict.broken],
    ]);
    expect(strict.broken).toBeGreaterThan(0);
    expect((await check(TWIN, '--cutoff', '0.999')).broken).toBe(offers);
    const path = join(folder.dir, 'strict.yaml');
    writeFileSync(path, `deployments: [{ id: m/prod, version: "${digestOf(STRICT)}", cutoff: ${CUTOFF} }]\n`);
    const applied = await cli('admin', 'apply', path, '--offers');
    expect([applied.code, applied.out]).toEqual([1, '']);
    expect(applied.err).toContain('nothing was applied');
    const { registry } = real.server.plane.deps;
    expect((await registry.view()).deployment('m/prod')!.activations).toHaveLength(1);
    expect((await entriesOf(real.server.plane, 'offers.checked', 'reads')).length).toBe(4);
    const narrow = await real.key('registry:write');
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ deployment: 'm/prod', version: digestOf(TWIN) });
    expect((await real.call('/v1/offers/check', { key: narrow, headers, body })).status).toBe(403);
  });
});
