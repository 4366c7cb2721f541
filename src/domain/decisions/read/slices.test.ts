import { expect, test } from 'vitest';
import { nodeClock } from '../../../adapters/runtime/index.js';
import { mapInSlices, SLICE_RECORDS, slicesOf } from './slices.js';

test('slices cover every number once, in order', async () => {
  for (const n of [0, 1, SLICE_RECORDS - 1, SLICE_RECORDS, SLICE_RECORDS + 1, 3 * SLICE_RECORDS]) {
    let next = 0;
    for await (const { from, to } of slicesOf(n, nodeClock)) {
      expect(from).toBe(next);
      expect(to - from).toBeLessThanOrEqual(SLICE_RECORDS);
      next = to;
    }
    expect(next).toBe(n);
  }
});

test('what waits has its turn before a long list is done', async () => {
  const done: string[] = [];
  setImmediate(() => done.push('other'));
  const doubled = await mapInSlices(
    Array.from({ length: 2 * SLICE_RECORDS }, (_, i) => i),
    nodeClock,
    (one, i) => one + i,
  );
  done.push('list');
  expect(done).toEqual(['other', 'list']);
  expect(doubled.every((one, i) => one === 2 * i)).toBe(true);
});
