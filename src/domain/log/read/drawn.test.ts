import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { printUuid } from '../../../core/base/uuid.js';
import { drawIds } from './drawn.js';

/** Batches of decisions, each id made of the numbers of its batch and place. */
const batchesOf = (sizes: readonly number[], receivedAtMs: (seq: number) => number) =>
  sizes.map((n, seq) => {
    const ids = new Uint8Array(n * 16);
    for (let at = 0; at < n; at++) ids.set([seq, at >> 8, at & 255], at * 16);
    return { seq, n, ids, receivedAtMs: receivedAtMs(seq) };
  });
const logOf = (batches: ReturnType<typeof batchesOf>) => ({
  async *idsSince(_log: string, fromMs: number) {
    yield* batches.filter(({ receivedAtMs }) => receivedAtMs >= fromMs);
  },
  columnsOf: async (_log: string, seqs: readonly number[]) =>
    batches.filter(({ seq }) => seqs.includes(seq)).toReversed(),
});
const depsOf = (batches: ReturnType<typeof batchesOf>, key = 1) => ({
  ...{ decisions: logOf(batches), runtime: nodeRuntime, indexKey: new Uint8Array(32).fill(key) },
});
const idsOf = (batches: ReturnType<typeof batchesOf>): string[] =>
  batches.flatMap(({ ids, n }) => Array.from({ length: n }, (_, at) => printUuid(ids.subarray(at * 16, at * 16 + 16))));

describe('a draw of decisions', () => {
  const sizes = [3, 1, 400, 0, 96];
  const batches = batchesOf(sizes, () => 5);
  const span = { fromMs: 0, toMs: 10, count: 20 };

  it('is the same whenever it is made, another one for another span or key, and takes nobody twice', async () => {
    const one = await drawIds(depsOf(batches), span);
    expect(one.of).toBe(500);
    expect(new Set(one.ids).size).toBe(20);
    expect(idsOf(batches)).toEqual(expect.arrayContaining([...one.ids]));
    expect(await drawIds(depsOf(batches), span)).toEqual(one);
    expect((await drawIds(depsOf(batches), { ...span, toMs: 11 })).ids).not.toEqual(one.ids);
    expect((await drawIds(depsOf(batches, 2), span)).ids).not.toEqual(one.ids);
  });

  it('comes in parts that together are the whole', async () => {
    const { ids } = await drawIds(depsOf(batches), span);
    const parts = [0, 7, 14].map((from) => drawIds(depsOf(batches), { ...span, part: { from, size: 7 } }));
    expect((await Promise.all(parts)).flatMap((part) => part.ids)).toEqual(ids);
  });

  it('takes all where there are no more, and none of another time, also where the clock was set back', async () => {
    const mixed = batchesOf([2, 2, 2, 2], (seq) => [4, 10, 3, 9][seq]!);
    const drawn = await drawIds(depsOf(mixed), { fromMs: 4, toMs: 10, count: 20 });
    expect(drawn).toEqual({ of: 4, ids: idsOf([mixed[0]!, mixed[3]!]) });
    expect(await drawIds(depsOf([]), span)).toEqual({ of: 0, ids: [] });
    expect(await drawIds(depsOf(batches), { ...span, count: 0 })).toEqual({ of: 500, ids: [] });
  });

  it('takes every place equally often', async () => {
    const few = batchesOf([2, 3], () => 0);
    const times = new Map<string, number>();
    for (let day = 1; day <= 2000; day++) {
      const { ids } = await drawIds(depsOf(few), { fromMs: 0, toMs: day, count: 2 });
      for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
    }
    // Each is expected 800 times with a standard deviation of 22.
    for (const id of idsOf(few)) expect(Math.abs(times.get(id)! - 800)).toBeLessThan(110);
  });
});
