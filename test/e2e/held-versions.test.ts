import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Digest } from '../../src/apps/cli/frame/io.js';
import { createArtifactClient } from '../../src/apps/client/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { type ObjectServer, objectServer } from '../model-store/object-server.js';
import { dataFolder, realServer } from '../server/support/real.js';
import { hasShared, sharedPath } from '../support/shared.js';
import { BACKGROUND, ROWS, SCORECARD, TREE } from './explain-support.js';
import { type CliRun, cli } from './support.js';

const SETUP_LIMIT_MS = 240_000;
const MODEL = JSON.stringify(TREE);
const OTHER = JSON.stringify({ ...TREE, baseOffset: [0.5] });

const registryOf = (...versions: { label: string; digest: string }[]) => ({
  systems: [{ id: 'loans', purpose: 'loans', domain: 'credit', favourableOutcome: 1, owner: 'o@example.org' }],
  models: [{ id: 'lending', system: 'loans' }],
  versions: versions.map((version) => ({ model: 'lending', ...version })),
});
const REGISTRY = registryOf(
  { label: '2026-10', digest: sha256Digest(MODEL) },
  { label: '2026-11', digest: sha256Digest(OTHER) },
);

function write(dir: string): (name: string, content?: string) => string {
  return (name, content) => {
    const path = join(dir, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
}

/** Everything but the name of the model, which a table for people begins with. */
const numbersOf = ({ out }: CliRun): unknown => JSON.parse(out);

describe('a version of a data folder on which no service runs', () => {
  const folder = dataFolder();
  const file = write(folder.dir);
  afterAll(() => folder.remove());

  it(
    'is registered, put, explained by its label, and the numbers are those of the file',
    async () => {
      const data = ['--data', join(folder.dir, 'data')];
      const [model, rows] = [file('model.json', MODEL), file('rows.csv', ROWS)];
      const applied = await cli(['admin', 'apply', file('registry.yaml', JSON.stringify(REGISTRY)), ...data]);
      expect(applied.err).toContain(`the bytes of ${sha256Digest(MODEL)} are not held: tribune artifact put FILE`);
      const missing = await cli(['explain', 'lending@2026-10', rows, ...data]);
      expect([missing.code, missing.err]).toEqual([
        2,
        expect.stringContaining(`no artifact ${sha256Digest(MODEL)} is held`),
      ]);
      const put = await cli(['artifact', 'put', model, ...data]);
      expect(put).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^sha256:\w+ {2}[\d,]+ bytes .*model.json: stored\n/),
      });
      expect(put.out).toContain('the bytes of lending@2026-10');
      const held = await cli(['explain', 'lending@2026-10', rows, '--row', '1', '--json', ...data]);
      expect(held.err).toBe('');
      expect(numbersOf(held)).toEqual(numbersOf(await cli(['explain', model, rows, '--row', '1', '--json'])));
    },
    SETUP_LIMIT_MS,
  );
});

describe('a version of a running service', () => {
  const folder = dataFolder();
  const file = write(folder.dir);
  let real: Awaited<ReturnType<typeof realServer>>;
  let service: string[] = [];
  beforeAll(async () => {
    real = await realServer(folder.dir);
    const key = await real.key('registry:read', 'registry:write', 'artifacts:read');
    service = ['--server', real.server.url, '--key-file', file('key', key)];
    const registry = file('registry.yaml', JSON.stringify(REGISTRY));
    expect((await cli(['admin', 'apply', registry, ...service])).code).toBe(0);
    const put = await cli(['artifact', 'put', file('model.json', MODEL), file('other.json', OTHER), ...service]);
    expect(put).toMatchObject({ code: 0, err: '' });
    file('rows.csv', ROWS);
    file('background.csv', BACKGROUND);
  }, SETUP_LIMIT_MS);
  afterAll(async () => {
    await real?.server.close();
    folder.remove();
  }, 60_000);

  it.each([
    ['explain', ['rows.csv', '--background', 'background.csv', '--json']],
    ['recourse', ['rows.csv', '--constraints', 'constraints.yaml', '--cutoff', '0', '--cutoff-scale', 'raw', '--json']],
  ])('gives the numbers of its file: %s %s', async (command, words) => {
    const income = 'income: { mutable: true, direction: any, min: 0, max: 10 }';
    file('constraints.yaml', `tribune: recourse/v1\ncosts: { income: 1 }\nfeatures: { ${income} }\n`);
    const made = words.map((word) => (existsSync(file(word)) ? file(word) : word));
    const held = await cli([command, 'lending@2026-11', ...made, ...service]);
    const ofFile = await cli([command, file('other.json'), ...made]);
    expect([held.code, held.err]).toEqual([0, ofFile.err]);
    expect(held.out).toBe(ofFile.out);
  });

  it('is inspected, compared with a file, fetched to the byte and listed', async () => {
    const inspected = numbersOf(await cli(['model', 'inspect', 'lending@2026-10', '--json', ...service]));
    expect(inspected).toMatchObject({ digest: sha256Digest(MODEL), bytes: MODEL.length, path: 'lending@2026-10' });
    const compared = await cli([
      'model',
      'compare',
      'lending@2026-10',
      file('other.json'),
      file('rows.csv'),
      '--json',
      ...service,
    ]);
    expect(compared).toMatchObject({ code: 0, err: '' });
    const out = file('fetched.json');
    expect((await cli(['artifact', 'get', 'lending@2026-11', '--out', out, ...service])).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(OTHER);
    const listed = await cli(['artifact', 'list', ...service]);
    expect(listed.out).toMatch(new RegExp(`${sha256Digest(MODEL)} .*lending@2026-10\n`));
    expect(listed.out).toMatch(/sha256:1{64} {2}not held {2}compas@/);
    const registry = (await (await real.call('/v1/registry', { key: real.server.localKey })).json()) as {
      versions: { label: string; artifact: object }[];
    };
    expect(registry.versions.map(({ label, artifact }) => [label, artifact])).toEqual(
      expect.arrayContaining([
        ['2026-10', { held: true, size: MODEL.length }],
        ['1'.repeat(12), { held: false }],
      ]),
    );
  });

  it('is put and fetched by a program, too', async () => {
    const key = await real.key('registry:write', 'artifacts:read');
    const models = createArtifactClient({ url: real.server.url, key });
    const bytes = new TextEncoder().encode(JSON.stringify({ ...TREE, baseOffset: [0.25] }));
    const put = await models.putArtifact(bytes);
    expect(put).toEqual({
      digest: sha256Digest(new TextDecoder().decode(bytes)),
      size: bytes.length,
      outcome: 'stored',
    });
    expect((await models.putArtifact(bytes)).outcome).toBe('held');
    expect(Buffer.compare(await models.artifact(put.digest), bytes)).toBe(0);
    await expect(models.artifact(`sha256:${'e'.repeat(64)}`)).rejects.toMatchObject({
      code: 'REFUSED',
      serverCode: 'NOT_FOUND',
      status: 404,
    });
  });

  it('is refused by name: unknown, misspelt, without a service, a file with one', async () => {
    const rows = file('rows.csv');
    const of = async (...words: string[]): Promise<[number, string]> => {
      const { code, err } = await cli(words);
      return [code, err];
    };
    expect(await of('explain', 'lendign@2026-10', rows, ...service)).toEqual([2, expect.stringContaining('"lending"')]);
    expect(await of('explain', 'lending@2027', rows, ...service)).toEqual([2, expect.stringContaining('2026-1')]);
    const absent = `sha256:${'f'.repeat(64)}`;
    expect(await of('explain', absent, rows, ...service)).toEqual([2, expect.stringContaining('no artifact')]);
    const noService = await of('explain', 'lending@2026-10', rows);
    expect(noService).toEqual([2, expect.stringMatching(/lending@2026-10 does not exist[\s\S]*--server URL/)]);
    const aFile = await of('explain', file('model.json'), rows, ...service);
    expect(aFile).toEqual([2, expect.stringContaining('is a file, and --server and --data name a service')]);
    expect(await of('artifact', 'put', file('nothing.json'), ...service)).toEqual([
      2,
      expect.stringContaining('does not exist'),
    ]);
    expect(await of('artifact', 'get', 'lending@2026-10', ...service)).toEqual([
      2,
      expect.stringContaining('--out FILE'),
    ]);
  });

  it('whose bytes were changed explains nobody, and the check names it', async () => {
    const place = join(folder.dir, 'data', 'artifacts', sha256Digest(MODEL).slice('sha256:'.length));
    writeFileSync(place, MODEL.replace('[2]', '[9]'));
    const { code, out, err } = await cli(['explain', 'lending@2026-10', file('rows.csv'), ...service]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`error STORE_INVALID: model ${sha256Digest(MODEL)} in .* was changed`));
    const checked = await cli(['artifact', 'check', ...service]);
    expect(checked).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^damaged .*was changed[\s\S]*2 of 3 artifacts are whole/),
    });
    const again = await cli(['artifact', 'put', file('model.json'), ...service]);
    expect(again.out).toContain('stored again: it was missing or changed');
    expect(await cli(['artifact', 'check', ...service])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/3 of 3/),
    });
  });

  it.skipIf(!hasShared)('explains a real model of scikit-learn as its file does', async () => {
    const model = sharedPath('reference/explain/breast-cancer-gbc.onnx');
    const digest = JSON.parse((await cli(['artifact', 'put', model, '--json', ...service])).out).artifacts[0].digest;
    const { inputs } = numbersOf(await cli(['model', 'inspect', model, '--json'])) as { inputs: { name: string }[] };
    const rows = [1, 2, 3].map((k) => inputs.map((_, i) => k + i / 10).join(','));
    const data = file('cancer.csv', [inputs.map(({ name }) => name).join(','), ...rows].join('\n'));
    const words = [data, '--background', data, '--json'];
    const held = await cli(['explain', digest, ...words, ...service]);
    expect(held.code, held.err).toBe(0);
    expect(held.out).toBe((await cli(['explain', model, ...words])).out);
  });
});

describe('a version whose bytes lie in an object store', () => {
  const folder = dataFolder();
  const file = write(folder.dir);
  let objects: ObjectServer;
  let real: Awaited<ReturnType<typeof realServer>>;
  beforeAll(async () => {
    objects = await objectServer('models');
    process.env.TRIBUNE_TEST_S3_SECRET = 'secret';
    const store = `endpoint: ${objects.endpoint}\n    bucket: models\n    prefix: tribune\n    accessKeyId: key`;
    const text = `tribune: service/v1\nartifacts:\n  objectStore:\n    ${store}\n    secretAccessKey: \${env:TRIBUNE_TEST_S3_SECRET}\n`;
    const configuration = readConfiguration(sectionsOf(await loadRooms()), { path: file('tribune.yaml', text), text });
    real = await realServer(folder.dir, { configuration });
  }, SETUP_LIMIT_MS);
  afterAll(async () => {
    await real?.server.close();
    await objects?.close();
    folder.remove();
  }, 60_000);

  it('is put, explained and refused when it was changed, as in a folder', async () => {
    const key = await real.key('registry:write', 'registry:read', 'artifacts:read');
    const service = ['--server', real.server.url, '--key-file', file('key', key)];
    const [card, rows] = [file('card.csv', SCORECARD), file('rows.csv', 'housing,age\nown,20\nrent,40\n')];
    const digest = sha256Digest(SCORECARD);
    expect((await cli(['artifact', 'put', card, ...service])).code).toBe(0);
    const name = `tribune/${digest.slice('sha256:'.length)}`;
    expect([...objects.objects.keys()]).toEqual([name]);
    const words = [rows, '--background', rows, '--json'];
    expect((await cli(['explain', digest, ...words, ...service])).out).toBe(
      (await cli(['explain', card, ...words])).out,
    );
    objects.objects.set(name, Buffer.from(SCORECARD.replace('10', '90')));
    const { code, err } = await cli(['explain', digest, ...words, ...service]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`model ${digest} in ${objects.endpoint}/models/tribune/ was changed`),
    ]);
    objects.refuse = { status: 403, code: 'AccessDenied' };
    const refused = await cli(['artifact', 'put', card, ...service]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('the object store answers 403')]);
    objects.refuse = null;
  });
});
