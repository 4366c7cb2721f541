import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PinnedNumbers } from '../../data-folder/index.js';
import { GrownCounts } from './grown-counts.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-grown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pinnedNumbers = new PinnedNumbers(folder);

type Counts = Readonly<Record<string, number>>;

const held = (table: GrownCounts, counts: Counts, isWhole = true): Promise<Counts> =>
  table.held(
    async () => counts,
    () => ({ counts, isWhole }),
  );

it('rows that are fewer than there were are refused, also after a start, and not what a transaction only read', async () => {
  const serving = new GrownCounts('rule', { pinnedNumbers });
  const two = { rules: 2, ended: 1 };
  expect(await held(serving, two)).toBe(two);
  await expect(held(serving, {})).rejects.toMatchObject({
    ...{ code: 'STORE_INVALID', message: 'the database holds 0 rules, and held 2' },
    remedy: expect.stringContaining(pinnedNumbers.path),
  });
  await expect(held(serving, { rules: 2 })).rejects.toThrow('holds 0 ended, and held 1');
  const started = new GrownCounts('rule', { pinnedNumbers });
  await expect(held(started, { rules: 1, ended: 1 })).rejects.toThrow('holds 1 rules, and held 2');
  const within = new GrownCounts('rule', { pinnedNumbers, isTransaction: true });
  await held(within, { rules: 3, ended: 1 });
  await held(new GrownCounts('rule', { pinnedNumbers }), two);
  // Another table has its own.
  await held(new GrownCounts('gate', { pinnedNumbers }), {});
});

it('what one lost is not made up for by what another gained, and a part says nothing of the rest', async () => {
  const counts = new GrownCounts('each', { pinnedNumbers });
  await held(counts, { a: 2, b: 1 });
  await expect(held(counts, { a: 1, b: 2 })).rejects.toThrow('holds 1 a, and held 2');
  await expect(held(counts, { c: 1, b: 2 })).rejects.toThrow('holds 0 a, and held 2');
  await held(counts, { b: 2 }, false);
  await expect(held(counts, { a: 0 }, false)).rejects.toThrow('holds 0 a, and held 2');
  expect(await pinnedNumbers.read('each')).toEqual({ a: 2, b: 2 });
});

it('a note that failed is made with the next reading', async () => {
  let isFull = true;
  const onFullDisk = {
    path: pinnedNumbers.path,
    read: () => pinnedNumbers.read('full'),
    write: (table: string, numbers: Counts) =>
      isFull ? Promise.reject(new Error('no space')) : pinnedNumbers.write(table, numbers),
  } as unknown as PinnedNumbers;
  const counts = new GrownCounts('full', { pinnedNumbers: onFullDisk });
  await expect(held(counts, { rules: 1 })).rejects.toThrow('no space');
  isFull = false;
  await held(counts, { rules: 1 });
  expect(await pinnedNumbers.read('full')).toEqual({ rules: 1 });
});

it('a reading that began before rows were added is no loss', async () => {
  const counts = new GrownCounts('list', { pinnedNumbers });
  let come: (rules: number) => void = () => undefined;
  const slow = counts.held(
    () => new Promise<number>((resolve) => (come = resolve)),
    (rules) => ({ counts: { rules }, isWhole: true }),
  );
  await held(counts, { rules: 5 });
  come(4);
  expect(await slow).toBe(4);
  await expect(held(counts, { rules: 4 })).rejects.toThrow('held 5');
});
