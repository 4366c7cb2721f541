import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { controlTables } from '../../src/adapters/postgres/controls/index.js';
import { runCli } from '../../src/apps/cli/run.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let [writer, reader, auditor] = ['', '', ''];
const VERSION = `sha256:${'a'.repeat(64)}`;

beforeAll(async () => {
  real = await realServer(folder.dir);
  const things = {
    systems: [{ id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
    models: [{ id: 'score', system: 'credit' }],
    versions: [{ model: 'score', digest: VERSION, label: 'first' }],
    deployments: [{ id: 'score/prod', model: 'score', version: VERSION, cutoff: 0.5 }],
  };
  await applyDocument(things, 'test', real.server.plane.deps);
  [writer, reader] = [await real.key('registry:write'), await real.key('registry:read')];
  auditor = await real.key('audit:read');
  await ask('/v1/lineage/runs', { key: writer, body: { name: 'credit 2026-11', versions: [VERSION] } });
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

async function ask(path: string, { key = reader, body }: { key?: string; body?: unknown } = {}) {
  const headers = { 'content-type': 'application/json' };
  const more = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await real.call(path, { key, headers, ...more });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
}

interface ControlAnswer {
  readonly frameworks: readonly { readonly framework: string; readonly comes: readonly { readonly from: string }[] }[];
  readonly controls: readonly {
    readonly id: string;
    readonly status: string;
    readonly because: string;
    readonly asks: readonly { readonly what: string }[];
    readonly checks: readonly {
      readonly check: { readonly is: string };
      readonly result: string;
      readonly evidence: readonly { readonly id: string; readonly entry: number | null }[];
    }[];
  }[];
}

describe('controls', () => {
  const controls = async (query = ''): Promise<ControlAnswer> =>
    (await ask(`/v1/controls?system=credit${query}`)).body as unknown as ControlAnswer;
  const control = async (id: string, query = '') => (await controls(query)).controls.find((one) => one.id === id)!;
  const keep = (kind: string, body: unknown, key = writer) =>
    ask('/v1/controls/records', { key, body: { system: 'credit', kind, body } });

  it('stand on entries of the log, each by its place, once the log was followed', async () => {
    await vi.waitFor(
      async () => {
        // The version that serves on this day was made by runs that were told.
        const lineage = (await control('ISO-A.4.3')).checks[0]!;
        expect(lineage).toMatchObject({ check: { is: 'entered' }, result: 'met' });
        expect(lineage.evidence[0]!.entry).toBeGreaterThan(0);
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(await control('NIST-MS2.11')).toMatchObject({ status: 'gap', because: 'score/prod was never audited' });
    expect((await control('NIST-GV1.6')).status).toBe('gap');
  });

  it('ask for the place and the answers that are not there, and take neither for no', async () => {
    expect(await control('REGB-9b')).toMatchObject({ status: 'undecided' });
    expect((await control('AIA-9', '&at=2027-12-02')).asks.map(({ what }) => what).join()).toContain(
      'Where is the system used?',
    );
    const places = { id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' };
    await applyDocument({ systems: [{ ...places, jurisdictions: ['DE', 'US-CO'] }] }, 'test', real.server.plane.deps);
    expect((await control('REGB-9b')).status).toBe('gap');
    expect(await control('LL144-audit')).toMatchObject({ status: 'not-applicable' });
    const wrong = await keep('profile', { answers: { deployr: true } });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'INVALID' } });
    expect(JSON.stringify(wrong.body)).toContain('did you mean deployer?');
  });

  it('move with the day once the system is screened, and each record is an entry', async () => {
    const answers = {
      deployer: true,
      consequential: true,
      'iii-essential-services': true,
      'iii-biometrics': false,
      'profiles-people': true,
    };
    const kept = await keep('profile', { answers });
    expect(kept.status).toBe(201);
    const entries = await entriesOf(real.server.plane, 'control.recorded');
    const { id, digest } = kept.body as unknown as { id: string; digest: string };
    expect(entries).toMatchObject([{ record: id, system: 'credit', kind: 'profile', digest }]);
    const statuses = async (day: string) => [
      (await control('AIA-26-6', `&at=${day}`)).status,
      (await control('CO-1704', `&at=${day}`)).status,
    ];
    expect(await statuses('2026-12-31')).toEqual(['not-yet-in-force', 'not-yet-in-force']);
    expect(await statuses('2027-01-01')).toEqual(['not-yet-in-force', 'gap']);
    expect((await statuses('2027-12-02'))[0]).toBe('met');
    const eu = await controls('&at=2026-12-31&jurisdiction=EU');
    expect(eu.frameworks.map(({ framework }) => framework)).not.toContain('us-colorado');
    expect(eu.frameworks.find(({ framework }) => framework === 'eu-ai-act')!.comes[0]!.from).toBe('2027-12-02');
    expect((await ask('/v1/controls/screen?system=credit&at=2027-12-02')).body).toMatchObject({
      classes: [{ id: 'high-annex-iii', inForce: true, because: ['iii-essential-services'] }],
      route: { route: expect.stringContaining('Annex VI') },
    });
  });

  it('that records do not decide are met by what somebody says until a day, and are told as said', async () => {
    expect((await control('GDPR-35')).status).toBe('undecided');
    expect(await keep('statement', { control: 'GDPR-355', says: 'x', until: '2027-06-30' })).toMatchObject({
      ...{ status: 404, body: { reason: 'control.unknown', remedy: 'Did you mean GDPR-35?' } },
    });
    await keep('statement', { control: 'GDPR-35', says: 'in the folder', reference: 'dpia-7', until: '2027-06-30' });
    expect(await control('GDPR-35', '&at=2027-06-30')).toMatchObject({
      status: 'stated',
      because: expect.stringContaining('nobody checked it'),
    });
    expect((await control('GDPR-35', '&at=2027-07-01')).status).toBe('undecided');
    // It counts for nothing where records decide, and no day is taken for another one.
    expect(await keep('statement', { control: 'NIST-MS2.11', says: 'x', until: '2027-06-30' })).toMatchObject({
      ...{ status: 400, body: { code: 'INVALID', message: expect.stringContaining('asks nobody') } },
    });
    expect(await keep('statement', { control: 'GDPR-35', says: 'x', until: '9999-12-31' })).toMatchObject({
      status: 400,
    });
    expect((await ask('/v1/controls?system=credit&at=2027-02-30')).status).toBe(400);
    expect((await keep('statement', { control: 'GDPR-35', says: 'x', until: '2027-06-30' }, reader)).status).toBe(403);
    // The newest of the same takes the place of what was kept before it; what another record says stands beside it.
    await keep('profile', { answers: { 'profiles-people': null, provider: true } });
    expect((await ask('/v1/controls/screen?system=credit')).body).toMatchObject({
      answers: { deployer: true, provider: true, 'iii-biometrics': false },
      open: expect.arrayContaining([expect.objectContaining({ id: 'profiles-people' })]),
    });
    await keep('profile', { answers: { 'profiles-people': true, provider: null } });
    await keep('statement', { control: 'GDPR-35', says: 'in another folder', until: '2027-06-30' });
    expect((await control('GDPR-35', '&at=2027-06-30')).because).toContain('in another folder');
    // Before anything was kept, nothing stood.
    expect((await ask('/v1/controls/screen?system=credit&at=2020-01-01')).body).toMatchObject({ answers: {} });
    const list = await ask('/v1/controls/records?system=credit&limit=1');
    expect(list.body).toMatchObject({ records: [{ kind: 'statement' }], next: expect.any(String) });
  });

  it('of an institution are applied beside the others, and a pack that contradicts itself is refused by name', async () => {
    const pack = (more: object) => ({
      controls: {
        packs: [
          {
            ...{ framework: 'house', name: 'House rules', version: '1.0.0', date: '2026-11-30', origin: 'the board' },
            controls: [
              {
                ...{
                  id: 'H-1',
                  provision: 'rule 1',
                  duty: 'Audit every month',
                  evidence: 'audit',
                  source: 'the board',
                },
                ...{ checks: [{ is: 'audit-fresh', days: 31 }], ...more },
              },
            ],
          },
        ],
      },
    });
    const apply = (document: object) => applyDocument(document, 'test', real.server.plane.deps);
    const twice = [{ from: '2027-01-01' }, { from: '2027-02-01' }].map((one) => ({ ...one, if: [] }));
    await expect(apply(pack({ periods: twice }))).rejects.toThrow(
      'H-1 contradicts itself: it begins on two days for every system',
    );
    const ended = { periods: [{ from: '2027-01-01', if: [] }], repealedAt: '2026-01-01' };
    await expect(apply(pack(ended))).rejects.toThrow(
      'H-1 contradicts itself: it ends on 2026-01-01, and begins on 2027-01-01',
    );
    await expect(apply(pack({ id: 'AIA-9' }))).rejects.toThrow('house has the control AIA-9, which eu-ai-act has too');
    const asking = [1, 2].map((n) => ({ is: 'stated', asks: `question ${n}`, who: 'legal' }));
    await expect(apply(pack({ checks: asking }))).rejects.toThrow('H-1 asks people two things');
    const beside = [{ is: 'entered', types: ['appeal.decided'], about: 'system' }];
    await expect(apply(pack({ checks: beside }))).rejects.toThrow('entries of appeal.decided are not about system');
    await apply(pack({}));
    expect(await control('H-1', '&framework=house')).toMatchObject({ status: 'gap' });
    expect(await ask('/v1/controls?system=credit&framework=hous')).toMatchObject({
      status: 404,
      body: { remedy: 'Did you mean house?' },
    });
  });

  it('become open on days that are told before, and the launch checklist begins with what is open', async () => {
    const { body } = await ask('/v1/controls/tasks?system=credit&days=1000');
    const { tasks } = body as unknown as { tasks: { control: string; why: string; day: string }[] };
    expect(tasks.map(({ day }) => day)).toEqual(tasks.map(({ day }) => day).toSorted());
    expect(tasks).toContainEqual(expect.objectContaining({ control: 'CO-1704', why: 'begins', day: '2027-01-01' }));
    expect(tasks).toContainEqual(expect.objectContaining({ control: 'GDPR-35', why: 'runs-out', day: '2027-07-01' }));
    expect((await ask('/v1/controls/tasks?system=credits')).status).toBe(404);
    const launch = await ask('/v1/controls/launch?deployment=score/prod');
    const { points } = launch.body as unknown as { points: { id: string; status: string }[] };
    expect(points).toHaveLength(10);
    expect(points[0]!.status).toBe('gap');
    expect(points.findLastIndex(({ status }) => status === 'gap')).toBeLessThan(
      points.findIndex(({ status }) => status === 'undecided'),
    );
    expect((await ask('/v1/controls/launch?deployment=score/prd')).body).toMatchObject({
      ...{ code: 'NOT_FOUND', remedy: 'Did you mean score/prod?' },
    });
  });

  it('propose attributes by place and field, each with the provision that says so', async () => {
    const { body } = await ask('/v1/controls/attributes?system=credit');
    expect(body).toMatchObject({ domain: 'credit', jurisdictions: ['DE', 'US-CO'], asks: [] });
    const { attributes } = body as unknown as { attributes: { id: string; inDecision: string }[] };
    expect(attributes).toContainEqual(expect.objectContaining({ id: 'race', inDecision: 'never' }));
  });

  it('sum up workshops and choices, of which those that nobody held are none', async () => {
    expect((await ask('/v1/controls/workshops?system=credit')).body).toMatchObject({ risk: null, harms: null });
    const harm = { stakeholder: 'applicants', kind: 'allocation', harm: 'ranked lower', likelihood: 3, severity: 4 };
    expect((await keep('harm-workshop', { present: ['ann'], harms: [harm] })).status).toBe(201);
    await keep('principle', { principle: 'nobody is ranked by sex', boundTo: [{ kind: 'control', id: 'H-1' }] });
    expect((await ask('/v1/controls/workshops?system=credit')).body).toMatchObject({
      harms: { n: 1, open: 1, gravest: [{ grade: 12, isOpen: true }] },
      principles: { n: 1, enforced: 1, share: 1 },
    });
    expect((await control('ISO-A.5.3')).status).toBe('met');
  });

  it('are not met by what an imported document says, which is kept with what was not understood, and shown as said', async () => {
    const before = await controls();
    const card = {
      ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
      components: [
        {
          ...{ type: 'machine-learning-model', name: '</script><script>alert(1)</script>', version: '7' },
          hashes: [{ alg: 'SHA-256', content: 'b'.repeat(64) }],
          modelCard: { considerations: { useCases: ['=cmd|calc'] }, mystery: { gate: 'open' } },
        },
      ],
    };
    const wanted = { system: 'credit', version: VERSION, format: 'cyclonedx', from: 'card.cdx.json' };
    const send = (more: object, key = writer) =>
      ask('/v1/imports', { key, body: { ...wanted, document: JSON.stringify(card), ...more } });
    expect((await send({}, reader)).status).toBe(403);
    expect(await send({ document: '{}' })).toMatchObject({ status: 400, body: { reason: 'import.unreadable' } });
    expect((await send({ version: `sha256:${'c'.repeat(64)}` })).status).toBe(404);
    // Nobody writes by hand what a document is said to say.
    expect((await keep('import', { said: { name: 'x' } })).status).toBe(400);
    const kept = await send({});
    expect(kept).toMatchObject({
      status: 201,
      body: {
        // The document is about other bytes than the version has.
        ...{ namesVersion: false, provenance: expect.stringMatching(/^Imported by key:.* nobody here checked it/) },
        said: { name: '</script><script>alert(1)</script>', version: '7', intendedUse: ['=cmd|calc'] },
        unknown: expect.arrayContaining([{ at: 'components[0].modelCard.mystery.gate', value: '"open"' }]),
      },
    });
    const { id, digest } = kept.body as unknown as { id: string; digest: string };
    expect((await entriesOf(real.server.plane, 'control.recorded')).at(-1)).toMatchObject({ kind: 'import', digest });
    expect((await ask(`/v1/imports/${id}`)).body).toMatchObject({ document: JSON.stringify(card) });
    expect((await ask('/v1/imports?system=credit')).body).toMatchObject({ imports: [{ id }], next: null });
    const other = (await keep('principle', { principle: 'another' })).body as unknown as { id: string };
    expect((await ask(`/v1/imports/${other.id}`)).status).toBe(404);
    const statuses = (all: ControlAnswer) => all.controls.map((one) => `${one.id} ${one.status}`);
    expect(statuses(await controls())).toEqual(statuses(before));
    const page = await real.call(`/v1/documents/model-card?subject=score@first&view=internal&format=html`, {
      key: auditor,
    });
    const html = await page.text();
    expect(html).toContain('What imported documents say');
    expect(html).toContain('it may be about another model');
    expect(html).not.toContain('<script>alert');
  });

  it('ask for what vendors answered, and without a vendor for somebody who says that there is none', async () => {
    const apply = (document: object) => applyDocument(document, 'test', real.server.plane.deps);
    const of = () => control('ISO-A.10.3');
    const { questions } = (await ask('/v1/vendors')).body as unknown as { questions: { id: string }[] };
    expect(await of()).toMatchObject({ status: 'undecided', because: expect.any(String) });
    await keep('statement', { control: 'ISO-A.10.3', says: 'we have none', until: '2027-06-30' });
    expect((await of()).status).toBe('stated');
    const on = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const all = questions.map((one) => ({ question: one.id, answer: 'yes', on }));
    const acme = {
      id: 'acme',
      name: 'Acme',
      contact: 'risk@acme.example',
      supplies: 'a score',
      systems: ['credit', 'gone'],
    };
    await apply({ vendors: [{ ...acme, answers: all.slice(1) }] });
    expect(await of()).toMatchObject({
      status: 'gap',
      because: expect.stringContaining(`not answered ${questions[0]!.id}`),
    });
    await apply({ vendors: [{ ...acme, answers: all, contractEnds: on }] });
    expect((await of()).because).toContain('the contract with Acme ended');
    const model = { id: 'base', name: 'Base', version: '2', provider: 'Acme', licence: 'MIT', limits: ['no German'] };
    await apply({
      vendors: [{ ...acme, answers: all }],
      'foundation-models': [{ ...model, vendor: 'acne', systems: ['credit'] }],
    });
    expect((await of()).status).toBe('stated');
    expect((await ask('/v1/vendors?system=credit')).body).toMatchObject({
      vendors: [{ id: 'acme', open: [], isOver: false, unknownSystems: ['gone'], digest: expect.any(String) }],
      foundationModels: [{ id: 'base', isVendorKnown: false, limits: ['no German'] }],
    });
    await expect(apply({ vendors: [{ ...acme, answers: [{ question: 'limit', answer: 'x', on }] }] })).rejects.toThrow(
      'there is no question "limit"; did you mean limits?',
    );
    await expect(apply({ vendors: [acme, acme] })).rejects.toThrow('the vendor "acme" stands twice');
    const annex = await real.call('/v1/documents/annex-iv?subject=credit&view=public&format=md', { key: auditor });
    const text = await annex.text();
    expect(text).toContain('Base 2');
    // Vendors are for the house, and so is whom one reaches there.
    expect(text).not.toContain('risk@acme.example');
  });

  it('take no text that is none, and stay readable beside a record that has one', async () => {
    const shown = await controls();
    const note = (text: string) => ({ answers: {}, note: text });
    for (const broken of ['a\0', '\ud800', '\udc00b'])
      expect(await keep('profile', note(broken))).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    const { controlRecords } = real.server.plane.store.of(controlTables);
    // Every text here reads as JSON; the third and the fourth hold a backslash, and no escape.
    const kept = ['\0\0 \ud800\udbff', '\\\0 \udfff', '\\u0000', '\\\\ud800', 'ä😀\n'].map((text, at) => ({
      ...{ id: `0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a0${at}`, system: 'credit', kind: 'principle' as const },
      ...{ digest: VERSION, by: 'ada', atMs: Date.now() - 1000, body: note(text) },
    }));
    for (const one of kept) await controlRecords.insert(one as never);
    const standing = await controlRecords.standing('credit', Date.now());
    expect(standing.find(({ kind }) => kind === 'principle')).toEqual(kept.at(-1));
    for (const one of kept) expect(await controlRecords.find(one.id)).toEqual(one);
    // What was kept is what is shown, and the rest of the system is as it was.
    expect((await controls()).controls.length).toBe(shown.controls.length);
    const { sql } = real.server.plane.store;
    for (const { id } of kept) await sql.query('delete from control_record where id = $1', [id]);
    expect((await controls()).controls).toEqual(shown.controls);
  });

  it('are told by the command, which ends with 1 where one that holds has a gap', async () => {
    const keyFile = join(folder.dir, 'reader.key');
    writeFileSync(keyFile, reader, { mode: 0o600 });
    let out = '';
    const context = {
      ...{ version: '0.0.0-test', today: '2026-11-30', color: false, width: 80 },
      out: (text: string) => {
        out += text;
      },
      err: () => undefined,
    };
    const run = (...words: string[]) => {
      out = '';
      return runCli(['controls', ...words, '--server', real.server.url, '--key-file', keyFile], context as never);
    };
    expect(await run('--system', 'credit', '--jurisdiction', 'EU', '--evidence')).toBe(1);
    expect(out).toContain('nothing here says that a law is complied with');
    expect(out).toMatch(/not-yet-in-force\s+AIA-26-6 .* it holds from 2027-12-02 on, met by the records of today/);
    // What does not apply is told by its reasons, and by its controls where it is asked for.
    await run('--system', 'credit', '--framework', 'us-nyc-ll144');
    expect(out).toMatch(/not-applicable\s+\d+ controls: /);
    await run('--system', 'credit', '--framework', 'us-nyc-ll144', '--status', 'not-applicable');
    expect(out).toMatch(/not-applicable\s+LL144-audit /);
    expect(await run('screen', '--system', 'credit')).toBe(3);
    expect(out).toContain('High risk, use of Annex III: holds from 2027-12-02');
    const others = (...words: string[]) => {
      out = '';
      return runCli([...words, '--server', real.server.url, '--key-file', keyFile], context as never);
    };
    expect(await others('controls', 'tasks', '--days', '1000')).toBe(1);
    expect(out).toContain('2027-01-01  credit  CO-1704 begins');
    expect(await others('controls', 'workshops', '--system', 'credit')).toBe(1);
    expect(out).toContain('harms      1 harm, 1 open');
    expect(await others('controls', 'attributes', '--system', 'credit')).toBe(0);
    expect(out).toMatch(/race +in decisions: never/);
    expect(await others('checklist', 'launch', 'score/prod')).toBe(1);
    expect(out).toMatch(/score\/prod: \d+ of 10 points are open/);
  });
});
