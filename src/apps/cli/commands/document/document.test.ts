import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryTree, printCheckpoint, sha256, treeHasher } from '../../../../core/ledger/index.js';
import { packBundle } from '../../../../domain/evidence-bundles/index.js';
import { runCli } from '../../run.js';

const dir = mkdtempSync(join(tmpdir(), 'tribune-document-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const AUDIT = resolve(import.meta.dirname, '../../../../../test/golden/compas-audit.json');

async function cli(...words: string[]) {
  let [out, err] = ['', ''];
  const context = {
    out: (text: string) => (out += text),
    err: (text: string) => (err += text),
    today: '2026-11-30',
    version: '1',
  };
  const code = await runCli(words, context as never);
  return { code, out, err };
}

describe('tribune document', () => {
  it('writes a summary of an audit in a file, names each missing field, and says so by its exit code', async () => {
    const file = join(dir, 'll144.html');
    const { code, err } = await cli('document', 'll144', 'compas', '--audit', AUDIT, '--out', file);
    expect(code).toBe(3);
    expect(err).toContain('missing: Independent auditor (independent-auditor); auditor: say it');
    expect(readFileSync(file, 'utf8')).toContain('<h2 id="s-race">Race and ethnicity</h2>');
    // A document that goes to others names the file, and no folder of whoever made it.
    expect(readFileSync(file, 'utf8')).toContain('compas-audit.json');
    expect(readFileSync(file, 'utf8')).not.toContain(dirname(AUDIT));
  });

  it('is complete with what people say in a file', async () => {
    const said = join(dir, 'said.yaml');
    const fields = [
      'll144-data-explanation',
      'll144-data-kind',
      'll144-distribution-date',
      'll144-small-categories',
      'independent-auditor',
    ];
    writeFileSync(said, fields.map((field) => `${field}: said of ${field}\n`).join(''));
    const dated = join(dir, 'audit.json');
    writeFileSync(dated, JSON.stringify({ ...JSON.parse(readFileSync(AUDIT, 'utf8')), evaluatedOn: '2026-11-30' }));
    const { code, out } = await cli('document', 'll144', 'compas', '--audit', dated, '--statements', said, '--check');
    expect([code, out]).toEqual([0, 'complete\n']);
    writeFileSync(said, 'independent-auditer: x\n');
    expect((await cli('document', 'll144', 'compas', '--audit', dated, '--statements', said)).err).toContain(
      'Did you mean "independent-auditor"?',
    );
  });

  it('compares two versions, and refuses what is no document', async () => {
    const [old, now] = [join(dir, 'old.json'), join(dir, 'now.json')];
    await cli('document', 'ugesp', 'compas', '--audit', AUDIT, '--out', old);
    const other = join(dir, 'other.json');
    writeFileSync(
      other,
      readFileSync(AUDIT, 'utf8')
        .replace('"n":343', '"n":344')
        .replace('"tn":191', '"tn":192')
        .replace('0.795918367', '0.796511627907'),
    );
    await cli('document', 'ugesp', 'compas', '--audit', other, '--out', now);
    expect(await cli('document', 'compare', old, old)).toMatchObject({ code: 0, out: '' });
    const found = await cli('document', 'compare', old, now);
    expect(found.code).toBe(1);
    expect(found.out).toContain('~ by-race: figures of "Four fifths by race"');
    const odd = join(dir, 'odd.json');
    const wrong = {
      schemaVersion: '1',
      kind: 'ugesp',
      records: [],
      sections: [{ id: 's', fields: [{ id: 'f', value: 7 }] }],
    };
    writeFileSync(odd, JSON.stringify({ ...wrong, sections: [{ ...wrong.sections[0], tables: [] }] }));
    expect(await cli('document', 'compare', old, odd)).toMatchObject({ code: 2 });
    expect(await cli('document', 'compare', old, AUDIT)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is no document as JSON'),
    });
  });

  it('refuses a damaged audit with the place of the damage, and one that is nested without end', async () => {
    const file = join(dir, 'damaged.json');
    const whole = JSON.parse(readFileSync(AUDIT, 'utf8'));
    for (const [more, message] of [
      [{ groups: [null] }, 'groups.0'],
      [{ groups: [{ ...whole.groups[0], metrics: undefined }] }, 'groups.0.metrics'],
      [{ requirements: [{ ...whole.requirements[0], verdict: 'passed' }] }, 'requirements.0.verdict'],
      [{ data: { ...whole.data, sources: [7] } }, 'data.sources.0'],
    ] as const) {
      writeFileSync(file, JSON.stringify({ ...whole, ...more }));
      expect(await cli('document', 'model-card', 'x', '--audit', file)).toMatchObject({
        ...{ code: 2, err: expect.stringContaining(`is no result of an audit (${message}: `) },
      });
    }
    writeFileSync(file, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    for (const words of [
      ['ll144', 'x', '--audit', file],
      ['compare', file, file],
    ])
      expect(await cli('document', ...words)).toMatchObject({ code: 2, err: expect.stringContaining('nested deeper') });
  });

  it.each([
    [['document', 'll144', 'x', '--audit', 'nowhere.json'], 'cannot be read'],
    [
      ['document', 'll144', 'x', '--audit', resolve(import.meta.dirname, '../../../../../package.json')],
      'is no result of an audit',
    ],
    [['document', 'll14', 'x', '--audit', AUDIT], 'Did you mean "ll144"?'],
    [['document', 'll144', 'x', '--audit', AUDIT, '--format', 'pdf'], 'Its formats are html, md, json, csv'],
    [['document', 'll144', 'x', '--audit', AUDIT, '--data', dir], 'not of both'],
    [['document', 'll144', 'x', '--audit', AUDIT, '--out', 'x.pdf'], 'names no format'],
    [['document', 'll144', 'x', '--audit', AUDIT, '--race', 'rac'], 'Did you mean race?'],
    [['document', 'model-card', 'x', '--audit', AUDIT, '--race', 'race'], 'a model-card takes no race'],
    [['document', 'model-card', 'x', '--audit', AUDIT, '--format', 'cyclondx'], 'Did you mean "cyclonedx"?'],
    [['document', 'evidence-bundel', 'x', '--data', dir], 'Did you mean "evidence-bundle"?'],
  ])('refuses %j in one clear error', async (words, message) => {
    const { code, err } = await cli(...words);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('verifies the checkpoint of a bundle, under the key that is given and as of what the bundle says', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.concat([Uint8Array.of(1), publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
    const name = 'log.example/main';
    const id = createHash('sha256').update(`${name}\n`).update(raw).digest().subarray(0, 4);
    const key = `${name}+${id.toString('hex')}+${raw.toString('base64')}`;
    const tree = new MemoryTree(treeHasher(sha256));
    tree.append(Uint8Array.of(1));
    const root = tree.root(1);
    const note = printCheckpoint({ origin: name, size: 1, root, extensions: [] });
    const signature = Buffer.concat([id, sign(null, Buffer.from(note), privateKey)]).toString('base64');
    const asOf = { log: name, size: 1, root: Buffer.from(root).toString('base64') };
    const checkpoint = { path: 'ledger/checkpoint', bytes: Buffer.from(`${note}\n\u2014 ${name} ${signature}\n`) };
    const verify = async (parts: object, ...words: string[]) => {
      const file = join(dir, 'evidence.zip');
      writeFileSync(file, packBundle({ ...{ subject: 's', version: '1', key, asOf, files: [checkpoint] }, ...parts }));
      return cli('document', 'verify', file, ...words);
    };
    expect(await verify({}, '--key', key)).toMatchObject({
      code: 0,
      out: 's: 1 files, as of entry 1 of log.example/main\n',
    });
    expect(await verify({})).toMatchObject({ code: 0, out: expect.stringContaining('the key that came with it') });
    for (const [parts, message] of [
      [{ asOf: { ...asOf, size: 2 } }, 'of another place of the log'],
      [{ files: [] }, 'ledger/checkpoint is missing'],
      [{ files: [{ ...checkpoint, bytes: Buffer.from('x') }] }, 'is not proved'],
    ] as const)
      expect(await verify(parts, '--key', key)).toMatchObject({ code: 1, out: expect.stringContaining(message) });
    expect(await verify({ asOf: null, files: [] })).toMatchObject({
      code: 0,
      out: expect.stringContaining('damage only'),
    });
    // A bundle names a key and never a file: what lies at a path is not read for it.
    const secret = join(dir, 'secret');
    writeFileSync(secret, key);
    expect(await verify({ key: secret })).toMatchObject({ code: 2 });
  });

  it('lists kinds and fields', async () => {
    const { out } = await cli('document', 'kinds', '--json');
    const { kinds, fields } = JSON.parse(out) as {
      kinds: { id: string; formats: string[] }[];
      fields: { id: string }[];
    };
    expect(kinds.find(({ id }) => id === 'model-card')!.formats).toContain('cyclonedx');
    expect(fields.map(({ id }) => id)).toContain('intended-use');
  });
});
