import { expect, it } from 'vitest';
import { fakeClock } from '../../apps/testing/index.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { MemoryFollowerStore } from '../../apps/testing/stores/memory-follower-store.js';
import type { FollowerStore, SealedBatch, StoreTransactions } from '../log/ports/index.js';
import type { OpenedBatch } from '../log/seal/open-batch.js';
import { defineFollower } from './follower.js';
import { Followers } from './followers.js';

const NOON = Date.UTC(2026, 10, 22, 12);

interface Stores {
  readonly followers: FollowerStore;
}

const BATCH: SealedBatch = {
  ...{ log: 'main', seq: 0, kind: 'event', firstIndex: 0, n: 1, receivedAtMs: NOON },
  ...{ ids: new Uint8Array(16), leaves: new Uint8Array(32), attributes: null, erased: new Uint8Array() },
  payload: { page: 0, slot: 0, bytes: new Uint8Array() },
};

function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

it('has followers forget contents when a batch is sealed anew, and again after what they were working on', async () => {
  const decisions = new MemoryDecisionLog();
  const store = new MemoryFollowerStore();
  const followers = new Followers({
    ...{ clock: fakeClock(NOON), decisions, store },
    open: async (batch) => ({ batch }) as OpenedBatch,
    onProblem: (cause) => {
      throw cause;
    },
  });
  const transactions: StoreTransactions<Stores> = { run: (work) => work({ stores: { followers: store } }) };
  const told: string[] = [];
  const [entered, gate] = [signal(), signal()];
  const common = { log: 'main', from: 'beginning', wants: 'opened' } as const;
  followers.add(
    defineFollower<Stores>({
      ...common,
      name: 'remembers',
      take: async () => {
        entered.give();
        await gate.given;
        told.push('took');
        return undefined;
      },
      forget: () => void told.push('forgot'),
    }),
    transactions,
  );
  followers.add(defineFollower<Stores>({ ...common, name: 'other', take: async () => undefined }), transactions);
  await followers.open();
  followers.sealedAnew('reads', 0);
  expect(told).toEqual([]);
  followers.sealedAnew('main', 0);
  expect(told).toEqual(['forgot']);
  await decisions.append({ batches: [BATCH], answers: [], integrityEvents: [] });
  followers.committed('main', [{ batch: BATCH, tags: null, parts: null }]);
  const reached = followers.reach('remembers', 1);
  await entered.given;
  followers.sealedAnew('main', 0);
  gate.give();
  await reached;
  await followers.settled('remembers');
  expect(told).toEqual(['forgot', 'forgot', 'took', 'forgot']);
  await followers.close();
});
