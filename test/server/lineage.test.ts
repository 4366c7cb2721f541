import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/apps/cli/run.js';
import { createArtifactClient } from '../../src/apps/client/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let [writer, reader, person] = ['', '', ''];
const VERSION = `sha256:${'a'.repeat(64)}`;
const NEXT = `sha256:${'b'.repeat(64)}`;
const BYTES = `sha256:${'d'.repeat(64)}`;
const RUN = '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60';
const MLFLOW = readFileSync(new URL('../../src/domain/lineage/testdata/mlflow-run.json', import.meta.url), 'utf8');

const TOLD = {
  id: RUN,
  name: 'credit 2026-11',
  versions: [VERSION],
  code: { repository: 'https://git.example/credit', commit: '3f2c9d1' },
  data: [
    { name: 'applicants', version: '2026-11', digest: BYTES, rows: 1000, subjects: ['person-1', 'person-2'] },
    { name: 'labels', version: 'v7', role: 'validation' },
  ],
  parameters: { depth: 3 },
};

beforeAll(async () => {
  real = await realServer(folder.dir);
  const things = {
    systems: [{ id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
    models: [{ id: 'score', system: 'credit' }],
    versions: [
      { model: 'score', digest: VERSION, label: 'first' },
      { model: 'score', digest: NEXT, label: 'next' },
    ],
    deployments: [{ id: 'score/prod', model: 'score', version: VERSION, cutoff: 0.5 }],
  };
  await applyDocument(things, 'test', real.server.plane.deps);
  const activation = {
    id: 'score/prod',
    model: 'score',
    version: NEXT,
    cutoff: 0.5,
    activeFrom: '2026-12-24T00:00:00Z',
  };
  await applyDocument({ deployments: [activation] }, 'test', real.server.plane.deps);
  writer = await real.key('registry:write');
  reader = await real.key('registry:read');
  person = await real.key('decisions:read');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

async function ask(path: string, { key = reader, body }: { key?: string; body?: unknown } = {}) {
  const headers = { 'content-type': 'application/json', 'tribune-purpose': 'complaint 7' };
  const more = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await real.call(path, { key, headers, ...more });
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
}

describe('lineage', () => {
  it('is told in one call, with one entry, and the same call again changes nothing', async () => {
    expect(await ask('/v1/lineage/runs', { key: writer, body: TOLD })).toEqual({
      status: 201,
      body: { id: RUN, recorded: true },
    });
    expect(await ask('/v1/lineage/runs', { key: writer, body: TOLD })).toEqual({
      status: 200,
      body: { id: RUN, recorded: false },
    });
    const other = await ask('/v1/lineage/runs', { key: writer, body: { ...TOLD, name: 'another' } });
    expect(other).toMatchObject({ status: 409, body: { reason: 'lineage.other-run' } });
    const entries = await entriesOf(real.server.plane, 'lineage.recorded');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ run: RUN, source: 'client', versions: [VERSION], subjects: 2 });
    expect((entries[0] as unknown as { data: string[] }).data).toHaveLength(2);
  });

  it('leads from a version to code and data, and from a data set to versions and when they served', async () => {
    const version = await ask(`/v1/lineage/versions/${VERSION}`);
    expect(version.body).toMatchObject({
      registered: [{ model: 'score', label: 'first' }],
      served: [{ deployment: 'score/prod', from: null, to: '2026-12-24T00:00:00.000Z' }],
      runs: [{ id: RUN, code: { commit: '3f2c9d1', digest: null }, parameters: { depth: 3 }, hasDocument: false }],
    });
    const list = await ask('/v1/lineage/data?name=APPLI');
    expect(list.body).toMatchObject({ data: [{ name: 'applicants', digest: BYTES, runs: 1 }], next: null });
    const { id } = (list.body as unknown as { data: { id: string }[] }).data[0]!;
    expect((await ask(`/v1/lineage/data/${id}`)).body).toMatchObject({
      name: 'applicants',
      versions: [{ version: VERSION, served: [{ to: '2026-12-24T00:00:00.000Z' }] }],
    });
    expect((await ask(`/v1/lineage/data?name=${BYTES}`)).body).toMatchObject({ data: [{ id }] });
    expect((await ask(`/v1/lineage/versions/${NEXT}`)).body).toMatchObject({ runs: [], served: [{ to: null }] });
    expect(await ask(`/v1/lineage/data/${VERSION}`)).toMatchObject({
      status: 404,
      body: { reason: 'lineage.unknown-data' },
    });
  });

  it('leads from a decision and from a person, for those who may see one, with an entry in the log of reads', async () => {
    const key = await real.key('decisions:write');
    const made = record({ deployment: 'score/prod', score: 0.7 });
    await real.call('/v1/decisions', { method: 'POST', key, body: ndjson(made) });
    const found = await ask(`/v1/decisions/${String(made.id)}/lineage`, { key: person });
    expect(found).toMatchObject({
      status: 200,
      body: { version: VERSION, deployment: 'score/prod', runs: [{ id: RUN }] },
    });
    expect((await ask(`/v1/decisions/${String(made.id)}/lineage`)).status).toBe(403);

    const subject = (name: string, as = person) => ask('/v1/lineage/subject', { key: as, body: { subject: name } });
    expect((await subject('person-2')).body).toMatchObject({
      data: [{ name: 'applicants', versions: [{ version: VERSION }] }],
    });
    expect((await subject('person-3')).body).toEqual({ data: [], total: 0, next: null });
    expect((await subject('person-2', reader)).status).toBe(403);
    const reads = (await entriesOf(real.server.plane, 'lineage.read', 'reads')) as { purpose: string; data: number }[];
    expect(reads.map((entry) => [entry.purpose, entry.data])).toEqual([
      ['complaint 7', 1],
      ['complaint 7', 0],
    ]);
  });

  it('stands in documents with what people say, which say what is missing, and are the same at the same place of the log', async () => {
    const audits = await real.key('audit:read');
    const card = async (query = '') => ask(`/v1/documents/model-card?subject=score@first${query}`, { key: audits });
    const before = await card();
    expect(before).toMatchObject({
      status: 200,
      body: { kind: 'model-card', isComplete: false, stale: [], subject: 'score@first' },
    });
    expect(await card()).toEqual(before);
    const missing = ({ body }: typeof before) =>
      (body as unknown as { missing: { field: string; who: string }[] }).missing;
    expect(missing(before)).toContainEqual(
      expect.objectContaining({
        field: 'intended-use',
        who: 'owner',
        how: expect.stringContaining('--field intended-use'),
      }),
    );
    expect(missing(await card('&view=internal'))).toContainEqual(
      expect.objectContaining({ field: 'intended-use', who: 'owner (a@example.org)' }),
    );
    const text = '<script>alert(1)</script> small loans';
    const said = { subject: 'score@first', field: 'intended-use', text };
    const kept = await ask('/v1/documents/statements', { key: writer, body: said });
    expect(kept).toMatchObject({ status: 201, body: { about: 'model', id: 'score', field: 'intended-use' } });
    expect((await ask('/v1/documents/statements', { key: writer, body: said })).body).toEqual(kept.body);
    expect(await entriesOf(real.server.plane, 'document.stated')).toMatchObject([
      { about: 'model', id: 'score', field: 'intended-use', statement: kept.body.digest },
    ]);
    const after = await card();
    expect(missing(after).map(({ field }) => field)).not.toContain('intended-use');
    const { records, asOf } = after.body as unknown as {
      records: { kind: string; digest: string; id: string }[];
      asOf: { size: number };
    };
    expect(records.find(({ kind }) => kind === 'statement')!.digest).toBe(kept.body.digest);
    expect(records.find(({ kind }) => kind === 'training run')!.id).toBe(RUN);
    expect(asOf.size).toBeGreaterThan((before.body as unknown as { asOf: { size: number } }).asOf.size);
    for (const format of ['html', 'md', 'cyclonedx', 'huggingface', 'csv']) {
      const got = await real.call(`/v1/documents/model-card?subject=score@first&format=${format}`, { key: audits });
      expect([got.status, got.headers.get('tribune-document-complete')]).toEqual([200, 'false']);
      if (format !== 'cyclonedx') expect(await got.text()).not.toContain('<script>');
    }
    for (const [body, status] of [
      [{ ...said, field: 'intended-uses' }, 404],
      [{ ...said, subject: 'scores' }, 404],
      [{ ...said, subject: 'applicants', field: 'data-purpose' }, 201],
      [{ ...said, field: 'data-purpose' }, 400],
      [{ ...said, text: 'x'.repeat(20_001) }, 400],
    ] as const)
      expect(
        (await ask('/v1/documents/statements', { key: writer, body })).status,
        JSON.stringify(body).slice(0, 80),
      ).toBe(status);
    expect((await ask('/v1/documents/statements', { key: audits, body: said })).status).toBe(403);
    expect((await ask('/v1/documents/datasheet?subject=applicants', { key: audits })).body).toMatchObject({
      records: expect.arrayContaining([
        expect.objectContaining({ kind: 'data set' }),
        expect.objectContaining({ kind: 'statement' }),
      ]),
    });
    // A data set is found by its whole name also where many others have it as a part of theirs.
    const many = Array.from({ length: 25 }, (_, n) => ({ name: `applicants of ${n}` }));
    const more = { id: crypto.randomUUID(), name: 'of many sets', versions: [`sha256:${'7'.repeat(64)}`], data: many };
    expect((await ask('/v1/lineage/runs', { key: writer, body: more })).status).toBe(201);
    expect((await ask('/v1/documents/datasheet?subject=applicants', { key: audits })).status).toBe(200);
    const whole = { subject: 'applicants', field: 'data-purpose', text: 'To decide.' };
    expect((await ask('/v1/documents/statements', { key: writer, body: whole })).status).toBe(201);
    expect(await ask('/v1/documents/modelcard?subject=score', { key: audits })).toMatchObject({ status: 404 });
    expect(await ask('/v1/documents/ll144?subject=score/prod&format=spdx', { key: audits })).toMatchObject({
      status: 400,
    });
  });

  it('is told by the client, under an id of its own or the one that it is given', async () => {
    const { recordTraining } = createArtifactClient({ url: real.server.url, key: writer });
    const version = `sha256:${'e'.repeat(64)}`;
    const run = { name: 'by the client', versions: [version], data: [{ name: 'applicants', digest: BYTES, rows: 3 }] };
    const id = await recordTraining(run);
    expect(await recordTraining({ ...run, id })).toBe(id);
    expect((await ask(`/v1/lineage/versions/${version}`)).body).toMatchObject({
      runs: [{ id, source: 'client', name: 'by the client', data: [{ digest: BYTES, rows: 3, role: 'training' }] }],
      next: null,
    });
    const other = recordTraining({ ...run, id, name: 'another' });
    await expect(other).rejects.toMatchObject({ code: 'REFUSED', serverCode: 'CONFLICT', status: 409 });
  });

  it('tells in which data sets a person stands no more once the person was erased, and counts them in the entry', async () => {
    const eraser = await real.key('subjects:erase');
    const data = [
      { name: 'small', subjects: ['person-8', 'person-9', 'person-8'] },
      { name: 'other', subjects: ['person-9'] },
    ];
    const run = { id: crypto.randomUUID(), name: 'of two people', versions: [`sha256:${'9'.repeat(64)}`], data };
    expect((await ask('/v1/lineage/runs', { key: writer, body: run })).status).toBe(201);
    expect((await ask('/v1/lineage/runs', { key: writer, body: run })).status).toBe(200);
    // Subjects that were not told with the run would be dropped by a call that changes nothing.
    const more = { ...run, data: [{ ...data[0], subjects: ['person-10'] }, data[1]] };
    expect(await ask('/v1/lineage/runs', { key: writer, body: more })).toMatchObject({
      status: 409,
      body: { reason: 'lineage.other-run' },
    });
    const of = async (subject: string) =>
      (await ask('/v1/lineage/subject', { key: person, body: { subject } })).body as unknown as { data: unknown[] };
    expect((await of('person-9')).data).toHaveLength(2);
    // What is held on a person names the data sets in which they stand.
    const legal = await real.key('subjects:export');
    const held = (await ask('/v1/subjects/export', { key: legal, body: { subject: 'person-9' } })).body as unknown;
    const { dataSets, complete } = held as { dataSets: { name: string }[]; complete: boolean };
    expect([dataSets.map(({ name }) => name).toSorted(), complete]).toEqual([['other', 'small'], true]);

    const erasure = { subject: 'person-9', basis: 'GDPR 17(1)(a)' };
    expect((await ask('/v1/erasures', { key: eraser, body: erasure })).body).toMatchObject({ records: 0 });
    expect(await of('person-9')).toEqual({ data: [], total: 0, next: null });
    expect((await of('person-8')).data).toHaveLength(1);
    const [entry] = await entriesOf(real.server.plane, 'subject.erased');
    expect(entry).toMatchObject({ basis: 'GDPR 17(1)(a)', dataSets: 2 });
    // The same account again does not bring the person back.
    const again = await ask('/v1/lineage/runs', { key: writer, body: run });
    expect(again).toMatchObject({ status: 409, body: { reason: 'lineage.other-run' } });
    expect(await of('person-9')).toEqual({ data: [], total: 0, next: null });
  });

  it('of a person in many data sets comes in pages, with the number of all', async () => {
    const data = Array.from({ length: 25 }, (_, i) => ({ name: `many ${i}`, subjects: ['person-20'] }));
    const run = { name: 'of many data sets', versions: [`sha256:${'8'.repeat(64)}`], data };
    expect((await ask('/v1/lineage/runs', { key: writer, body: run })).status).toBe(201);
    const page = async (after?: string) =>
      (await ask('/v1/lineage/subject', { key: person, body: { subject: 'person-20', after } })).body as unknown as {
        data: { id: string; name: string }[];
        total: number;
        next: string | null;
      };
    const first = await page();
    expect([first.data.length, first.total, first.next]).toEqual([20, 25, first.data[19]!.id]);
    const second = await page(first.next!);
    expect([second.data.length, second.total, second.next]).toEqual([5, 25, null]);
    expect(new Set([...first.data, ...second.data].map(({ name }) => name)).size).toBe(25);
  });

  it('has a page for every hundred runs', async () => {
    const version = `sha256:${'f'.repeat(64)}`;
    const data = [{ name: 'often read' }];
    for (let i = 0; i < 101; i++) {
      const body = { name: `run ${i}`, versions: [version], data };
      expect((await ask('/v1/lineage/runs', { key: writer, body })).status).toBe(201);
    }
    type Page = { id: string; runs: { id: string; name: string }[]; next: string | null; versions?: unknown[] };
    const { data: sets } = (await ask('/v1/lineage/data?name=often')).body as unknown as { data: Page[] };
    for (const path of [`versions/${version}`, `data/${sets[0]!.id}`]) {
      const first = (await ask(`/v1/lineage/${path}`)).body as unknown as Page;
      expect([first.runs.length, first.runs[0]!.name, first.next]).toEqual([100, 'run 100', first.runs[99]!.id]);
      const second = (await ask(`/v1/lineage/${path}?after=${first.next}`)).body as unknown as Page;
      expect([second.runs.map(({ name }) => name), second.next]).toEqual([['run 0'], null]);
      const last = (await ask(`/v1/lineage/${path}?after=${second.runs[0]!.id}`)).body as unknown as Page;
      expect([last.runs, last.next]).toEqual([[], null]);
      const unknown = await ask(`/v1/lineage/${path}?after=${crypto.randomUUID()}`);
      expect(unknown).toMatchObject({ status: 404, body: { reason: 'lineage.unknown-run' } });
    }
  });

  it('is taken from MLflow by the command line, from its answer or its folder, and shown', async () => {
    const keyFile = join(folder.dir, 'key');
    writeFileSync(keyFile, writer, { mode: 0o600 });
    let out = '';
    let err = '';
    const context = {
      ...{ version: '0.0.0-test', today: '2026-11-30', color: false, width: 80 },
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
    };
    const cli = (...words: string[]): Promise<number> => {
      out = '';
      return runCli([...words, '--server', real.server.url, '--key-file', keyFile], context as never);
    };
    const file = join(folder.dir, 'run.json');
    writeFileSync(file, MLFLOW);
    expect(await cli('lineage', 'import', file, '--version', NEXT), err).toBe(0);
    expect(out).toMatch(/^kept {2}[0-9a-f-]{36} {2}\(mlflow\)\n$/);

    const run = join(folder.dir, 'mlruns', '1', '3f2c');
    for (const part of ['params', 'tags', 'inputs/one', '../datasets/set'])
      mkdirSync(join(run, part), { recursive: true });
    const { info } = (JSON.parse(MLFLOW) as { run: { info: object } }).run;
    writeFileSync(join(run, 'meta.yaml'), JSON.stringify(info));
    writeFileSync(join(run, 'params', 'max_depth'), '3\n');
    writeFileSync(join(run, 'tags', 'mlflow.source.git.commit'), '3f2c9d1');
    writeFileSync(join(run, 'inputs', 'one', 'meta.yaml'), 'source_id: set\ntags:\n  mlflow.data.context: training\n');
    writeFileSync(
      join(run, '..', 'datasets', 'set', 'meta.yaml'),
      'name: applicants-2026-11\ndigest: f09ff602\nsource_type: s3\nprofile: \'{"num_rows": 3}\'\n',
    );
    expect(await cli('lineage', 'import', run, '--version', NEXT, '--json')).toBe(0);

    expect(await cli('lineage', 'show', NEXT)).toBe(0);
    expect(out).toContain(`version ${NEXT}  score next\n  served    score/prod from 2026-12-24T00:00:00.000Z on\n`);
    expect(out.match(/training {3}s3 applicants-2026-11 f09ff602 {2}sha256:/g)).toHaveLength(2);
    expect(await cli('lineage', 'show', 'applicants')).toBe(0);
    expect(out).toMatch(/data set s3 applicants-2026-11 {2}sha256:[0-9a-f]{64}: 2 runs/);
    expect(await cli('lineage', 'import', run, '--version', 'abc')).toBe(2);
    // What is not understood is kept as it came.
    const { runs } = (await ask(`/v1/lineage/versions/${NEXT}`)).body as unknown as {
      runs: { id: string; hasDocument: boolean }[];
    };
    // A list has no documents; the run has its own.
    const { id, hasDocument, ...rest } = runs.at(-1)!;
    expect([hasDocument, 'foreign' in rest]).toEqual([true, false]);
    const told = (await ask(`/v1/lineage/runs/${id}`)).body as unknown as { foreign: unknown };
    expect(told.foreign).toEqual(JSON.parse(MLFLOW));
  });

  it('refuses what is no account of a run, by what is wrong', async () => {
    const wrong = async (body: object, path = 'runs') =>
      (await ask(`/v1/lineage/${path}`, { key: writer, body })).status;
    expect(await wrong({ ...TOLD, id: undefined, versions: [] })).toBe(400);
    expect(await wrong({ ...TOLD, id: undefined, dataa: [] })).toBe(400);
    expect(await wrong({ format: 'mlflow', document: { run: {} }, versions: [VERSION] }, 'imports')).toBe(400);
    expect((await ask('/v1/lineage/runs', { key: reader, body: TOLD })).status).toBe(403);
    expect((await ask('/v1/lineage/runs/abc')).status).toBe(400);
  });

  it('says which groups shrink from version to version, by what runs count of those whom they learned from', async () => {
    const counted = (versions: string[], women: number, id: string) => ({
      ...{ id, name: 'counted', versions },
      data: [{ name: 'people', version: id, groups: { sex: { f: women, m: 600 } } }],
    });
    const told = async (body: object) => (await ask('/v1/lineage/runs', { key: writer, body })).status;
    expect(await told(counted([VERSION], 400, '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a71'))).toBe(201);
    const one = await ask('/v1/lineage/models/score/shares');
    expect(one.body).toMatchObject({ versions: [{ label: 'first' }], without: [{ label: 'next' }] });
    expect(await told(counted([NEXT], 200, '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a72'))).toBe(201);
    const { body } = await ask('/v1/lineage/models/score/shares?fall=0.02');
    expect(body).toMatchObject({
      ...{ fall: 0.02, without: [] },
      attributes: [
        {
          attribute: 'sex',
          groups: [
            {
              group: 'f',
              shrank: 'holds',
              versions: [
                { people: 400, of: 1000 },
                { people: 200, of: 800 },
              ],
            },
            { group: 'm', shrank: 'does-not-hold' },
          ],
        },
      ],
    });
    // A few people may be recognised by whoever reads the registry.
    expect(await told(counted([NEXT], 3, '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a73'))).toBe(400);
    expect(await ask('/v1/lineage/models/scores/shares')).toMatchObject({
      ...{ status: 404, body: { reason: 'lineage.unknown-model' } },
    });
  });
});
