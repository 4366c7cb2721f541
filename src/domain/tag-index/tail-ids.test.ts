import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../adapters/runtime/index.js';
import { UUID_BYTES } from '../../core/base/uuid.js';
import { createGenerator } from '../../core/stats/index.js';
import { TailIds } from './tail-ids.js';

const generator = createGenerator(7);
const idsOf = (n: number): Uint8Array =>
  Uint8Array.from({ length: n * UUID_BYTES }, () => Math.floor(generator.nextUniform() * 256));
const idAt = (ids: Uint8Array, i: number): Uint8Array => ids.subarray(i * UUID_BYTES, (i + 1) * UUID_BYTES);

describe('ids of the newest batches', () => {
  it('finds every batch that has an id, also one that came again, and none for others', async () => {
    const tail = Array.from({ length: 20 }, (_, seq) => ({ seq, ids: idsOf(7) }));
    tail.push({ seq: 20, ids: tail[3]!.ids }, { seq: 21, ids: tail[3]!.ids });
    const index = new TailIds(11);
    await index.catchUp(() => tail, nodeClock);
    for (const { seq, ids } of tail) {
      const expected = [3, 20, 21].includes(seq) ? [3, 20, 21] : [seq];
      for (let i = 0; i < 7; i++) expect(index.seqsOf(idAt(ids, i))).toEqual(expected);
    }
    expect(index.seqsOf(idsOf(1))).toEqual([]);
  });

  it('misses none where batches come and the beginning is cut off while it catches up, twice at once', async () => {
    let tail = Array.from({ length: 40 }, (_, seq) => ({ seq, ids: idsOf(1500) }));
    const index = new TailIds(11);
    const both = [index.catchUp(() => tail, nodeClock), index.catchUp(() => tail, nodeClock)];
    await nodeClock.turn();
    tail.push({ seq: 40, ids: idsOf(3) });
    await nodeClock.turn();
    tail = tail.slice(5);
    tail.push({ seq: 41, ids: idsOf(3) });
    await Promise.all(both);
    for (const { seq, ids } of tail) expect(index.seqsOf(idAt(ids, 2))).toEqual([seq]);
  });
});
