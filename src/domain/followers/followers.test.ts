import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../apps/testing/index.js';
import { MemoryDecisionLog } from '../../apps/testing/stores/memory-decision-log.js';
import { MemoryFollowerStore } from '../../apps/testing/stores/memory-follower-store.js';
import type { FollowerStore, SealedBatch, StoreTransactions } from '../log/ports/index.js';
import type { OpenedBatch } from '../log/seal/open-batch.js';
import { defineFollower, type Follower, type Pace, type Stretch } from './follower.js';
import { Followers } from './followers.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;
/** Number of entries in one batch. */
const N = 4;

const batchOf = (seq: number, receivedAtMs = NOON): SealedBatch => ({
  log: 'main',
  seq,
  kind: 'event',
  firstIndex: N * seq,
  n: N,
  receivedAtMs,
  ids: new Uint8Array(16 * N),
  leaves: new Uint8Array(32 * N),
  payload: { page: 0, slot: seq, bytes: new Uint8Array() },
  attributes: null,
  erased: new Uint8Array(),
});

interface Written {
  readonly followers: FollowerStore;
  readonly seqs: { add(seqs: readonly number[]): Promise<void> };
}

/** Makes a log in memory and stores what followers derive from it: the numbers of the batches, by follower. */
function world() {
  const clock = fakeClock(NOON);
  const decisions = new MemoryDecisionLog();
  const store = new MemoryFollowerStore();
  const written = new Map<string, number[]>();
  const problems: string[] = [];
  const opened: number[] = [];
  /** Commits whose answer was lost, still to be made. */
  const late: (() => Promise<void>)[] = [];
  const open = (): Followers =>
    new Followers({
      clock,
      decisions,
      store,
      open: async (batch) => {
        opened.push(batch.seq);
        return { batch } as OpenedBatch;
      },
      onProblem: (cause) => void problems.push(cause.message),
    });
  /** Makes the transactions of one follower; `fate` decides what becomes of the commit. */
  const transactions = (
    name: string,
    fate: () => 'commits' | 'fails' | 'commits unheard' | 'commits late' = () => 'commits',
  ): StoreTransactions<Written> => ({
    async run(work) {
      const seqs: number[] = [];
      let moved: (() => Promise<unknown>) | null = null;
      const within: FollowerStore = {
        readPlace: (of) => store.readPlace(of),
        beginAt: (record) => store.beginAt(record),
        async movePlace(record, from) {
          const kept = await store.readPlace(record.name);
          if (kept?.place.seq !== from.seq) return false;
          moved = () => store.movePlace(record, from);
          return true;
        },
      };
      const add = async (more: readonly number[]): Promise<void> => void seqs.push(...more);
      const result = await work({ stores: { followers: within, seqs: { add } } });
      const how = fate();
      if (how === 'fails') throw new Error('the database is away');
      if (how === 'commits late') {
        late.push(async () => {
          await (moved as (() => Promise<unknown>) | null)?.();
          written.set(name, [...(written.get(name) ?? []), ...seqs]);
        });
        throw new Error('the answer was lost');
      }
      await (moved as (() => Promise<unknown>) | null)?.();
      written.set(name, [...(written.get(name) ?? []), ...seqs]);
      if (how === 'commits unheard') throw new Error('the answer was lost');
      return result;
    },
  });
  let next = 0;
  const commit = async (followers: Followers, n = 1): Promise<void> => {
    const batches = Array.from({ length: n }, () => batchOf(next++, clock.nowMs()));
    await decisions.append({ batches, answers: [], integrityEvents: [] });
    followers.committed(
      'main',
      batches.map((batch) => ({ batch, tags: null, parts: null })),
    );
  };
  return { clock, decisions, store, written, problems, opened, late, open, transactions, commit };
}

const follower = (name: string, more: Partial<Follower<Written>> = {}): Follower<Written> =>
  defineFollower({
    name,
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    take: async ({ batches }) => ({ write: ({ seqs }) => seqs.add(batches.map(({ batch }) => batch.seq)) }),
    ...more,
  });

const upTo = (n: number): number[] => Array.from({ length: n }, (_, seq) => seq);

describe('a follower', () => {
  it('takes every batch once, over a stop, and tells how far it is behind', async () => {
    const { clock, written, open, transactions, commit } = world();
    const first = open();
    first.add(follower('a'), transactions('a'));
    await commit(first, 40);
    expect(first.status()[0]).toMatchObject({ name: 'a', entries: null });
    await first.open();
    first.start();
    await first.reach('a', 40 * N);
    expect(written.get('a')).toEqual(upTo(40));
    await first.close();
    await commit(first, 2);
    await clock.advance(5000);
    const again = open();
    again.add(follower('a'), transactions('a'));
    await again.open();
    again.start();
    await again.reach('a', 42 * N);
    expect(written.get('a')).toEqual(upTo(42));
    expect(again.status()).toMatchObject([{ name: 'a', entries: 0, waitedMs: 0, failuresInRow: 0, failures: 0 }]);
    await again.close();
  });

  it('is woken by a commit', async () => {
    const { clock, written, open, transactions, commit } = world();
    const followers = open();
    followers.add(follower('a'), transactions('a'));
    await followers.open();
    followers.start();
    await followers.settled('a');
    await commit(followers);
    await followers.settled('a');
    await commit(followers, 3);
    await followers.settled('a');
    expect(written.get('a')).toEqual(upTo(4));
    expect(clock.nowMs()).toBe(NOON);
  });

  it('that comes later begins with the first entry or after the last one, as it declares', async () => {
    const { written, open, transactions, commit } = world();
    const followers = open();
    await followers.open();
    followers.start();
    await commit(followers, 5);
    followers.add(follower('all'), transactions('all'));
    followers.add(follower('new', { from: 'now' }), transactions('new'));
    for (const name of ['all', 'new']) await followers.settled(name);
    await commit(followers, 2);
    for (const name of ['all', 'new']) await followers.settled(name);
    expect(written.get('all')).toEqual(upTo(7));
    expect(written.get('new')).toEqual([5, 6]);
  });

  it('that is not started takes what somebody waits for, and nothing else', async () => {
    const { written, open, transactions, commit } = world();
    const followers = open();
    followers.add(follower('a'), transactions('a'));
    await followers.open();
    await commit(followers, 2);
    await followers.settled('a');
    expect(written.get('a')).toBeUndefined();
    await followers.reach('a', 2 * N);
    expect(written.get('a')).toEqual([0, 1]);
    await commit(followers, 2);
    await followers.settled('a');
    expect(written.get('a')).toEqual([0, 1]);
    await expect(followers.reach('a', 100 * N)).rejects.toThrow('beyond the 16 entries');
  });

  it('takes at its own pace: when enough waits, or so long after it took something', async () => {
    const { clock, written, open, transactions, commit } = world();
    const pace: Pace = { everyMs: HOUR_MS, isDue: ({ entries }) => entries >= 5 * N };
    const followers = open();
    followers.add(follower('a', { pace }), transactions('a'));
    await followers.open();
    followers.start();
    await commit(followers, 4);
    await followers.settled('a');
    expect(written.get('a')).toBeUndefined();
    await commit(followers);
    await followers.settled('a');
    expect(written.get('a')).toEqual(upTo(5));
    await commit(followers);
    await clock.advance(HOUR_MS - 1);
    expect(written.get('a')).toEqual(upTo(5));
    // It rests by its own pace, and nobody should be called for that.
    expect(followers.status()).toMatchObject([{ entries: N, waitedMs: 0 }]);
    await clock.advance(1);
    await followers.settled('a');
    expect(written.get('a')).toEqual(upTo(6));
    await followers.close();
  });

  it('is told once that a commit stands whose answer was lost, and takes nothing twice', async () => {
    const { clock, written, open, transactions, commit, problems } = world();
    const fates = ['commits unheard', 'fails', 'commits unheard', 'commits'] as const;
    let n = 0;
    const told: number[] = [];
    const followers = open();
    const take = async ({ batches, to }: Stretch) => ({
      write: ({ seqs }: Written) => seqs.add(batches.map(({ batch }) => batch.seq)),
      committed: () => void told.push(to.seq),
    });
    followers.add(
      follower('a', { take }),
      transactions('a', () => fates[n++] ?? 'commits'),
    );
    await followers.open();
    followers.start();
    for (let i = 0; i < 4; i++) {
      await commit(followers);
      await followers.settled('a');
      await clock.advance(60_000);
      await followers.settled('a');
    }
    expect(written.get('a')).toEqual(upTo(4));
    expect(told).toEqual([1, 2, 3, 4]);
    expect(problems).toEqual(['the answer was lost', 'the database is away', 'the answer was lost']);
    await followers.close();
  });

  it('is told of a commit that came after it had looked, when it finds it', async () => {
    const { clock, written, open, transactions, commit, late } = world();
    const fates = ['commits late', 'fails'] as const;
    let n = 0;
    const told: number[] = [];
    const followers = open();
    const take = async ({ batches, to }: Stretch) => ({
      write: ({ seqs }: Written) => seqs.add(batches.map(({ batch }) => batch.seq)),
      committed: () => void told.push(to.seq),
    });
    followers.add(
      follower('a', { take }),
      transactions('a', () => fates[n++] ?? 'commits'),
    );
    await followers.open();
    followers.start();
    await commit(followers);
    await followers.settled('a');
    // It looks, finds nothing committed, tries a longer stretch and fails; only then does the first commit land.
    await commit(followers);
    await clock.advance(1000);
    await followers.settled('a');
    await late.shift()!();
    await clock.advance(60_000);
    await followers.settled('a');
    expect(written.get('a')).toEqual(upTo(2));
    expect(told).toEqual([1, 2]);
    await followers.close();
  });

  it('whose next batch is missing says so and rests, instead of asking again and again', async () => {
    const { clock, decisions, written, open, transactions, commit, problems } = world();
    const followers = open();
    followers.add(follower('a'), transactions('a'));
    await followers.open();
    followers.start();
    const readFrom = decisions.readFrom.bind(decisions);
    decisions.readFrom = async (log, seq, limit) =>
      (await readFrom(log, seq, limit)).filter((batch) => batch.seq !== 1);
    await commit(followers, 3);
    await followers.settled('a');
    expect(problems).toEqual(['batch 1, which follower a takes next, is missing from the database']);
    await clock.advance(999);
    expect([problems.length, written.get('a')]).toEqual([1, [0]]);
    await followers.close();
  });

  it('that does not stand where its log is says so instead of waiting for ever', async () => {
    const { store, open, transactions, problems } = world();
    await store.beginAt({ name: 'a', log: 'main', place: { seq: 9, size: 36 }, tookAtMs: NOON });
    const followers = open();
    followers.add(follower('a'), transactions('a'));
    await followers.open();
    followers.start();
    await followers.settled('a');
    expect(problems).toEqual([expect.stringContaining('follower a stands at batch 9 of log main')]);
    await followers.close();
  });
});

describe('followers beside each other', () => {
  it('have each batch opened once, and nothing stays open', async () => {
    const { opened, written, open, transactions, commit } = world();
    const followers = open();
    const names = ['a', 'b', 'c'];
    for (const name of names) followers.add(follower(name), transactions(name));
    await followers.open();
    followers.start();
    for (const name of names) await followers.settled(name);
    await commit(followers, 3);
    for (const name of names) await followers.settled(name);
    expect(opened).toEqual(upTo(3));
    for (const name of names) expect(written.get(name)).toEqual(upTo(3));
  });

  it('go on while one fails, which is tried again ever later and says so', async () => {
    const { clock, written, open, transactions, commit, problems } = world();
    let isBroken = true;
    let tries = 0;
    const take = async ({ batches }: Stretch) => {
      tries++;
      if (isBroken) throw new Error('does not like it');
      return { write: ({ seqs }: Written) => seqs.add(batches.map(({ batch }) => batch.seq)) };
    };
    const followers = open();
    followers.add(follower('bad', { take }), transactions('bad'));
    followers.add(follower('good'), transactions('good'));
    await followers.open();
    followers.start();
    for (let i = 0; i < 3; i++) {
      await commit(followers);
      for (const name of ['bad', 'good']) await followers.settled(name);
    }
    expect(written.get('good')).toEqual(upTo(3));
    expect(tries).toBe(1);
    await clock.advance(1000 + 2000 + 4000);
    expect(tries).toBe(4);
    expect(followers.status()[0]).toMatchObject({ entries: 3 * N, failuresInRow: 4, failures: 4, waitedMs: 7000 });
    expect(problems).toEqual(Array.from({ length: 4 }, () => 'does not like it'));
    await expect(followers.reach('bad', N)).rejects.toThrow('does not like it');
    isBroken = false;
    await clock.advance(60_000);
    expect(written.get('bad')).toEqual(upTo(3));
    expect(followers.status()[0]).toMatchObject({ entries: 0, waitedMs: 0, failuresInRow: 0, failures: 5 });
    await followers.close();
  });

  it('go on while one is slow, of which a few batches are open and no more', async () => {
    const { written, open, transactions, commit } = world();
    let letGo = (): void => undefined;
    const handed: number[] = [];
    const take = async ({ batches }: Stretch) => {
      handed.push(batches.length);
      await new Promise<void>((done) => {
        letGo = done;
      });
      return { write: ({ seqs }: Written) => seqs.add(batches.map(({ batch }) => batch.seq)) };
    };
    const followers = open();
    followers.add(follower('slow', { take }), transactions('slow'));
    followers.add(follower('quick'), transactions('quick'));
    await followers.open();
    followers.start();
    await commit(followers, 1000);
    await followers.settled('quick');
    expect(written.get('quick')).toEqual(upTo(1000));
    expect(handed).toEqual([16]);
    const closing = followers.close();
    letGo();
    await closing;
    expect(written.get('slow')).toEqual(upTo(16));
  });

  it('have names of their own', () => {
    const { open, transactions } = world();
    const followers = open();
    followers.add(follower('a'), transactions('a'));
    expect(() => followers.add(follower('a'), transactions('a'))).toThrow('two followers are named a');
    expect(() => follower('No name')).toThrow('has a name that cannot be');
    expect(() => follower('a', { pace: { everyMs: 0 } })).toThrow('takes every 0 ms');
    expect(() => follower('a', { mostEntries: 1.5 })).toThrow('at most 1.5 entries');
  });
});

it('places come in parts no larger than asked for, each batch in one of them', async () => {
  const { open, transactions, commit } = world();
  const parts: (readonly [number, number, number])[] = [];
  const take = async ({ from, to, batches }: Stretch) => {
    parts.push([from.seq, to.seq, batches.length]);
    return {};
  };
  const followers = open();
  followers.add(follower('a', { wants: 'places', mostEntries: 10, take }), transactions('a'));
  followers.add(follower('b', { wants: 'places', mostEntries: 2, take: async () => ({}) }), transactions('b'));
  await followers.open();
  await commit(followers, 5);
  await followers.reach('a', 5 * N);
  expect(parts).toEqual([
    [0, 2, 0],
    [2, 4, 0],
    [4, 5, 0],
  ]);
  await followers.reach('b', 5 * N);
  expect(await followers.place('b')).toEqual({ seq: 5, size: 5 * N });
});
