import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FileKeyring } from '../../src/adapters/data-folder/keyring.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { dataFolder, openTestStore } from './support/store.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const folder = dataFolder();
const keys = join(folder.path, 'keys');
const keyring = join(keys, 'keyring.json');
const signing = join(keys, 'ledger-main.key');

beforeAll(async () => (await openTestStore(folder.path)).close());
afterAll(() => folder.remove());
afterEach(() => {
  chmodSync(keys, 0o700);
  for (const file of [keyring, signing]) chmodSync(file, 0o600);
  if (isRoot) for (const path of [keys, keyring, signing]) chownSync(path, 0, 0);
});

const refused = async (part: string): Promise<void> => {
  const error = await openTestStore(folder.path).then(
    (store) => store.close(),
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ code: 'KEY_MISSING', message: expect.stringContaining(part) });
  expect((error as { remedy: string }).remedy).toMatch(/chmod|chown/);
  expect(existsSync(join(folder.path, 'service.lock')), 'the lock is free again').toBe(false);
};

describe('key files that others could read or replace stop the start', () => {
  it.each([
    ['the keyring', keyring, 0o644],
    ['the keyring', keyring, 0o640],
    ['the signing key', signing, 0o604],
  ])('%s: %s of mode %o', async (_, file, mode) => {
    chmodSync(file, mode);
    await refused(`has mode ${mode.toString(8)}: others can read it`);
  });

  it.skipIf(!isRoot)('a keyring of another owner', async () => {
    chownSync(keyring, NOBODY, NOBODY);
    await refused(`belongs to user ${NOBODY}`);
  });

  it.each([0o777, 0o720])('a folder of mode %o, in which others can write', async (mode) => {
    chmodSync(keys, mode);
    await refused('others can replace the keys in it');
  });

  it.skipIf(!isRoot)('a folder of another owner', async () => {
    chownSync(keys, NOBODY, NOBODY);
    await refused('others can replace the keys in it');
  });

  it('and starts again once they are mended', async () => {
    const store = await openTestStore(folder.path);
    await store.close();
  });
});

describe('a keyring that cannot be written', () => {
  const own = dataFolder();
  const path = join(own.path, 'keyring.json');
  afterAll(() => own.remove());
  const open = () => FileKeyring.open({ path, runtime: nodeRuntime, mayCreate: true });
  /** A folder in the place of the draft: like a full disk, the new file cannot come to be. */
  const blocked = async (run: () => Promise<void>): Promise<void> => {
    mkdirSync(`${path}.new/full`, { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: 'KEY_MISSING' });
    rmSync(`${path}.new`, { recursive: true });
  };

  it('does not put a key in force that is not durable', async () => {
    const ring = open();
    const before = readFileSync(path, 'utf8');
    await blocked(() => ring.begin(2, 5));
    expect(ring.currentEpoch()).toBe(1);
    expect(() => ring.key(2)).toThrow();
    expect(readFileSync(path, 'utf8')).toBe(before);
    await ring.begin(2, 5);
    expect(open().key(2)).toEqual(ring.key(2));
  });

  it('does not call a key destroyed that is still in the file', async () => {
    const ring = open();
    await blocked(() => ring.destroy(1));
    expect(ring.epochs()).toEqual([1, 2]);
    await ring.destroy(1);
    expect(open().epochs()).toEqual([2]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is refused when it is damaged, without showing what is in it', () => {
    const whole = readFileSync(path, 'utf8');
    for (const text of [
      '',
      '{',
      whole.slice(0, whole.length / 2),
      '{"format":"tribune.keyring/v1","epochs":{}}',
      '[]',
      'null',
    ]) {
      writeFileSync(path, text, { mode: 0o600 });
      expect(() => open(), text.slice(0, 10)).toThrow(
        expect.objectContaining({ code: 'KEY_MISSING', message: `the keyring ${path} is damaged` }),
      );
    }
  });
});
