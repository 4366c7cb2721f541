import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderModelBytes, objectStoreModelBytes } from '../../src/adapters/model-store/index.js';
import { memoryModelBytes } from '../../src/apps/testing/stores/memory-model-bytes.js';
import { utf8 } from '../../src/core/base/bytes.js';
import { modelStore } from '../../src/domain/model-store/index.js';
import type { ModelBytes } from '../../src/domain/model-store/ports.js';
import { type ObjectServer, objectServer } from './object-server.js';
import { realObjectStore } from './real-object-store.js';

const newSha256 = () => createHash('sha256');
const nowMs = (): number => Date.now();

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

async function write(bytes: ModelBytes, digest: string, content: Uint8Array): Promise<void> {
  const draft = await bytes.draft();
  try {
    await draft.write(content);
    await draft.keep(digest);
  } finally {
    await draft.discard();
  }
}

/** A place for bytes, and a way to change what lies there behind its back. */
interface Opened {
  readonly bytes: ModelBytes;
  overwrite(digest: string, bytes: Uint8Array): Promise<void>;
}

/** What every place for bytes must hold to. */
function modelBytesContract(name: string, open: () => Promise<Opened>): void {
  describe(`models in ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    const store = (maxBytes?: number) =>
      modelStore({ bytes: opened.bytes, newSha256, ...(maxBytes === undefined ? {} : { maxBytes }) });

    it('gives back the bytes that were put, however often', async () => {
      const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
      const digest = await store().put(content);
      expect(await store().put(content)).toBe(digest);
      expect(await store().has(digest)).toBe(true);
      expect(Buffer.compare(await store().get(digest), content)).toBe(0);
    });

    it('knows nothing of others', async () => {
      const digest = `sha256:${'ab'.repeat(32)}`;
      expect(await store().has(digest)).toBe(false);
      await expect(store().get(digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('refuses bytes that were changed by the name of the model, until they are put again', async () => {
      const digest = await store().put(utf8('a model that somebody changes'));
      await opened.overwrite(digest, utf8('A model that somebody changes'));
      await expect(store().get(digest)).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining(digest),
      });
      await store().put(utf8('a model that somebody changes'));
      expect(Buffer.from(await store().get(digest)).toString()).toBe('a model that somebody changes');
    });

    it('neither keeps nor reads more than its bound', async () => {
      await expect(store(3).put(utf8('1234'))).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
      const digest = await store().put(utf8('123456'));
      await expect(store(5).get(digest)).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
    });

    it('keeps what comes in pieces, and nothing of what has another digest', async () => {
      const content = Uint8Array.from({ length: 700_000 }, (_, i) => (i * 7) % 251);
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
      }
      const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
      await expect(store().receive(digestOf('another'), pieces())).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      expect(await store().has(digestOf('another'))).toBe(false);
      expect(await store().receive(digest, pieces())).toEqual({ size: 700_000, isNew: true });
      const { size, pieces: given } = await store().open(digest);
      const hash = createHash('sha256');
      for await (const piece of given) hash.update(piece);
      expect([size, `sha256:${hash.digest('hex')}`]).toEqual([700_000, digest]);
    });

    it('keeps one model when many put it at once', async () => {
      const content = utf8('put by many');
      const digests = await Promise.all(Array.from({ length: 8 }, () => store().put(content)));
      expect(new Set(digests).size).toBe(1);
      expect(Buffer.from(await store().get(digests[0]!)).toString()).toBe('put by many');
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'tribune-models-'));
let server: ObjectServer;
const keys = { accessKeyId: 'key', secretAccessKey: 'secret' };
const drafts = join(folder, 'drafts');

beforeAll(async () => {
  server = await objectServer('models');
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

modelBytesContract('memory', async () => {
  const kept = new Map<string, Uint8Array>();
  return { bytes: memoryModelBytes(kept), overwrite: async (digest, bytes) => void kept.set(digest, bytes) };
});

const fileOf = (digest: string): string => join(folder, 'models', digest.slice('sha256:'.length));

modelBytesContract('a folder', async () => ({
  bytes: folderModelBytes(join(folder, 'models'), { nowMs }),
  overwrite: async (digest, bytes) => writeFileSync(fileOf(digest), bytes),
}));

modelBytesContract('an object store', async () => ({
  bytes: objectStoreModelBytes({ endpoint: server.endpoint, bucket: 'models', prefix: 'a/b', keys, drafts, nowMs }),
  overwrite: async (digest, bytes) =>
    void server.objects.set(`a/b/${digest.slice('sha256:'.length)}`, Buffer.from(bytes)),
}));

const real = await realObjectStore();
afterAll(() => real?.close());
if (real !== null) {
  const { endpoint, bucket, keys: realKeys } = real;
  const options = { endpoint, bucket, prefix: 'tribune', drafts, nowMs };
  modelBytesContract('an object store that checks signatures', async () => {
    const bytes = objectStoreModelBytes({ ...options, keys: realKeys });
    return { bytes, overwrite: (digest, content) => write(bytes, digest, content) };
  });

  it('a wrong secret is refused by a store that checks signatures', async () => {
    const bytes = objectStoreModelBytes({ ...options, keys: { ...realKeys, secretAccessKey: 'wrong' } });
    await expect(write(bytes, digestOf('x'), utf8('x'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('403'),
    });
  });
}

describe('a folder of models', () => {
  it('is open to our user alone and holds no drafts', async () => {
    const digest = await modelStore({ bytes: folderModelBytes(join(folder, 'models'), { nowMs }), newSha256 }).put(
      utf8('private'),
    );
    expect(statSync(join(folder, 'models')).mode & 0o077).toBe(0);
    expect(statSync(fileOf(digest)).mode & 0o077).toBe(0);
    expect(readFileSync(fileOf(digest), 'utf8')).toBe('private');
    expect(readdirSync(join(folder, 'models')).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('loses the drafts of a process that was killed, and not those that are being written', async () => {
    const place = join(folder, 'killed');
    const bytes = folderModelBytes(place, { nowMs: () => Date.now() + 2 * 3_600_000 });
    await write(bytes, digestOf('kept'), utf8('kept'));
    await (await bytes.draft()).write(utf8('half'));
    await folderModelBytes(place, { nowMs }).sweep!();
    expect(readdirSync(place).length).toBe(2);
    await bytes.sweep!();
    expect(readdirSync(place)).toEqual([digestOf('kept').slice('sha256:'.length)]);
    await folderModelBytes(join(folder, 'never made'), { nowMs }).sweep!();
  });

  it('says where it cannot write', async () => {
    writeFileSync(join(folder, 'file'), 'no folder');
    const models = modelStore({ bytes: folderModelBytes(join(folder, 'file'), { nowMs }), newSha256 });
    await expect(models.put(utf8('x'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(join(folder, 'file')),
    });
  });
});

describe('an object store of models', () => {
  const open = (more: object = {}) =>
    modelStore({
      bytes: objectStoreModelBytes({ endpoint: server.endpoint, bucket: 'models', keys, drafts, nowMs, ...more }),
      newSha256,
    });
  const absent = `sha256:${'00'.repeat(32)}`;

  it('tells a missing bucket, a refusal and silence from a missing model', async () => {
    await expect(open({ bucket: 'nobody' }).get(absent)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('NoSuchBucket'),
    });
    server.refuse = { status: 403, code: 'SignatureDoesNotMatch' };
    await expect(open().put(utf8('x'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('403'),
    });
    server.refuse = { status: 301, code: 'PermanentRedirect' };
    await expect(open().get(absent)).rejects.toMatchObject({ message: expect.stringContaining('PermanentRedirect') });
    server.refuse = null;
    expect(readdirSync(drafts)).toEqual([]);
    await expect(open({ endpoint: 'http://127.0.0.1:1' }).get(absent)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('does not answer'),
    });
  });

  it('asks a store that is busy once more, sends the whole model again, and gives up in the end', async () => {
    const model = utf8('sent twice');
    server.refuse = { status: 503, code: 'SlowDown', times: 1 };
    const digest = await open().put(model);
    server.refuse = { status: 500, code: 'InternalError', times: 2 };
    expect(Buffer.from(await open().get(digest)).toString()).toBe('sent twice');
    server.refuse = { status: 503, code: 'SlowDown' };
    await expect(open().get(digest)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('503'),
    });
    server.refuse = null;
    expect(readdirSync(drafts)).toEqual([]);
  });

  it.each([
    [{ endpoint: 'ftp://host' }, 'address'],
    [{ endpoint: 'https://key:secret@host' }, 'address'],
    [{ bucket: 'A' }, 'bucket'],
    [{ prefix: '../keys' }, 'prefix'],
    [{ prefix: 'a?b' }, 'prefix'],
  ])('refuses the place %j', (more, word) => {
    expect(() => open(more)).toThrow(word);
  });

  it('names its place without keys', () => {
    const { place } = objectStoreModelBytes({
      endpoint: server.endpoint,
      bucket: 'models',
      prefix: 'p',
      keys,
      drafts,
      nowMs,
    });
    expect(place).toBe(`${server.endpoint}/models/p/`);
  });
});
