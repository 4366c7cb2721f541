import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileKeyring } from '../../src/adapters/data-folder/keyring.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { dataFolder, openTestStore, sealedPage } from './support/store.js';

const keyringOf = (path: string): string => join(path, 'keys/keyring.json');

/** A folder whose keyring has been used, and what its file holds. */
async function usedFolder(): Promise<{ path: string; remove: () => void; whole: string }> {
  const folder = dataFolder();
  const store = await openTestStore(folder.path);
  for (const part of ['payload', 'attributes'] as const) {
    await store.keys.insertPage(sealedPage(store.keyring, { part, page: 0, epoch: 1 }));
  }
  await store.close();
  return { ...folder, whole: readFileSync(keyringOf(folder.path), 'utf8') };
}

describe('a keyring and a database', () => {
  let one: Awaited<ReturnType<typeof usedFolder>>;
  let other: Awaited<ReturnType<typeof usedFolder>>;
  beforeAll(async () => {
    one = await usedFolder();
    other = await usedFolder();
  }, 60_000);
  afterAll(() => {
    one.remove();
    other.remove();
  });

  const write = (text: string): void => writeFileSync(keyringOf(one.path), text);
  const refusal = (message: unknown) => ({ code: 'KEY_MISSING', message });
  async function starts(): Promise<void> {
    await (await openTestStore(one.path)).close();
  }

  it('of two installations are not taken together, and start again once put right', async () => {
    write(other.whole);
    await expect(starts()).rejects.toMatchObject(
      refusal('the keyring does not fit the database: it is that of another database'),
    );
    write(one.whole);
    await starts();
  });

  it('are not taken together when the database has not known its keyring yet, as before this version', async () => {
    const store = await openTestStore(one.path);
    await store.sql.query("delete from setting where name = 'keyring.fingerprint'");
    await store.close();
    const { check: _, ...old } = JSON.parse(other.whole) as Record<string, unknown>;
    write(JSON.stringify(old));
    await expect(starts()).rejects.toMatchObject(
      refusal('the keyring does not fit the database: it does not open the newest keys of epoch 1'),
    );
    write(one.whole);
    await starts();
  });

  it('of an older version open, and the file gets its check', async () => {
    const { check, ...old } = JSON.parse(one.whole) as Record<string, unknown>;
    write(JSON.stringify(old));
    await starts();
    expect(JSON.parse(readFileSync(keyringOf(one.path), 'utf8'))).toMatchObject({ ...old, check });
  });

  it('with a flipped bit in the file are refused as for a truncated one', async () => {
    const { epochs, ...rest } = JSON.parse(one.whole) as { epochs: Record<string, string> };
    const bytes = Buffer.from(epochs['1']!, 'base64');
    bytes[7]! ^= 1;
    write(JSON.stringify({ ...rest, epochs: { 1: bytes.toString('base64') } }));
    await expect(starts()).rejects.toMatchObject(refusal(`the keyring ${keyringOf(one.path)} is damaged`));
    write(one.whole);
  });

  it('of which the keyring is a copy from before the last turn are refused', async () => {
    copyFileSync(keyringOf(one.path), join(one.path, 'copy.json'));
    const store = await openTestStore(one.path);
    await store.keyring.begin(2, Date.now());
    for (const part of ['payload', 'attributes'] as const) {
      await store.keys.replacePage(sealedPage(store.keyring, { part, page: 0, epoch: 2 }));
    }
    await store.keyring.destroy(1);
    await store.close();
    const turned = readFileSync(keyringOf(one.path), 'utf8');
    copyFileSync(join(one.path, 'copy.json'), keyringOf(one.path));
    await expect(starts()).rejects.toMatchObject(
      refusal('the keyring does not fit the database: it is older than the database'),
    );
    write(turned);
    await starts();
  });
});

describe('a keyring file', () => {
  const folder = dataFolder();
  const path = join(folder.path, 'keyring.json');
  afterAll(() => folder.remove());

  it('with any one letter changed opens to the same keys or not at all', () => {
    FileKeyring.open({ path, runtime: nodeRuntime, mayCreate: true });
    const whole = readFileSync(path, 'utf8');
    const open = () => FileKeyring.open({ path, runtime: nodeRuntime, mayCreate: false });
    const keysOf = (ring: FileKeyring) => ring.epochs().map((epoch) => [epoch, ring.key(epoch), ring.indexKey()]);
    const right = keysOf(open());
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const text = whole.slice(0, at) + String.fromCharCode(code) + whole.slice(at + 1);
        writeFileSync(path, text);
        let ring: FileKeyring;
        try {
          ring = open();
        } catch (cause) {
          expect(cause).toMatchObject({ code: 'KEY_MISSING' });
          return;
        }
        expect(keysOf(ring)).toEqual(right);
      }),
      { numRuns: 1000 },
    );
  });
});
