import { expect, test } from 'vitest';
import { UUID_BYTES } from '../../../core/base/uuid.js';
import type { BatchReader } from '../../log/read/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex } from '../../tag-index/index.js';
import { locate } from './locate.js';

const id = (fill: number): Uint8Array => new Uint8Array(UUID_BYTES).fill(fill);

/** Ids of the batches, by their number. */
const BATCHES = new Map([
  [3, [1, 2]],
  [8, [4, 5]],
  [9, [6, 2]],
]);

const batches = {
  stored: async (seq: number) => ({ ids: Buffer.concat(BATCHES.get(seq)!.map(id)), n: 2 }),
} as unknown as BatchReader;

/** Looks for an id that the two indexes hold in these batches; one of them may be another with the same tag. */
const located = (wanted: number, { window, ever }: { window: number[]; ever: number[] }) =>
  locate(id(wanted), {
    index: { candidates: () => window } as unknown as IdIndex,
    tags: { findIds: async (ids: readonly Uint8Array[]) => ids.map(() => ever) } as unknown as TagIndex,
    batches,
  });

test('the first record of an id that came again beyond the window is found, though the window holds the later one', async () => {
  expect(await located(2, { window: [9], ever: [9, 3] })).toEqual({ seq: 3, position: 1 });
  expect(await located(2, { window: [9], ever: [9, 8] })).toEqual({ seq: 9, position: 1 });
  expect(await located(5, { window: [], ever: [8, 3] })).toEqual({ seq: 8, position: 1 });
  // The window may know of a batch before the index over all time does.
  expect(await located(6, { window: [9], ever: [] })).toEqual({ seq: 9, position: 0 });
  expect(await located(7, { window: [3], ever: [8] })).toBeNull();
});
