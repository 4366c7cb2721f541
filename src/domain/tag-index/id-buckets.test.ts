import { describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/node-runtime.js';
import { MemoryTagIndexStore } from '../../apps/testing/stores/memory-stores.js';
import type { TagRun } from '../decisions/ports/index.js';
import { IdBuckets } from './id-buckets.js';
import { BUCKETS, ENTRY_BYTES } from './tag-entries.js';

/** Makes a run with one entry in each bucket, marked by its number. */
const run = (n: number): TagRun => ({
  log: 'main',
  kind: 'id',
  firstSeq: n,
  lastSeq: n,
  buckets: Array.from({ length: BUCKETS }, (_, bucket) => new Uint8Array(ENTRY_BYTES).fill(n).fill(bucket, 0, 1)),
});

class CountedStore extends MemoryTagIndexStore {
  fetched: number[] = [];
  beforeAnswer: () => Promise<void> = async () => undefined;

  override async buckets(log: 'main', kind: TagRun['kind'], wanted: readonly number[]) {
    this.fetched.push(...wanted);
    const answer = await super.buckets(log, kind, wanted);
    await this.beforeAnswer();
    return answer;
  }
}

async function seen(buckets: IdBuckets, wanted: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for await (const entries of buckets.of(wanted))
    for (let at = 0; at < entries.length; at += ENTRY_BYTES) found.push(`${entries[at]}/${entries[at + 1]}`);
  return found.toSorted();
}

async function withRuns(n: number, maxCached?: number) {
  const store = new CountedStore();
  await store.insertRuns(Array.from({ length: n }, (_, i) => run(i + 1)));
  return { store, buckets: new IdBuckets(store, 'main', maxCached) };
}

describe('buckets of ids', () => {
  test('are read once and then given out of memory', async () => {
    const { store, buckets } = await withRuns(2);
    const first = await seen(buckets, [3, 4]);
    expect(first).toEqual(['3/1', '3/2', '4/1', '4/2']);
    expect(await seen(buckets, [4, 3, 9])).toEqual([...first, '9/1', '9/2']);
    expect(store.fetched).toEqual([3, 4, 9]);
  });

  test('take in a run that is added, those in memory as well as those that are not', async () => {
    const { store, buckets } = await withRuns(1);
    await seen(buckets, [3]);
    await store.insertRuns([run(2)]);
    buckets.add(run(2));
    expect(await seen(buckets, [3, 4])).toEqual(['3/1', '3/2', '4/1', '4/2']);
    expect(store.fetched).toEqual([3, 4]);
  });

  test('that were asked for before a run was added are not kept as if they held it', async () => {
    const { store, buckets } = await withRuns(1);
    store.beforeAnswer = async () => {
      store.beforeAnswer = async () => undefined;
      await store.insertRuns([run(2)]);
      buckets.add(run(2));
    };
    expect(await seen(buckets, [3])).toEqual(['3/1']);
    expect(await seen(buckets, [3])).toEqual(['3/1', '3/2']);
  });

  test('beyond the bound of memory are read again, those used last are kept', async () => {
    const { store, buckets } = await withRuns(1, 2 * ENTRY_BYTES);
    for (const bucket of [1, 2, 1, 3]) await seen(buckets, [bucket]);
    expect(store.fetched).toEqual([1, 2, 3]);
    await seen(buckets, [1]);
    expect(store.fetched).toEqual([1, 2, 3]);
    await seen(buckets, [2]);
    expect(store.fetched).toEqual([1, 2, 3, 2]);
  });

  test('give what the store has, whatever was asked and added in between', async () => {
    const { store, buckets } = await withRuns(1, 40 * ENTRY_BYTES);
    for (let round = 2; round < 12; round++) {
      const wanted = [...new Set(nodeRuntime.randomBytes(60))];
      const expected = wanted.flatMap((bucket) => Array.from({ length: round - 1 }, (_, i) => `${bucket}/${i + 1}`));
      expect(await seen(buckets, wanted)).toEqual(expected.toSorted());
      await store.insertRuns([run(round)]);
      buckets.add(run(round));
    }
  });
});
