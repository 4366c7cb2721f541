import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeDurably } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-durable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is written durably', () => {
  it('is there whole, for its owner alone, in place of the one before and of a draft that a crash left', async () => {
    const path = join(folder, 'note');
    writeFileSync(`${path}.new`, 'half of a longer draft');
    await writeDurably(path, 'first');
    await writeDurably(path, new TextEncoder().encode('second'));
    expect(readFileSync(path, 'utf8')).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['note']);
  });

  it('leaves neither a draft nor half of itself where it cannot be put in place', async () => {
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'full'), { recursive: true });
    await expect(writeDurably(path, 'x')).rejects.toThrow();
    expect(readdirSync(folder).toSorted()).toEqual(['note', 'taken']);
  });
});
