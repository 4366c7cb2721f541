import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { MODEL_FILES } from '../../../../test/support/generators/models.js';
import { digestOfBytes, parseModelFile, readModelBytes } from './model-file.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-model-'));
const path = join(folder, 'model.gz');
const write = (bytes: Uint8Array): void => writeFileSync(path, bytes);

describe('a packed model file', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(MODEL_FILES)('of %s is the model that it holds, with its digest', async (_, bytes) => {
    write(gzipSync(bytes));
    const { model, digest } = parseModelFile(await readModelBytes(path), path);
    expect(model.features.length).toBeGreaterThan(0);
    expect(digest).toBe(digestOfBytes(bytes));
  });

  it('that unpacks to more than a model may have is refused', async () => {
    write(gzipSync(new Uint8Array(256 * 1024 * 1024 + 1)));
    await expect(readModelBytes(path)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('unpacks to more than'),
    });
  });

  it('that is cut off is refused', async () => {
    write(gzipSync(MODEL_FILES[0]![1]).subarray(0, 60));
    await expect(readModelBytes(path)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('cannot be unpacked'),
    });
  });

  it('a folder is named as one, with the way to serve it', async () => {
    await expect(readModelBytes(folder)).rejects.toMatchObject({
      message: expect.stringContaining('is a folder'),
      remedy: expect.stringContaining('tfserving+http://'),
    });
  });
});
