import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileIdSpill } from './id-spill.js';

const MODE = 0o777;
let scratch = '';
let folder = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tribune-ids-'));
  folder = join(scratch, 'recent-ids');
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const bytes = (n: number, first = 0): Uint8Array => Uint8Array.from({ length: n }, (_, i) => first + i);

describe('files of ids', () => {
  it('give back what was kept, from any place', async () => {
    const spill = new FileIdSpill(folder);
    const kept = await Promise.all([spill.keep([bytes(100)]), spill.keep([bytes(30, 100), bytes(70, 130)])]);
    const into = new Uint8Array(10);
    kept[1].read(20, into);
    expect(into).toEqual(bytes(10, 120));
    kept[0].read(90, into);
    expect(into).toEqual(bytes(10, 90));
    spill.close();
  });

  it('are readable by the owner only', async () => {
    const spill = new FileIdSpill(folder);
    await spill.keep([bytes(1)]);
    expect(statSync(folder).mode & MODE).toBe(0o700);
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & MODE)).toEqual([0o600]);
    spill.close();
  });

  it('of an earlier start are removed', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, '0.ids'), 'old');
    const spill = new FileIdSpill(folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(statSync(folder).mode & MODE).toBe(0o700);
    spill.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('can be more than are held open', async () => {
    const spill = new FileIdSpill(folder);
    const kept = [];
    for (let i = 0; i < 300; i++) kept.push(await spill.keep([Uint8Array.of(i & 255, i >> 8)]));
    const into = new Uint8Array(2);
    for (let round = 0; round < 2; round++) {
      for (const [i, file] of kept.entries()) {
        file.read(0, into);
        expect(into[0]! + 256 * into[1]!).toBe(i);
      }
    }
    spill.close();
  });

  it('that are gone or shorter than they were are an error', async () => {
    const spill = new FileIdSpill(folder);
    const [gone, short] = await Promise.all([spill.keep([bytes(100)]), spill.keep([bytes(100)])]);
    rmSync(join(folder, '0.ids'));
    truncateSync(join(folder, '1.ids'), 99);
    const into = new Uint8Array(10);
    for (const file of [gone, short]) {
      expect(() => file.read(90, into)).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
    }
    spill.close();
  });

  it('cannot be written into a folder that is gone, and say so', async () => {
    const spill = new FileIdSpill(folder);
    rmSync(folder, { recursive: true });
    await expect(spill.keep([bytes(1)])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    spill.close();
  });

  it('need a folder that can be made', () => {
    writeFileSync(join(scratch, 'file'), '');
    expect(() => new FileIdSpill(join(scratch, 'file', 'recent-ids'))).toThrow(
      expect.objectContaining({ code: 'STORE_INVALID' }),
    );
  });

  it('vanish when removed', async () => {
    const spill = new FileIdSpill(folder);
    const kept = await spill.keep([bytes(10)]);
    kept.read(0, new Uint8Array(5));
    kept.remove();
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    expect(() => kept.read(0, new Uint8Array(5))).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
    spill.close();
  });
});
