import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import { commitSeed } from '../../src/core/fairness/frontier/index.js';
import { NEUTRAL } from '../support/generators/models.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const digestOf = (text: string): string => `sha256:${sha256(text).toString('hex')}`;
const TEXT = JSON.stringify(NEUTRAL);
const VERSION = digestOf(TEXT);
/** The model's answer for an age above 30: the logistic function of 1.5. */
const SCORE = 1 / (1 + Math.exp(-1.5));
const SEED = 'ab'.repeat(32);

/** At SCORE a woman gets 1 by a draw at one half, a man gets 0; nobody else is decided about by group. */
function ruleFile(others: number | null = 0.5) {
  const content = {
    ...{ tribune: 'rule/v1', attributes: ['sex'], favourable: 1 },
    groups: [
      {
        key: { sex: 'f' },
        mixture: [
          { cutoff: 0.9, probability: 0.5 },
          { cutoff: 0.6, probability: 0.5 },
        ],
      },
      { key: { sex: 'm' }, mixture: [{ cutoff: 0.9, probability: 1 }] },
    ],
    others,
    expected: { objective: 0.8, constraint: 0.4 },
    ...{ constraint: 'demographic_parity', objective: 'accuracy' },
    people: ['f', 'm'].map((sex) => ({
      ...{ key: { sex }, n: 100, toFavourable: 0, toUnfavourable: sex === 'm' ? 90 : 20 },
      ...{ selectionRate: sex === 'm' ? 0.1 : 0.5, truePositiveRate: 0.6, falsePositiveRate: 0.3 },
    })),
    read: {
      ...{ score: 'score', scoreScale: 1, missing: [] },
      attributes: [{ name: 'sex', column: 'sex', bins: null }],
    },
    deployment: 'kept',
    seedCommitment: commitSeed({ sha256, seed: Buffer.from(SEED, 'hex'), deployment: 'kept' }),
  };
  return { ...content, digest: digestOf(canonicalJson(content)) };
}
const RULE = ruleFile();
const LAW = { acknowledged: ['us-credit', 'eu', 'uk'], reason: 'reviewed by counsel on 2026-11-20' };
const FIELDS = {
  ...{ rule: RULE.digest, attributes: ['sex'], constraint: 'demographic_parity', objective: 'accuracy' },
  ...{ method: null, draws: true, seedCommitment: RULE.seedCommitment },
};

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
  const key = await real.key('registry:write');
  await real.call(`/v1/artifacts/${VERSION}`, { method: 'PUT', key, body: TEXT });
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

async function call(path: string, scope: string, body?: object | string, more: Record<string, string> = {}) {
  const key = await real.key(scope as never);
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
  const answer = await real.call(path, {
    ...{ method: body === undefined ? 'GET' : 'POST', key },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { 'content-type': type, ...more },
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, each held against what is expected of it
  return { status: answer.status, body: (await answer.json()) as Record<string, any> };
}
const attach = (deployment: string, kept: object | null, other: object = {}) =>
  call('/v1/rules', 'registry:write', { deployment, ...FIELDS, kept, ...other });

const person = (i: number, deployment = 'kept/prod') => {
  const {
    outcome: _,
    route: __,
    ...fields
  } = record({
    ...{ deployment, subject: `p${i}`, score: SCORE, inputs: { age: 40, income: 1 } },
    ...{ attributes: { sex: i % 2 === 0 ? 'f' : 'm' }, decidedAt: new Date().toISOString() },
  });
  return fields as Record<string, unknown> & { id: string; subject: string };
};
const decide = (people: object[]) => call('/v1/decisions/by-rule', 'decisions:write', ndjson(...people));
const send = (...records: object[]) => call('/v1/decisions', 'decisions:write', ndjson(...records));
const replayed = async (id: string) =>
  (await call(`/v1/decisions/${id}/replay`, 'decisions:read', {}, { 'tribune-purpose': 'complaint 7' })).body;
const entryOf = async (id: string) => {
  const key = await real.key('decisions:read', 'attributes:read' as never);
  const answer = await real.call(`/v1/decisions/${id}`, { key, headers: { 'tribune-purpose': 'complaint 7' } });
  return ((await answer.json()) as { logged: { entry: Record<string, unknown> } }).logged.entry.rule;
};

describe('a rule of cutoffs', () => {
  it('is approved for a registered deployment by its digest, by whoever may', async () => {
    const done = await attach('kept/named', null);
    expect(done).toMatchObject({ status: 201, body: { deployment: 'kept/named', rule: RULE.digest } });
    expect(await attach('nowhere', null)).toMatchObject({ status: 404 });
    expect(await call('/v1/rules', 'audit:read', { deployment: 'kept/named', ...FIELDS })).toMatchObject({
      status: 403,
    });
    // Whoever draws without a seed that was committed before may draw until it suits.
    expect(await attach('kept/named', null, { seedCommitment: null })).toMatchObject({
      status: 400,
      body: { code: 'BODY_INVALID', message: expect.stringContaining('seedCommitment') },
    });
    expect(await entriesOf(real.server.plane, 'rule.attached')).toEqual([
      { by: expect.any(String), deployment: 'kept/named', ...FIELDS },
    ]);
    // Nothing decides by it.
    const plain = record({ deployment: 'kept/named', attributes: { sex: 'm' } });
    expect((await send(plain)).body).toMatchObject({ accepted: 1 });
    expect(await entryOf(String(plain.id))).toBeUndefined();
  });

  it('decides only with its own seed and file, and where law speaks against it only once somebody answers for that', async () => {
    const kept = { file: RULE, mode: 'enforce', seed: SEED };
    expect(await attach('kept/prod', kept)).toMatchObject({
      status: 409,
      body: { reason: 'rule.law-not-acknowledged', message: expect.stringContaining('United States, credit') },
    });
    const refused = async (other: object, message: string, also: object = {}) =>
      expect(await attach('kept/prod', { ...kept, ...LAW, ...other }, also)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining(message) },
      });
    await refused({ reason: null }, 'without a reason');
    await refused({ acknowledged: [...LAW.acknowledged, 'us-employment'] }, 'us-employment');
    await refused({ seed: 'cd'.repeat(32) }, 'not the one that the rule was committed to');
    await refused({ seed: null }, 'no seed is given');
    await refused({ file: { ...RULE, others: 0.4 } }, 'was changed');
    await refused({}, 'not what its file says', { objective: 'profit' });
    expect(await entriesOf(real.server.plane, 'rule.began')).toEqual([]);
  });

  it('decides from then on: by the service, by the command and by ten lines of Python alike, replayed to the bit', async () => {
    const begun = await attach('kept/prod', { file: RULE, mode: 'enforce', seed: SEED, ...LAW });
    expect(begun, JSON.stringify(begun)).toMatchObject({ status: 201 });
    const people = Array.from({ length: 40 }, (_, i) => person(i));
    const { status, body } = await decide(people);
    expect([status, body.accepted, body.rejected]).toEqual([200, 40, []]);
    const decisions = body.decisions as { id: string; outcome: number; draw: number | null; chance: number }[];
    expect(decisions.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    const women = decisions.filter((_, i) => i % 2 === 0);
    expect(new Set(women.map(({ outcome }) => outcome))).toEqual(new Set([0, 1]));
    expect(women.every(({ outcome, draw, chance }) => chance === 0.5 && outcome === +(draw! < 0.5))).toBe(true);
    expect(decisions.filter((_, i) => i % 2 === 1).every(({ outcome, draw }) => outcome === 0 && draw === null)).toBe(
      true,
    );

    writeFileSync(join(folder.dir, 'rule.json'), JSON.stringify(RULE));
    writeFileSync(
      join(folder.dir, 'scored.csv'),
      `person,sex,score\n${people.map(({ subject }, i) => `${subject},${i % 2 === 0 ? 'f' : 'm'},${SCORE}`).join('\n')}\n`,
    );
    const python = spawnSync('python3', ['-c', PYTHON, folder.dir, SEED], { encoding: 'utf8' });
    expect(python.stderr).toBe('');
    expect(python.stdout.trim().split('\n')).toEqual(decisions.map(({ outcome }) => String(outcome)));

    // The same records again: the same decisions, each once.
    const again = await decide(people);
    expect([again.body.accepted, again.body.duplicates, again.body.decisions]).toEqual([0, 40, decisions]);
    // Under one id another group is no other decision: it is a conflict, and no outcome is told.
    const other = await decide([{ ...people[0], attributes: { sex: 'm' } }]);
    expect(other.body).toMatchObject({ accepted: 0, conflicts: [{ line: 1, id: people[0]!.id }], decisions: [] });
    for (const i of [0, 1, 2]) {
      const { outcome, id } = decisions[i]!;
      expect(await replayed(id)).toMatchObject({ equal: true, replayed: { score: SCORE, outcome }, differences: [] });
      expect(await entryOf(id)).toEqual({ digest: RULE.digest, kept: true });
    }
    const sample = await call('/v1/replays', 'decisions:read', { sample: 100 }, { 'tribune-purpose': 'test' });
    expect(sample.body).toMatchObject({ same: 40, other: 0 });
  }, 60_000);

  it('refuses what is not its decision, and leaves what a person or a fallback decided', async () => {
    const man = { ...person(1), route: 'automatic' };
    const otherwise = await send({ ...man, outcome: 1 });
    expect(otherwise.body).toMatchObject({ accepted: 0, rejected: [{ line: 1, code: 'RULE_OTHERWISE' }] });
    const reviewed = await send({ ...man, outcome: 1, route: 'reviewed' });
    expect(reviewed.body).toMatchObject({ accepted: 1, rejected: [] });
    expect(await entryOf(man.id)).toEqual({ digest: RULE.digest, kept: null });
    expect(await replayed(man.id)).toMatchObject({ equal: true, differences: [{ of: 'route' }] });
    expect((await send({ ...person(3), route: 'automatic', outcome: 0 })).body).toMatchObject({ accepted: 1 });
    // Attributes that come later are not what the rule decided by.
    const late = await decide([{ ...person(5), attributes: {} }]);
    expect(late.body).toMatchObject({ decisions: [{ outcome: 1, draw: null }] });
    const { id } = (late.body.decisions as { id: string }[])[0]!;
    await call('/v1/attributes', 'attributes:write', ndjson({ decision: id, attributes: { sex: 'm' } }));
    expect(await replayed(id)).toMatchObject({ equal: true, replayed: { outcome: 1 } });
    const bad = [
      { ...person(7), outcome: 1 },
      { ...person(7), score: undefined },
      { ...person(7), id: undefined },
      { ...person(7), deployment: 'kept/named' },
      person(8),
    ];
    const answer = (await decide(bad)).body as {
      rejected: { line: number; code: string }[];
      decisions: { line: number }[];
    };
    expect(answer.rejected.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1 RECORD_FIELD_INVALID',
      '2 RULE_OTHERWISE',
      '3 RECORD_FIELD_INVALID',
      '4 RULE_MISSING',
    ]);
    expect(answer.decisions.map(({ line }) => line)).toEqual([5]);
    expect(await decide(Array.from({ length: 1001 }, (_, i) => person(i)))).toMatchObject({ status: 413 });
  }, 60_000);

  it('that is only observed keeps what is decided otherwise, marked, and its sender is told', async () => {
    expect(await attach('kept/seen', { file: RULE, mode: 'observe', seed: SEED, ...LAW })).toMatchObject({
      status: 201,
    });
    const man = { ...person(1, 'kept/seen'), route: 'automatic', outcome: 1 };
    const told = await send(man, { ...person(3, 'kept/seen'), route: 'automatic', outcome: 0 });
    expect(told.body).toMatchObject({
      accepted: 2,
      warnings: [{ code: 'RULE_OTHERWISE', deployment: 'kept/seen', records: 1, line: 1 }],
    });
    expect(await entryOf(man.id)).toEqual({ digest: RULE.digest, kept: false });
    const { differences } = (await replayed(man.id)) as unknown as { differences: { of: string; detail: string }[] };
    expect(differences).toMatchObject([{ of: 'outcome', detail: `The rule ${RULE.digest} decides otherwise.` }]);
  });

  it('stands in the audit of recorded decisions beside its plan, with people moved each way', async () => {
    const policy = `tribune: policy/v1
name: lender
version: 1.0.0
data: { prediction: outcome, score: score, cutoff: 0.5, favourable: 1, attributes: { sex: {} } }
requirements:
  - { id: alike, metric: selection_rate, by: [sex], compare: difference, max: 0.5, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: test } }
`;
    const key = await real.key('audit:read', 'decisions:read', 'attributes:read' as never);
    const headers = { 'content-type': 'application/json', 'tribune-purpose': 'test' };
    const body = JSON.stringify({ deployment: 'kept/prod', policy });
    const asked = async (by: string) => {
      // biome-ignore lint/suspicious/noExplicitAny: the answer is held against what is expected of it
      return (await (await real.call('/v1/audits', { method: 'POST', key: by, headers, body })).json()) as any;
    };
    const audited = await asked(key);
    const [effect] = audited.log.rules;
    // By the service 40, one man's own of 0, a woman of the last request; who told no sex is of no group; a person decided once.
    expect(effect).toMatchObject({ rule: RULE.digest, kept: 43, otherwise: 0, byOthers: 1, outside: 1, erased: 0 });
    expect(effect.groups).toMatchObject([
      { group: { sex: 'f' }, nPlanned: 100, n: 21, toFavourable: { seen: 0 }, toUnfavourable: { planned: 0.2 } },
      { group: { sex: 'm' }, n: 21, rate: { planned: 0.1, seen: 0 }, toUnfavourable: { planned: 0.9, seen: 1 } },
    ]);
    const { lower, upper, isOff } = effect.groups[1].rate;
    expect([lower < -0.1, upper > 0, isOff]).toEqual([true, true, false]);
    const report = await (await real.call(`/v1/audits/${audited.audit.id}/report`, { key, headers })).text();
    expect(report).toContain('The rule that decided, beside its plan');
    expect(report).toContain(
      '43 decisions were its own, 0 not; 1 by a person or a fallback, 1 about people of no group',
    );
    // Whoever may see no person is told nothing of it.
    expect((await asked(await real.key('audit:read'))).log.rules).toBeUndefined();
  }, 60_000);

  it('ends, by another one or by whoever approves; what was decided before is still run again by it', async () => {
    const { rules } = (await call('/v1/rules?deployment=kept/prod', 'registry:read')).body as unknown as {
      rules: { id: string; until: string | null; seed?: string }[];
    };
    expect(rules).toMatchObject([{ until: null, draws: true, ...LAW, mode: 'enforce' }]);
    expect(rules[0]).toMatchObject({
      plan: [
        { group: { sex: 'f' }, n: 100, rate: 0.5, toFavourable: 0, toUnfavourable: 20 },
        { group: { sex: 'm' }, n: 100, rate: 0.1, toFavourable: 0, toUnfavourable: 90 },
      ],
    });
    expect(JSON.stringify(rules)).not.toContain(SEED);
    const before = person(0);
    await decide([before]);
    expect(await call(`/v1/rules/${rules[0]!.id}/end`, 'audit:read', {})).toMatchObject({ status: 403 });
    expect(await call(`/v1/rules/${rules[0]!.id}/end`, 'registry:write', {})).toMatchObject({ status: 200 });
    expect(await call(`/v1/rules/${crypto.randomUUID()}/end`, 'registry:write', {})).toMatchObject({ status: 404 });
    const after = record({ deployment: 'kept/prod', decidedAt: new Date().toISOString(), attributes: { sex: 'm' } });
    expect((await send(after)).body).toMatchObject({ accepted: 1 });
    expect(await entryOf(String(after.id))).toBeUndefined();
    expect(await replayed(before.id)).toMatchObject({ equal: true });
    expect((await entriesOf(real.server.plane, 'rule.ended')).length).toBe(1);
  });

  it('that somebody takes out of the database, or has begin again, is missed: nothing is decided as if it were so', async () => {
    const { sql } = real.server.plane.store;
    const kept = () => sql.query<{ id: string; content: string; seal: Buffer }>('select * from deployment_rule');
    const told = () => sql.query(`select pg_notify('tribune_change', 'deployment-rules')`);
    const tried = async () => (await send(record({ decidedAt: new Date().toISOString() }))).status;
    const write = ({ id, content, seal }: { id: string; content: string; seal: Buffer }) =>
      sql.query('update deployment_rule set content = $2, seal = $3 where id = $1', [id, content, seal]);
    const rows = await kept();
    const [list] = await sql.query<{ rules: string; list_seal: Buffer }>('select * from deployment_rule_list');
    await sql.query('begin; create table taken as select * from deployment_rule; delete from deployment_rule; commit');
    // The list as it is before the first rule, which nobody has sealed.
    await sql.query(`update deployment_rule_list set rules = '[]', list_seal = null`);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(500);
    expect((await call('/v1/rules', 'registry:read')).body).toMatchObject({
      ...{ code: 'STORE_INVALID', message: expect.stringContaining('the database holds 0 rules') },
    });
    await sql.query('insert into deployment_rule select * from taken');
    await sql.query('update deployment_rule_list set rules = $1, list_seal = $2', [list!.rules, list!.list_seal]);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(200);
    const open = rows.find(({ content }) => JSON.parse(content).untilMs === null)!;
    expect((await call(`/v1/rules/${open.id}/end`, 'registry:write', {})).status).toBe(200);
    const ended = (await kept()).find(({ id }) => id === open.id)!;
    expect(await tried()).toBe(200);
    // The row of an earlier day is sealed by us.
    await write(open);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(500);
    await write(ended);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(200);
    // Nor is it made up for by one that ends at the same time, before anybody reads how many had.
    for (let i = 0; i < 2; i++) {
      expect(await tried()).toBe(200);
      expect((await attach('kept/seen', { file: RULE, mode: 'observe', seed: SEED, ...LAW })).status).toBe(201);
    }
    await write(open);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(500);
    await write(ended);
    await told();
    await expect.poll(tried, { timeout: 10_000 }).toBe(200);
  }, 60_000);
});

/** The rule in another language, as the guide prints it. */
const PYTHON = `
import csv, hmac, json, sys
rule, seed = json.load(open(sys.argv[1] + '/rule.json')), bytes.fromhex(sys.argv[2])
def draw(subject):
    parts = [text.encode() for text in ('tribune/mixture-draw/v1', rule['deployment'], subject)]
    digest = hmac.new(seed, b''.join(len(part).to_bytes(4, 'big') + part for part in parts), 'sha256').digest()
    return (int.from_bytes(digest[:8], 'big') >> 11) / 2**53
for person in csv.DictReader(open(sys.argv[1] + '/scored.csv')):
    for group in rule['groups']:
        if all(person[a['column']] == group['key'][a['name']] for a in rule['read']['attributes']):
            chance = sum(m['probability'] for m in group['mixture'] if float(person['score']) >= m['cutoff'])
            print(int(draw(person['person']) < chance))
`;
