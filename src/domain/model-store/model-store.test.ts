import { describe, expect, it } from 'vitest';
import { utf8 } from '../../core/base/bytes.js';
import { sha256 } from '../../core/base/sha256.js';
import { modelStore } from './model-store.js';
import type { ModelBytes } from './ports.js';

function placeOf(kept: Map<string, Uint8Array>): ModelBytes & { writes: number } {
  return {
    place: 'memory',
    writes: 0,
    async write(digest, bytes) {
      this.writes += 1;
      kept.set(digest, bytes);
    },
    async read(digest, maxBytes) {
      const bytes = kept.get(digest);
      if (bytes === undefined) return null;
      return bytes.length > maxBytes ? 'too large' : bytes;
    },
    has: async (digest) => kept.has(digest),
  };
}

describe('a store of models', () => {
  it('writes the same bytes once', async () => {
    const bytes = placeOf(new Map());
    const models = modelStore({ bytes, sha256 });
    const digest = await models.put(utf8('model'));
    expect(await models.put(utf8('model'))).toBe(digest);
    expect(bytes.writes).toBe(1);
    expect(await models.get(digest)).toEqual(utf8('model'));
  });

  it('refuses bytes that were changed by the digest that was asked for, and takes the model again', async () => {
    const kept = new Map<string, Uint8Array>();
    const models = modelStore({ bytes: placeOf(kept), sha256 });
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
    const models = modelStore({ bytes: placeOf(new Map()), sha256 });
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await models.has(other)).toBe(false);
    await expect(models.get(other)).rejects.toMatchObject({ code: 'NOT_FOUND', reason: 'model-not-kept' });
    for (const wrong of ['', 'sha256:', '../keys/keyring.json', other.toUpperCase()])
      await expect(models.get(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('keeps nothing empty and nothing too large, and reads nothing too large', async () => {
    const kept = new Map<string, Uint8Array>();
    const models = modelStore({ bytes: placeOf(kept), sha256, maxBytes: 4 });
    await expect(models.put(new Uint8Array())).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(models.put(utf8('12345'))).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
    const digest = await models.put(utf8('1234'));
    kept.set(digest, utf8('12345'));
    await expect(models.get(digest)).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
  });
});
