import { expect, it } from 'vitest';
import { KnownGates } from './index.js';

it('is read once for all who ask at once, anew after a change, and again after a reading that failed', async () => {
  let [reads, isAway] = [0, false];
  const store = {
    async gates() {
      reads++;
      if (isAway) throw new Error('the database is away');
      return [];
    },
    openings: async () => [],
    watch: (watcher: { changed(): void }) => {
      watcher.changed();
      return () => undefined;
    },
  };
  const known = new KnownGates({ store, nowMs: () => 0 });
  known.open();
  await Promise.all([known.current(), known.current(), known.current()]);
  await known.current();
  expect(reads).toBe(1);
  known.changed();
  isAway = true;
  // Nothing passes unheld while the gates cannot be read.
  for (let n = 0; n < 2; n++) await expect(known.current()).rejects.toThrow('the database is away');
  expect(reads).toBe(3);
  isAway = false;
  expect((await known.current()).isEmpty).toBe(true);
  expect(reads).toBe(4);
});
