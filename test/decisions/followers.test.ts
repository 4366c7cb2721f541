import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineMigration } from '../../src/adapters/postgres/engine/index.js';
import type { Sql } from '../../src/adapters/postgres/engine/sql-access.js';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { defineStoreRoom } from '../../src/adapters/postgres/tables/index.js';
import { fakeClock } from '../../src/apps/testing/index.js';
import type { DecisionServices } from '../../src/domain/decisions/service.js';
import { defineFollower, type Follower, Followers } from '../../src/domain/followers/index.js';
import type { FollowerStore, Place, StoreTransactions } from '../../src/domain/log/ports/index.js';
import type { OpenedBatch } from '../../src/domain/log/seal/index.js';
import { ndjson, openTestService, record, sender } from './support/service.js';
import { dataFolder, openTestStore } from './support/store.js';

/** A room with a table of its own: a row for each batch that is written, twice if it is written twice. */
const counted = defineStoreRoom({
  room: 'counted',
  migrations: [
    defineMigration({ id: 'counted/0001', name: 'counted', sql: 'create table counted (follower text, seq bigint)' }),
  ],
  open: ({ sql }) => ({ counted: { sql } }),
});

interface Counting {
  readonly followers: FollowerStore;
  readonly counted: { readonly sql: Sql };
}

/** Where the process dies, or its connection, while a stretch is taken. */
const STEPS = [
  'before it reads',
  'before it takes',
  'after it took',
  'before it writes',
  'in the middle of writing',
  'after it wrote',
  'before the place moves',
  'after the place moved',
  'before the commit, with the connection',
  'after the commit',
] as const;
type Step = (typeof STEPS)[number];

class Died extends Error {}

const folder = dataFolder();
let store: Store;
let service: DecisionServices;
let size: number;

beforeAll(async () => {
  store = await openTestStore(folder.path, { rooms: [counted] });
  service = await openTestService(store, { limits: { recordsPerBatch: 2 } });
  for (let request = 0; request < 12; request++) {
    await service.ingest.decisions(ndjson(Array.from({ length: 4 }, () => record())), sender);
  }
  ({ size } = await store.decisions.size('main'));
}, 60_000);

afterAll(async () => {
  await service?.close();
  await store?.close();
  folder.remove();
});

const rowsOf = async (name: string): Promise<number[]> => {
  const text = 'select seq from counted where follower = $1 order by seq';
  return (await store.sql.query<{ seq: string }>(text, [name])).map(({ seq }) => Number(seq));
};
const everySeq = async (): Promise<number[]> =>
  Array.from({ length: (await store.decisions.size('main')).nextSeq }, (_, seq) => seq);

/** The stores of the database, where the process dies at one step of the n-th stretch. */
function mortal(name: string, at: Step | null, nth: number) {
  let taken = 0;
  let isDead = false;
  const reach = (step: Step): void => {
    if (isDead) throw new Died('dead');
    if (step !== at || taken !== nth) return;
    isDead = true;
    throw new Died(step);
  };
  const insert = ({ sql }: Counting['counted'], seqs: readonly number[]): Promise<unknown> =>
    sql.query('insert into counted select $1, unnest($2::bigint[])', [name, seqs]);
  const follower: Follower<Counting> = defineFollower({
    name,
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    async take({ batches }) {
      taken++;
      reach('before it takes');
      const seqs = batches.map(({ batch }) => batch.seq);
      const half = Math.ceil(seqs.length / 2);
      reach('after it took');
      return {
        async write({ counted: table }) {
          reach('before it writes');
          await insert(table, seqs.slice(0, half));
          reach('in the middle of writing');
          await insert(table, seqs.slice(half));
          reach('after it wrote');
        },
      };
    },
  });
  const transactions: StoreTransactions<Counting> = {
    async run(work) {
      const result = await store.transactions.run(async ({ stores }) => {
        const within = stores as typeof stores & Counting;
        const done = await work({ stores: { counted: within.counted, followers: moving(within.followers) } });
        if (at === 'before the commit, with the connection' && taken === nth && !isDead) {
          isDead = true;
          await within.counted.sql.query('select pg_terminate_backend(pg_backend_pid())');
        }
        return done;
      });
      reach('after the commit');
      return result;
    },
  };
  const moving = (followers: FollowerStore): FollowerStore => ({
    readPlace: (of) => followers.readPlace(of),
    beginAt: (begun) => followers.beginAt(begun),
    async movePlace(moved, from) {
      reach('before the place moves');
      const didMove = await followers.movePlace(moved, from);
      reach('after the place moved');
      return didMove;
    },
  });
  const open = async (): Promise<Followers> => {
    const decisions = store.decisions;
    const followers = new Followers({
      clock: fakeClock(Date.UTC(2026, 10, 22, 12)),
      store: store.followers,
      decisions: {
        size: (log) => decisions.size(log),
        read: (log, seq) => decisions.read(log, seq),
        readAt: (log, index) => decisions.readAt(log, index),
        async readFrom(log, seq, limit) {
          if (taken + 1 === nth && at === 'before it reads') {
            taken++;
            reach('before it reads');
          }
          return decisions.readFrom(log, seq, limit);
        },
      },
      open: async (batch) => ({ batch }) as OpenedBatch,
      onProblem: () => undefined,
    });
    followers.add(follower, transactions);
    await followers.open();
    return followers;
  };
  return { open };
}

describe('a follower over PostgreSQL', () => {
  it('takes every batch exactly once wherever the process dies', async () => {
    for (const [i, step] of STEPS.entries()) {
      for (const nth of [1, 2]) {
        const name = `dies-${i}-${nth}`;
        const dying = await mortal(name, step, nth).open();
        await expect(dying.reach(name, size), `${step}, stretch ${nth}`).rejects.toThrow();
        const place = await store.followers.readPlace(name);
        expect(await rowsOf(name), `${step}, stretch ${nth}`).toEqual((await everySeq()).slice(0, place?.place.seq));
        // The next process.
        const living = await mortal(name, null, 0).open();
        await living.reach(name, size);
        expect(await rowsOf(name), `${step}, stretch ${nth}`).toEqual(await everySeq());
        await living.close();
      }
    }
  }, 120_000);

  it('cannot be carried on by two at once: the second one finds the place moved', async () => {
    const name = 'twice';
    const [one, other] = [await mortal(name, null, 0).open(), await mortal(name, null, 0).open()];
    await Promise.allSettled([one.reach(name, size), other.reach(name, size)]);
    await Promise.all([one.reach(name, size), other.reach(name, size)]);
    expect(await rowsOf(name)).toEqual(await everySeq());
  });

  it('of the service is told of what is committed while it runs', async () => {
    const opened: number[] = [];
    const follower: Follower<Counting> = defineFollower({
      name: 'in-service',
      log: 'main',
      from: 'now',
      wants: 'opened',
      async take({ batches }) {
        for (const { batch, payload } of batches) opened.push(batch.seq, payload.contents.length);
        return undefined;
      },
    });
    service.followers.add(follower, store.transactions as StoreTransactions<object> as StoreTransactions<Counting>);
    service.followers.start();
    await service.followers.settled('in-service');
    const before = (await store.followers.readPlace('in-service'))?.place as Place;
    expect(before.size).toBe(size);
    await service.ingest.decisions(ndjson([record(), record()]), sender);
    await service.followers.reach('in-service', size + 2);
    expect(opened).toEqual([before.seq, 2]);
    // The others know how far they are once they have read their places.
    await expect
      .poll(() => service.followers.status().map(({ name, entries }) => [name, entries === null ? null : entries >= 0]))
      .toEqual(['tags', 'repeats', 'in-service'].map((name) => [name, true]));
  });
});
