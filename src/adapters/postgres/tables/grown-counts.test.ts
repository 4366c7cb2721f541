import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PinnedNumbers } from '../../data-folder/index.js';
import { GrownCounts } from './grown-counts.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-grown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pinnedNumbers = new PinnedNumbers(folder);
const WORDS = { what: 'rules', mending: 'Restore the newest backup.' };

const held = (counts: GrownCounts, rules: number, ended = 0): Promise<number> =>
  counts.held(
    async () => rules,
    (there) => ({ rules: there, ended }),
    WORDS,
  );

it('rows that are fewer than there were are refused, also after a start, and not what a transaction only read', async () => {
  const serving = new GrownCounts('rule', { pinnedNumbers });
  expect(await held(serving, 2, 1)).toBe(2);
  await expect(held(serving, 0)).rejects.toMatchObject({
    ...{ code: 'STORE_INVALID', message: 'the database holds 0 rules (rules), and held 2' },
    remedy: expect.stringContaining('Restore the newest backup.'),
  });
  await expect(held(serving, 2, 0)).rejects.toThrow('holds 0 rules (ended), and held 1');
  const started = new GrownCounts('rule', { pinnedNumbers });
  await expect(held(started, 1, 1)).rejects.toThrow('holds 1 rules (rules), and held 2');
  const within = new GrownCounts('rule', { pinnedNumbers, isTransaction: true });
  expect(await held(within, 3, 1)).toBe(3);
  expect(await held(new GrownCounts('rule', { pinnedNumbers }), 2, 1)).toBe(2);
  // Another table has its own.
  expect(await held(new GrownCounts('gate', { pinnedNumbers }), 0)).toBe(0);
});

it('a reading that began before rows were added is no loss', async () => {
  const counts = new GrownCounts('list', { pinnedNumbers });
  let come: (rules: number) => void = () => undefined;
  const slow = counts.held(
    () => new Promise<number>((resolve) => (come = resolve)),
    (rules) => ({ rules }),
    WORDS,
  );
  await held(counts, 5);
  come(4);
  expect(await slow).toBe(4);
  await expect(held(counts, 4)).rejects.toThrow('held 5');
});
