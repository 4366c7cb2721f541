import { expect, it } from 'vitest';
import { MemoryFollowerStore } from '../../apps/testing/stores/memory-follower-store.js';
import type { FollowerStore, Place } from '../log/ports/index.js';
import { FollowerPlace, UNSTORED_MS } from './follower-place.js';

type Fate = 'commits' | 'commits unheard' | 'fails';

/** A follower's place over a store in memory, with what it wrote down and what it was told of; the fate of the next transaction can be chosen. */
function world() {
  const store = new MemoryFollowerStore();
  const found: number[] = [];
  const told: number[] = [];
  let [nowMs, fate]: [number, Fate] = [1_000_000, 'commits'];
  const stores = { followers: store as FollowerStore };
  const place = new FollowerPlace<typeof stores>(
    { name: 'a', log: 'main', from: 'beginning' },
    {
      async run(work) {
        const is = fate;
        fate = 'commits';
        if (is === 'fails') throw new Error('the database is away');
        const result = await work({ stores });
        if (is === 'commits unheard') throw new Error('the answer was lost');
        return result;
      },
    },
    { clock: { nowMs: () => nowMs }, store, end: () => at(100) },
  );
  const at = (seq: number): Place => ({ seq, size: seq });
  return {
    ...{ place, found, told },
    stored: async () => (await store.readPlace('a'))?.place.seq,
    pass: (ms: number) => {
      nowMs += ms;
    },
    next: (is: Fate) => {
      fate = is;
    },
    /** Moves to a batch, with something found there or nothing. */
    move(seq: number, isFound = false) {
      const taken = { write: async () => void found.push(seq), committed: () => void told.push(seq) };
      return place.move(isFound ? taken : undefined, { name: 'a', log: 'main', place: at(seq), tookAtMs: nowMs });
    },
  };
}

it('where nothing is found a place is stored once a second, and what is found is written with it at once', async () => {
  const { place, move, stored, pass, found, told } = world();
  expect((await place.recall()).place.seq).toBe(0);
  await move(1);
  await move(2);
  expect([await stored(), place.record!.place.seq, place.isStoringDue]).toEqual([1, 2, false]);
  await move(3, true);
  expect([await stored(), place.isAhead, found, told]).toEqual([3, false, [3], [3]]);
  await move(4);
  pass(UNSTORED_MS);
  expect([await stored(), place.isStoringDue]).toEqual([3, true]);
  await place.storeNow();
  expect([await stored(), place.isAhead]).toEqual([4, false]);
});

it('a failure takes back nothing that was looked through, and a commit that stands unheard is told of once', async () => {
  const { place, move, stored, next, found, told } = world();
  await place.recall();
  for (const seq of [1, 2]) await move(seq);
  next('fails');
  await expect(move(3, true)).rejects.toThrow('away');
  place.forget();
  expect([(await place.recall()).place.seq, await stored()]).toEqual([2, 1]);
  next('commits unheard');
  await expect(move(3, true)).rejects.toThrow('lost');
  place.forget();
  expect([(await place.recall()).place.seq, place.isAhead]).toEqual([3, false]);
  await move(4, true);
  expect([await stored(), found, told]).toEqual([4, [3, 4], [3, 4]]);
});
