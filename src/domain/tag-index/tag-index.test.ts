import { describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/node-runtime.js';
import { MemoryFollowerStore } from '../../apps/testing/stores/memory-follower-store.js';
import { MemoryTagIndexStore } from '../../apps/testing/stores/memory-stores.js';
import type { TagIndexStore } from '../decisions/ports/index.js';
import type { SealedBatch } from '../log/ports/index.js';
import { TagIndex, type TagIndexDeps } from './tag-index.js';

const PER_BATCH = 4;

/** Makes batches of four records about four people each, the first always about `ada`. */
function someBatches(n: number) {
  const subjects = Array.from({ length: n }, (_, seq) =>
    Array.from({ length: PER_BATCH }, (_, i) => (i === 0 ? 'ada' : `case-${seq}-${i}`)),
  );
  const batches = subjects.map(
    (_, seq) => ({ kind: 'decision', seq, ids: nodeRuntime.randomBytes(PER_BATCH * 16) }) as SealedBatch,
  );
  return { subjects, batches };
}

async function loaded(n: number, deps: Partial<TagIndexDeps> = {}) {
  const { subjects, batches } = someBatches(n);
  const read: number[] = [];
  const store = new MemoryTagIndexStore();
  const index = new TagIndex({
    log: 'main',
    store,
    runtime: nodeRuntime,
    indexKey: new Uint8Array(32).fill(7),
    settled: async () => undefined,
    readSubjects: async (seq) => {
      read.push(seq);
      return subjects[seq]!;
    },
    ...deps,
  });
  await index.load({ readFrom: async (_, seq, limit) => batches.slice(seq, seq + limit) });
  return { index, store: deps.store ?? store, subjects, batches, read };
}

/** Makes a run of the whole tail, as the follower does. */
async function build({ index, store }: { index: TagIndex; store: TagIndexStore }): Promise<void> {
  const places = { from: { seq: 0, size: 0 }, to: { seq: Number.MAX_SAFE_INTEGER, size: Number.MAX_SAFE_INTEGER } };
  const taken = await index.follower().take({ ...places, batches: [] });
  await taken?.write?.({ tags: store, followers: new MemoryFollowerStore() });
  taken?.committed?.();
}

const everySeq = (n: number) => Array.from({ length: n }, (_, seq) => seq);
const placesOfAda = (n: number) => everySeq(n).map((seq) => ({ seq, position: 0 }));

describe('subjects of records that no run covers at the start', () => {
  test('are read once, however often and by how many they are looked for', async () => {
    const { index, store, read } = await loaded(5);
    const found = await Promise.all([index.findSubject('ada'), index.findSubject('ada')]);
    found.push(await index.findSubject('ada'));
    for (const places of found) expect(places).toEqual(placesOfAda(5));
    expect(await index.findSubject('case-3-2')).toEqual([{ seq: 3, position: 2 }]);
    expect(await index.findSubject('nobody')).toEqual([]);
    expect(read).toEqual(everySeq(5));
    await build({ index, store });
    expect(read).toEqual(everySeq(5));
    expect(await index.findSubject('ada')).toEqual(placesOfAda(5));
  });

  test('are read again after a failure', async () => {
    let isBroken = true;
    const { subjects } = someBatches(2);
    const readSubjects = async (seq: number) => {
      if (isBroken) throw new Error('away');
      return subjects[seq]!;
    };
    const { index } = await loaded(2, { readSubjects });
    await expect(index.findSubject('ada')).rejects.toThrow('away');
    isBroken = false;
    expect(await index.findSubject('ada')).toEqual(placesOfAda(2));
  });

  test('are not found any more where they were forgotten, also while they were being read', async () => {
    const { index, store } = await loaded(3);
    const searching = index.findSubject('ada');
    await index.forgetPlaces(new Map([[0, new Set([0])]]));
    await searching;
    await index.forgetPlaces(new Map([[2, new Set([0])]]));
    expect(await index.findSubject('ada')).toEqual([{ seq: 1, position: 0 }]);
    await build({ index, store });
    expect(await index.findSubject('ada')).toEqual([{ seq: 1, position: 0 }]);
  });

  test('are in a run soon when they are many', async () => {
    const n = (1 << 14) / PER_BATCH;
    const { index, store } = await loaded(n);
    const { pace } = index.follower();
    const waiting = { entries: n * PER_BATCH };
    expect(pace?.isDue?.({ ...waiting, atStart: true })).toBe(true);
    expect(pace?.isDue?.({ ...waiting, atStart: false })).toBe(false);
    await build({ index, store });
    expect(await store.runs('main', 'subject')).toEqual([{ firstSeq: 0, lastSeq: n - 1 }]);
  });
});

test('ids that many look for at once are found, each in its own record', async () => {
  const n = 8;
  const { index, store, batches } = await loaded(n);
  await build({ index, store });
  const wanted = batches.flatMap(({ seq, ids }) =>
    everySeq(PER_BATCH).map((position) => ({ seq, position, id: ids.slice(16 * position, 16 * (position + 1)) })),
  );
  const found = await Promise.all(wanted.map(({ id }) => index.findIds([id])));
  expect(found).toEqual(wanted.map(({ seq }) => [[seq]]));
  expect(await index.findIds(wanted.map(({ id }) => id))).toEqual(wanted.map(({ seq }) => [seq]));
});

test('a record that moves into a run while its subject is looked for is found, and once', async () => {
  class SlowStore extends MemoryTagIndexStore {
    before: () => Promise<void> = async () => undefined;
    after: () => Promise<void> = async () => undefined;

    override async bucket(...asked: Parameters<MemoryTagIndexStore['bucket']>) {
      await this.before();
      const found = await super.bucket(...asked);
      await this.after();
      return found;
    }
  }
  for (const when of ['before', 'after'] as const) {
    const store = new SlowStore();
    const { index } = await loaded(4, { store });
    store[when] = () => build({ index, store });
    expect(await index.findSubject('ada')).toEqual(placesOfAda(4));
  }
});
