import { expect, it } from 'vitest';
import { fakeClock } from '../../apps/testing/index.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { MemoryFollowerStore } from '../../apps/testing/stores/memory-follower-store.js';
import type { FollowerStore, SealedBatch, StoreTransactions } from '../log/ports/index.js';
import { defineFollower } from './follower.js';
import { UNSTORED_MS } from './follower-place.js';
import { Followers } from './followers.js';

const NOON = Date.UTC(2026, 10, 22, 12);

interface Stores {
  readonly followers: FollowerStore;
}

const batchOf = (seq: number): SealedBatch => ({
  ...{ log: 'main', seq, kind: 'event', firstIndex: seq, n: 1, receivedAtMs: NOON },
  ...{ ids: new Uint8Array(16), leaves: new Uint8Array(32), attributes: null, erased: new Uint8Array() },
  payload: { page: 0, slot: seq, bytes: new Uint8Array() },
});

it('a follower takes what is committed while it stores a place up to which it found nothing, and answers who waits for it', async () => {
  const decisions = new MemoryDecisionLog();
  /** What happens after the next place was stored and before the answer came. */
  let meanwhile: () => Promise<void> = async () => undefined;
  class Places extends MemoryFollowerStore {
    override async passPlace(...moved: Parameters<MemoryFollowerStore['passPlace']>): Promise<boolean> {
      const didMove = await super.passPlace(...moved);
      await meanwhile();
      return didMove;
    }
  }
  const store = new Places();
  const clock = fakeClock(NOON);
  const followers = new Followers({
    ...{ clock, decisions, store },
    open: () => Promise.reject(new Error('nobody wants contents')),
    onProblem: (cause) => {
      throw cause;
    },
  });
  const transactions: StoreTransactions<Stores> = { run: (work) => work({ stores: { followers: store } }) };
  const found: number[] = [];
  followers.add(
    defineFollower<Stores>({
      ...{ name: 'seeks', log: 'main', from: 'beginning', wants: 'places' },
      take: async ({ from, to }) => {
        if (from.seq < 2) return undefined;
        return { write: async () => void found.push(to.seq) };
      },
    }),
    transactions,
  );
  let next = 0;
  const commit = async (): Promise<void> => {
    const batch = batchOf(next++);
    await decisions.append({ batches: [batch], answers: [], integrityEvents: [] });
    followers.committed('main', [{ batch, tags: null, parts: null }]);
  };
  await followers.open();
  followers.start();
  await followers.settled('seeks');
  // The first place is stored at once; the second waits for the time of storing.
  for (let n = 0; n < 2; n++) {
    await commit();
    await followers.settled('seeks');
  }
  let reached: Promise<void> | null = null;
  meanwhile = async () => {
    meanwhile = async () => undefined;
    await commit();
    reached = followers.reach('seeks', 3);
  };
  await clock.advance(UNSTORED_MS);
  expect([reached, found]).toEqual([expect.any(Promise), [3]]);
  await reached;
  await followers.close();
});
