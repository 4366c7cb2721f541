import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTree, printCheckpoint, printReceipt, sha256, treeHasher } from '../../core/ledger/index.js';
import { packBundle, readBundle, readZip, writeZip } from './index.js';
import { CHECKS } from './page/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, text = 'x') => ({ path, bytes: bytes(text) });
const parts = (...files: ReturnType<typeof file>[]) => ({
  subject: 'credit@2.1',
  asOf: null,
  key: null,
  version: '1',
  files,
});

/** Puts another text of the same length into a ZIP, wherever it stands. */
function forged(zip: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(zip).toString('latin1').replaceAll(from, to);
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

describe('a ZIP', () => {
  it('is read as it was written, and written the same again', () => {
    const some = fc.uniqueArray(
      fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,5}(\/[a-z]{1,3})?$/), fc.uint8Array({ maxLength: 50 })),
      {
        selector: ([path]) => path,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(some, (all) => {
        const files = all.map(([path, content]) => ({ path, bytes: content }));
        const zip = writeZip(files);
        expect(readZip(zip)).toEqual(files);
        expect(writeZip(files)).toEqual(zip);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    '../x',
    '/etc/x',
    'a/../../x',
    'C:x',
    'a\\x',
    'a//x',
    './x',
    'a/',
    'nul',
    'com1.txt',
    'a\nb',
    '.ssh',
    'x.',
    '',
  ])('never has the path %j, written or read', (path) => {
    expect(() => writeZip([file(path)])).toThrow('stays inside a folder');
    const same = 'a'.repeat(path.length);
    if (path.length > 0) expect(() => readZip(forged(writeZip([file(same, 'zz')]), same, path))).toThrow(/not taken/);
  });

  it('has no path twice, also not in other letters', () => {
    expect(() => writeZip([file('a'), file('A')])).toThrow('stands twice');
    expect(() => readZip(forged(writeZip([file('aa', 'z'), file('bb', 'z')]), 'bb', 'AA'))).toThrow('stands twice');
  });

  it('has no path that is file and folder at once, and no name behind a mark that nobody sees', () => {
    expect(() => writeZip([file('a'), file('A/b')])).toThrow('file and a folder');
    expect(() => writeZip([file('a/b'), file('a')])).toThrow('file and a folder');
    const named = Buffer.from('\ufeffa', 'utf8').toString('latin1');
    expect(() => readZip(forged(writeZip([file('bbbb', 'z')]), 'bbbb', named))).toThrow(/not taken/);
  });

  it('is refused where it says twice that a file is locked or has its sizes behind it', () => {
    for (const flag of [0x01, 0x08]) {
      const zip = writeZip([file('a', 'z')]);
      const [local, central] = [6, zip.length - 22 - 47 + 8];
      zip[local]! |= flag;
      zip[central]! |= flag;
      expect(() => readZip(zip)).toThrow('is locked');
    }
  });

  it('is not written where nobody could read it again', () => {
    const many = Array.from({ length: 10_001 }, (_, n) => ({ path: `f${n}`, bytes: new Uint8Array() }));
    expect(() => writeZip(many)).toThrow('at most 10000');
  });

  it('is refused wherever a byte of it is another', () => {
    const zip = writeZip([file('a.txt', 'some text'), file('b/c.txt', 'more')]);
    for (let at = 0; at < zip.length; at++) {
      const changed = zip.slice();
      changed[at]! ^= 0x10;
      let read: unknown;
      try {
        read = readZip(changed);
      } catch (error) {
        expect((error as Error).message).toMatch(/bundle/);
        continue;
      }
      // Times and versions say nothing of the files; whatever else is changed is refused.
      expect(read, `byte ${at}`).toEqual(readZip(zip));
    }
    for (let length = 0; length < zip.length; length++)
      expect(() => readZip(zip.subarray(0, length))).toThrow('not taken');
  });
});

describe('a bundle', () => {
  it('has a digest of every file, and names what is another, missing or added', () => {
    const zip = packBundle(parts(file('audits/a.json', '{"n":1}'), file('ledger/checkpoint', 'c')));
    expect(packBundle(parts(file('audits/a.json', '{"n":1}'), file('ledger/checkpoint', 'c')))).toEqual(zip);
    expect(readBundle(zip)).toMatchObject({ mistakes: [], manifest: { subject: 'credit@2.1' } });
    const files = readZip(zip);
    const swapped = writeZip([
      ...files.filter(({ path }) => path !== 'audits/a.json'),
      file('audits/b.json', '{"n":2}'),
    ]);
    expect(readBundle(swapped).mistakes).toEqual(['audits/b.json is not in the manifest', 'audits/a.json is missing']);
    const other = writeZip(files.map((one) => (one.path === 'audits/a.json' ? file(one.path, '{"n":2}') : one)));
    expect(readBundle(other).mistakes).toEqual([
      'audits/a.json is not the file of the manifest: its digest is another',
    ]);
    expect(() => readBundle(writeZip([file('a')]))).toThrow('no manifest');
    const whole = { schemaVersion: '1', subject: 's', key: null, asOf: null, files: [] as object[] };
    const twice = { path: 'a', sha256: '0' };
    for (const [manifest, message] of [
      [[], 'another form'],
      [{ ...whole, asOf: {} }, 'another form'],
      [{ ...whole, key: 7 }, 'another form'],
      [{ ...whole, files: [twice, twice] }, 'names a file twice'],
    ] as const)
      expect(() => readBundle(writeZip([file('manifest.json', JSON.stringify(manifest))]))).toThrow(message);
  });

  it('has a page in which nothing that was written ends an element', () => {
    const zip = packBundle({ ...parts(), subject: '</script><script>alert(1)</script>', key: '"><img src=x>' });
    const page = new TextDecoder().decode(readZip(zip).find(({ path }) => path === 'verify.html')!.bytes);
    expect(page).not.toMatch(/<script>alert|<img/);
  });
});

describe('the page of a bundle', () => {
  type Checks = Record<'checkReceipt' | 'checkCheckpoint' | 'checkFile', (...given: unknown[]) => Promise<unknown>> &
    Record<'checkAsOf' | 'isSameManifest', (...given: unknown[]) => unknown> & {
      pathsIn: (names: string[]) => (name: string) => string | null;
    };
  // The very text that stands in the page runs here.
  const checks = new Function(
    `${CHECKS}; return { checkReceipt, checkCheckpoint, checkFile, checkAsOf, isSameManifest, pathsIn };`,
  )() as Checks;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const name = 'log.example/main';
  const id = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(1)).update(raw).digest().subarray(0, 4);
  const key = `${name}+${id.toString('hex')}+${Buffer.concat([Uint8Array.of(1), raw]).toString('base64')}`;

  function receiptOf(index: number, size: number): string {
    const tree = new MemoryTree(treeHasher(sha256));
    for (let n = 0; n < size; n++) tree.append(bytes(`entry ${n}`));
    const text = printCheckpoint({ origin: name, size, root: tree.root(size), extensions: [] });
    const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64');
    const checkpoint = `${text}\n\u2014 ${name} ${signature}\n`;
    return printReceipt({ extra: bytes(`entry ${index}`), index, proof: tree.inclusionProof(index, size), checkpoint });
  }

  it('finds every entry of logs of every small size, and no other', async () => {
    for (let size = 1; size <= 9; size++)
      for (let index = 0; index < size; index++) {
        const receipt = receiptOf(index, size);
        expect(await checks.checkReceipt(receipt, key)).toBe(`entry ${index} of ${size}`);
        const wrong = receipt.replace(`index ${index}`, `index ${(index + 1) % (size + 1)}`);
        await expect(checks.checkReceipt(wrong, key), wrong).rejects.toThrow();
      }
  });

  it('finds the files of the bundle and no others, and holds manifest and checkpoint against what it says', () => {
    const inBundle = checks.pathsIn([
      'up/x.json',
      'up/e/manifest.json',
      'up/e/old/manifest.json',
      'up/e/audits/x.json',
    ]);
    expect(['up/x.json', 'up/e/audits/x.json', 'up/e/old/audits/x.json'].map(inBundle)).toEqual([
      null,
      'audits/x.json',
      'old/audits/x.json',
    ]);
    const asOf = { log: 'l', size: 7, root: Buffer.from('r').toString('base64') };
    expect(checks.checkAsOf({ size: 7n, root: bytes('r') }, asOf)).toBe('7 entries');
    for (const other of [null, { ...asOf, size: 8 }, { ...asOf, root: 'AA==' }])
      expect(() => checks.checkAsOf({ size: 7n, root: bytes('r') }, other)).toThrow('another place');
    const files = [{ path: 'a', sha256: '0', bytes: 1 }];
    expect(checks.isSameManifest(JSON.stringify({ subject: 's', files, asOf }), { files, asOf })).toBe(true);
    for (const other of ['[', '{}', JSON.stringify({ files: [], asOf }), JSON.stringify({ files, asOf: null })])
      expect(checks.isSameManifest(other, { files, asOf }), other).toBe(false);
  });

  it('refuses another key, a changed checkpoint and a changed leaf', async () => {
    const receipt = receiptOf(3, 7);
    const leaf = Buffer.from('entry 3').toString('base64');
    await expect(
      checks.checkReceipt(receipt.replace(leaf, Buffer.from('entry 4').toString('base64')), key),
    ).rejects.toThrow('not in the log');
    await expect(checks.checkReceipt(receipt.replace('\n7\n', '\n8\n'), key)).rejects.toThrow(
      'signature of the log is false',
    );
    await expect(checks.checkReceipt(receipt, key.replace('main', 'mine'))).rejects.toThrow('its own id');
    expect(await checks.checkFile(bytes('x'), createHash('sha256').update('x').digest('hex'))).toBe(true);
  });
});
