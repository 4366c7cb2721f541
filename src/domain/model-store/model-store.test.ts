import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryModelBytes } from '../../apps/testing/stores/memory-model-bytes.js';
import { utf8 } from '../../core/base/bytes.js';
import { modelStore } from './index.js';
import type { ModelBytes, ModelStore } from './ports.js';

const newSha256 = () => createHash('sha256');
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A place in memory that counts what is kept and discarded. */
function placeOf(kept: Map<string, Uint8Array>): ModelBytes & { kept: number; discarded: number } {
  const memory = memoryModelBytes(kept);
  const place = {
    ...memory,
    kept: 0,
    discarded: 0,
    async draft() {
      const draft = await memory.draft();
      return {
        ...draft,
        keep: (digest: string) => {
          place.kept += 1;
          return draft.keep(digest);
        },
        discard: () => {
          place.discarded += 1;
          return draft.discard();
        },
      };
    },
  };
  return place;
}

async function* piecesOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text);
}

async function textOf(models: ModelStore, digest: string): Promise<string> {
  const { size, pieces } = await models.open(digest);
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  const whole = Buffer.concat(all);
  expect(whole.length).toBe(size);
  return whole.toString();
}

describe('a store of models', () => {
  it('writes the same bytes once', async () => {
    const bytes = placeOf(new Map());
    const models = modelStore({ bytes, newSha256 });
    const digest = await models.put(utf8('model'));
    expect(await models.put(utf8('model'))).toBe(digest);
    expect([bytes.kept, bytes.discarded]).toEqual([1, 2]);
    expect(await models.get(digest)).toEqual(utf8('model'));
  });

  it('gives the first bytes as they are, and ends the pieces after them', async () => {
    let ended = 0;
    const memory = memoryModelBytes();
    async function* pieces() {
      try {
        for (;;) yield utf8('abc');
      } finally {
        ended += 1;
      }
    }
    const models = modelStore({ bytes: { ...memory, open: async () => pieces() }, newSha256 });
    expect(await models.head(digestOf('any'), 4)).toEqual(utf8('abca'));
    expect(await models.head(digestOf('any'), 3)).toEqual(utf8('abc'));
    expect(ended).toBe(2);
    await expect(modelStore({ bytes: memory, newSha256 }).head(digestOf('none'), 4)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('refuses bytes that were changed by the digest that was asked for, and takes the model again', async () => {
    const kept = new Map<string, Uint8Array>();
    const models = modelStore({ bytes: placeOf(kept), newSha256 });
    const digest = await models.put(utf8('model'));
    kept.set(digest, utf8('modem'));
    await expect(models.get(digest)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining(`model ${digest} in memory was changed`),
    });
    await models.put(utf8('model'));
    expect(await models.get(digest)).toEqual(utf8('model'));
  });

  it('knows nothing of what it does not keep, and refuses what is no digest', async () => {
    const models = modelStore({ bytes: placeOf(new Map()), newSha256 });
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await models.has(other)).toBe(false);
    await expect(models.get(other)).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'artifact.not-held' });
    for (const wrong of ['', 'sha256:', '../keys/keyring.json', other.toUpperCase()])
      await expect(models.get(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('keeps nothing empty and nothing too large, and reads nothing too large', async () => {
    const kept = new Map<string, Uint8Array>();
    const models = modelStore({ bytes: placeOf(kept), newSha256, maxBytes: 4 });
    await expect(models.put(new Uint8Array())).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(models.put(utf8('12345'))).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
    const digest = await models.put(utf8('1234'));
    kept.set(digest, utf8('12345'));
    await expect(models.get(digest)).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
  });

  it('receives pieces under the digest that was named, and nothing of others', async () => {
    const kept = new Map<string, Uint8Array>();
    const bytes = placeOf(kept);
    const models = modelStore({ bytes, newSha256, maxBytes: 10 });
    expect(await models.receive(digestOf('a model'), piecesOf('a ', '', 'model'))).toEqual({ size: 7, isNew: true });
    expect(await models.receive(digestOf('a model'), piecesOf('a model'))).toEqual({ size: 7, isNew: false });
    expect(await textOf(models, digestOf('a model'))).toBe('a model');
    const refused: [AsyncIterable<Uint8Array>, string, RegExp][] = [
      [piecesOf('a modem'), 'DIGEST_MISMATCH', new RegExp(`${digestOf('a modem')}, not ${digestOf('other')}`)],
      [piecesOf('12345', '678901'), 'DATA_TOO_LARGE', /more than 10 bytes/],
      [piecesOf(), 'MODEL_INVALID', /without bytes/],
    ];
    for (const [pieces, code, message] of refused) {
      await expect(models.receive(digestOf('other'), pieces)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    }
    await expect(models.receive('sha256:xyz', piecesOf('x'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect([kept.size, bytes.kept, bytes.discarded]).toEqual([1, 1, 5]);
  });

  it('keeps nothing of a sender who breaks off', async () => {
    const bytes = placeOf(new Map());
    const models = modelStore({ bytes, newSha256 });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield utf8('half of ');
      throw new Error('hung up');
    }
    await expect(models.receive(digestOf('half of a model'), broken())).rejects.toThrow('hung up');
    expect([bytes.kept, bytes.discarded, await models.has(digestOf('half of a model'))]).toEqual([0, 1, false]);
  });

  it('replaces a damaged copy, but not one of a place that does not answer', async () => {
    const kept = new Map<string, Uint8Array>();
    const bytes = placeOf(kept);
    const models = modelStore({ bytes, newSha256 });
    const digest = await models.put(utf8('model'));
    kept.set(digest, utf8('modem'));
    expect(await models.receive(digest, piecesOf('model'))).toEqual({ size: 5, isNew: true });
    expect(await models.check(digest)).toBe(5);
    const away = modelStore({ bytes: { ...bytes, open: () => Promise.reject(new Error('away')) }, newSha256 });
    await expect(away.receive(digest, piecesOf('model'))).rejects.toThrow('away');
  });

  it('never ends pieces that changed after they were checked', async () => {
    const kept = new Map<string, Uint8Array>();
    const models = modelStore({ bytes: memoryModelBytes(kept), newSha256 });
    const digest = await models.put(utf8('model'));
    const { pieces } = await models.open(digest);
    kept.set(digest, utf8('modem'));
    const given: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of pieces) given.push(piece);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'STORE_INVALID', reason: 'artifact.changed' });
    expect(given).toEqual([]);
  });
});
