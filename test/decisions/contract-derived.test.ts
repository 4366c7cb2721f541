import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { PostgresPendingInferenceStore } from '../../src/adapters/postgres/intake/pending-inference-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryJobStore, memoryPendingInferenceStore, memoryStores } from '../../src/apps/testing/index.js';
import type { LateRepeat, RepeatStore } from '../../src/domain/decisions/ports/repeats.js';
import type { PendingInference, PendingInferenceStore } from '../../src/domain/intake/ports.js';
import type { JobStore } from '../../src/domain/jobs/ports.js';
import type {
  DecisionLog,
  FollowerPlaces,
  FollowerRecord,
  FollowerStore,
  IdempotentAnswer,
  IdSpill,
  SealedBatch,
  StoreTransactions,
} from '../../src/domain/log/ports/index.js';
import type { ProducerState, ProducerStore } from '../../src/domain/producers/ports.js';
import type { SegmentRecord, SegmentStore } from '../../src/domain/segments/ports.js';
import { runningStore } from './support/running.js';

interface Stores {
  readonly decisions: DecisionLog;
  readonly segments: SegmentStore;
  readonly repeats: RepeatStore;
  readonly pendingInferences: PendingInferenceStore;
  readonly producers: ProducerStore;
  readonly idSpill: IdSpill;
  readonly jobs: JobStore;
  readonly followers: FollowerPlaces;
  readonly transactions: StoreTransactions<{ readonly followers: FollowerStore }>;
}

const postgres = runningStore();

const openers: [string, () => Stores][] = [
  [
    'memory',
    () => {
      const { decisions, segments, repeats, producers, idSpill, followers, transactions } = memoryStores();
      const derived = { segments: segments!, repeats: repeats!, producers: producers!, idSpill: idSpill! };
      const others = { pendingInferences: memoryPendingInferenceStore(), jobs: memoryJobStore() };
      return { decisions, followers, transactions, ...derived, ...others };
    },
  ],
  [
    'PostgreSQL',
    () => {
      const { decisions, segments, repeats, producers, idSpill, jobs, followers, transactions, sql, keyring } =
        postgres.store;
      const derived = {
        segments: segments!,
        repeats: repeats!,
        producers: producers!,
        idSpill: idSpill!,
      };
      return {
        decisions,
        followers,
        transactions,
        ...derived,
        jobs,
        pendingInferences: new PostgresPendingInferenceStore(sql, { keyring, runtime: nodeRuntime }),
      };
    },
  ],
];

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
const HOUR_MS = 3_600_000;

const batch = (seq: number): SealedBatch => ({
  log: 'main',
  seq,
  kind: 'decision',
  firstIndex: 2 * seq,
  n: 2,
  receivedAtMs: (seq + 5) * HOUR_MS + 7,
  ids: bytes(32, seq),
  leaves: bytes(64, seq),
  payload: { page: 0, slot: seq, bytes: bytes(50, seq) },
  attributes: seq % 2 === 0 ? null : { page: 3, slot: seq, bytes: bytes(20, seq) },
  erased: bytes(0, 0),
});

describe.each(openers)('derived stores of the decision service: %s', (_, open) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = open();
    await stores.decisions.append({ batches: [0, 1, 2, 3].map(batch), answers: [], integrityEvents: [] });
  });

  describe('segments', () => {
    const segment = (n: number): SegmentRecord => ({
      id: `0193f7c2-6a55-7d1e-9f10-00000000000${n}`,
      page: 1,
      slot: n,
      firstSeq: 2 * n,
      lastSeq: 2 * n + 1,
      size: 4 * n + 4,
      fingerprint: `f${n}`,
      rows: 4,
      late: 0,
      fromHourMs: HOUR_MS,
      toHourMs: null,
      erased: [{ deployment: 'd', receivedHourMs: HOUR_MS, n: 2 }],
      createdAtMs: 9,
      seal: 'ab'.repeat(32),
    });

    it('come back by first batch, with their file', async () => {
      for (const n of [1, 0]) await stores.segments.insert(segment(n), bytes(9, n));
      expect(await stores.segments.list()).toEqual([segment(0), segment(1)]);
      expect([...(await stores.segments.read(segment(1).id))!]).toEqual([...bytes(9, 1)]);
      expect(await stores.segments.read('0193f7c2-6a55-7d1e-9f10-00000000000f')).toBeNull();
    });

    it('are gone with their file', async () => {
      await stores.segments.remove([segment(1).id]);
      expect((await stores.segments.list()).map(({ id }) => id)).toEqual([segment(0).id]);
      expect(await stores.segments.read(segment(1).id)).toBeNull();
    });

    it('have a fingerprint that changes when a batch of theirs is sealed anew, and only then', async () => {
      const [theirs, others] = [await stores.segments.fingerprint(0, 1), await stores.segments.fingerprint(2, 3)];
      expect(theirs).not.toBe(others);
      const old = (await stores.decisions.read('main', 1))!;
      await stores.decisions.replaceParts({ ...old, payload: { page: 8, slot: 8, bytes: bytes(5, 5) } }, old);
      expect(await stores.segments.fingerprint(0, 1)).not.toBe(theirs);
      expect(await stores.segments.fingerprint(2, 3)).toBe(others);
    });
  });

  it('fingerprints are the same in every implementation: MD5 of `2/0/2,3/0/3/3/3`', async () => {
    const wanted = createHash('md5').update('2/0/2,3/0/3/3/3').digest('hex');
    expect(await stores.segments.fingerprint(2, 3)).toBe(wanted);
  });

  describe('late repeats', () => {
    const repeat = (index: number, more: Partial<LateRepeat> = {}): LateRepeat => ({
      index,
      firstIndex: index - 1,
      decision: bytes(16, index),
      content: 'same',
      deployment: 'd',
      hourMs: HOUR_MS,
      detectedAtMs: 5,
      ...more,
    });
    const plain = (found: readonly LateRepeat[]) => found.map((one) => ({ ...one, decision: [...one.decision] }));

    it('begin with none', async () => {
      expect(await stores.repeats.counts()).toEqual({ same: 0, other: 0, unknown: 0 });
    });

    it('are kept once', async () => {
      const found = [repeat(3), repeat(5, { content: 'other', decision: bytes(16, 3), firstIndex: 1 })];
      await stores.repeats.keep(found);
      await stores.repeats.keep(found);
      await stores.repeats.keep([]);
      expect(plain(await stores.repeats.between(3, 6))).toEqual(plain(found));
      expect((await stores.repeats.between(3, 5)).map(({ index }) => index)).toEqual([3]);
      expect((await stores.repeats.newest(1)).map(({ index }) => index)).toEqual([5]);
      expect(await stores.repeats.counts()).toEqual({ same: 1, other: 1, unknown: 0 });
    });

    it('know the first entry of an id', async () => {
      expect(await stores.repeats.firstOf(bytes(16, 3))).toBe(1);
      expect(await stores.repeats.firstOf(bytes(16, 9))).toBeNull();
    });

    it('of erased decisions are dated by their receipt', async () => {
      await stores.repeats.forget([bytes(16, 3)]);
      expect((await stores.repeats.between(0, 9)).map(({ hourMs }) => hourMs / HOUR_MS)).toEqual([6, 7]);
    });
  });

  describe('places of followers', () => {
    const record = (seq: number, more: Partial<FollowerRecord> = {}): FollowerRecord => ({
      name: 'counts',
      log: 'main',
      place: { seq, size: 3 * seq },
      tookAtMs: 100 + seq,
      ...more,
    });

    it('are kept when a follower begins, and only then', async () => {
      const { followers } = stores;
      expect(await followers.readPlace('counts')).toBeNull();
      await followers.beginAt(record(2));
      await followers.beginAt(record(7));
      expect(await followers.readPlace('counts')).toEqual(record(2));
      expect(await followers.readPlace('other')).toBeNull();
    });

    it('move from where the follower stands and from nowhere else', async () => {
      const { followers } = stores;
      expect(await followers.movePlace(record(3), record(1).place)).toBe(false);
      expect(await followers.movePlace(record(3), { seq: 2, size: 5 })).toBe(false);
      expect(await followers.movePlace(record(3, { log: 'reads' }), record(2).place)).toBe(false);
      expect(await followers.movePlace(record(3, { name: 'other' }), record(2).place)).toBe(false);
      expect(await followers.readPlace('counts')).toEqual(record(2));
      expect(await followers.movePlace(record(3), record(2).place)).toBe(true);
      expect(await followers.movePlace(record(3), record(2).place)).toBe(false);
      expect(await followers.readPlace('counts')).toEqual(record(3));
    });

    it('are passed, some at once, where each follower still stands at what it came from', async () => {
      const { followers } = stores;
      await followers.beginAt(record(1, { name: 'beside' }));
      const passed = [
        followers.passPlace(record(2, { name: 'beside' }), record(1).place),
        followers.passPlace(record(9), record(2).place),
        followers.passPlace(record(9, { name: 'nobody' }), record(2).place),
      ];
      expect(await Promise.all(passed)).toEqual([true, false, false]);
      expect(await followers.readPlace('beside')).toEqual(record(2, { name: 'beside' }));
      expect(await followers.readPlace('counts')).toEqual(record(3));
    });

    it('move in a transaction with what was written', async () => {
      const moved = await stores.transactions.run(({ stores: within }) =>
        within.followers.movePlace(record(4), record(3).place),
      );
      expect(moved).toBe(true);
      expect(await stores.followers.readPlace('counts')).toEqual(record(4));
    });
  });

  describe('numbers of producers', () => {
    const state = (source: string, more: Partial<ProducerState> = {}): ProducerState => ({
      source,
      last: 9,
      missing: [
        [2, 3],
        [5, 5],
      ],
      lost: 0,
      seenAtMs: 50,
      ...more,
    });
    const answer = (key: string, receivedAtMs: number, sequence?: number): IdempotentAnswer => ({
      scope: 's',
      key,
      bodyDigest: bytes(32, 1),
      answer: '',
      receivedAtMs,
      ...(sequence === undefined ? {} : { seen: { source: `p ${key}`, sequence, receivedAtMs } }),
    });

    it('are summed up by producer, and the last sum counts', async () => {
      expect(await stores.producers.load()).toEqual([]);
      await stores.producers.save([state('a'), state('b', { missing: [] })]);
      const later = state('b', { last: Number.MAX_SAFE_INTEGER, missing: [[10, 2 ** 40]], lost: 7, seenAtMs: 60 });
      await stores.producers.save([later]);
      await stores.producers.save([]);
      const found = await stores.producers.load();
      expect(found.toSorted((a, b) => (a.source < b.source ? -1 : 1))).toEqual([state('a'), later]);
      await stores.producers.save([state('c')], ['b', 'unknown']);
      expect((await stores.producers.load()).map(({ source }) => source).toSorted()).toEqual(['a', 'c']);
      await stores.producers.save([], ['c']);
    });

    it('of requests come back from a time on, in order, once, and go with their answers', async () => {
      const answers = [answer('late', 300, 4), answer('without', 250), answer('early', 200, 8), answer('same', 200, 7)];
      await stores.decisions.append({ batches: [], answers: [answer('old', 100, 1), ...answers], integrityEvents: [] });
      const again = { batches: [], answers: [answer('late', 300, 5)], integrityEvents: [] };
      await stores.decisions.append(again);
      const seen = [
        { source: 'p same', sequence: 7, receivedAtMs: 200 },
        { source: 'p early', sequence: 8, receivedAtMs: 200 },
        { source: 'p late', sequence: 4, receivedAtMs: 300 },
      ];
      expect(await stores.producers.seenSince(200)).toEqual(seen);
      await stores.decisions.dropAnswersBefore(201);
      expect(await stores.producers.seenSince(0)).toEqual(seen.slice(2));
    });
  });

  describe('rows of jobs', () => {
    const never = {
      name: 'never-ran',
      startedAtMs: null,
      endedAtMs: null,
      result: null,
      failuresInRow: 0,
      nextRunAtMs: Date.UTC(2026, 10, 22),
    };
    const failed = {
      ...never,
      name: 'failed',
      startedAtMs: 1,
      endedAtMs: 2,
      result: 'STORE_INVALID',
      failuresInRow: 3,
    };

    it('come back as they were saved, one for each name, the newest', async () => {
      expect(await stores.jobs.load()).toEqual([]);
      await stores.jobs.save([never, failed]);
      expect((await stores.jobs.load()).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([failed, never]);
      const ran = { ...never, startedAtMs: 5, endedAtMs: 6, result: 'ok' };
      await stores.jobs.save([ran]);
      await stores.jobs.save([]);
      expect((await stores.jobs.load()).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([failed, ran]);
    });
  });

  describe('tables that were put away', () => {
    it('give back their parts as one, from any place', async () => {
      const [one, two] = await Promise.all([
        stores.idSpill.keep([bytes(3, 1), bytes(2, 2)]),
        stores.idSpill.keep([bytes(9, 3)]),
      ]);
      const into = new Uint8Array(3);
      one.read(2, into);
      expect([...into]).toEqual([1, 2, 2]);
      two.read(6, into);
      expect([...into]).toEqual([3, 3, 3]);
    });

    it('do not follow what becomes of the bytes afterwards', async () => {
      const given = bytes(2, 1);
      const kept = await stores.idSpill.keep([given]);
      given.fill(9);
      const into = new Uint8Array(2);
      kept.read(0, into);
      expect([...into]).toEqual([1, 1]);
    });

    it('are an error beyond their end and once removed, not zeros', async () => {
      const kept = await stores.idSpill.keep([bytes(4, 1)]);
      const invalid = expect.objectContaining({ code: 'STORE_INVALID' });
      expect(() => kept.read(3, new Uint8Array(2))).toThrow(invalid);
      kept.remove();
      expect(() => kept.read(0, new Uint8Array(1))).toThrow(invalid);
    });
  });

  describe('waiting halves', () => {
    const half = (event: string, more: Partial<PendingInference> = {}): PendingInference => ({
      deployment: 'd',
      event,
      part: 'request',
      receivedAtMs: 100,
      bytes: bytes(40, 1),
      ...more,
    });

    it('wait once for each part of an event, and the first stays', async () => {
      expect(await stores.pendingInferences.insert(half('e'))).toBe(true);
      expect(await stores.pendingInferences.insert(half('e', { bytes: bytes(1, 9) }))).toBe(false);
      expect(await stores.pendingInferences.insert(half('e', { part: 'response', receivedAtMs: 50 }))).toBe(true);
      const found = (await stores.pendingInferences.find(half('e'), 'request'))!;
      expect({ ...found, bytes: [...found.bytes] }).toEqual({ ...half('e'), bytes: [...bytes(40, 1)] });
      expect(await stores.pendingInferences.find(half('other'), 'request')).toBeNull();
      expect(await stores.pendingInferences.count()).toBe(2);
    });

    it('are listed oldest first, without their content', async () => {
      await stores.pendingInferences.insert(half('late', { receivedAtMs: 300 }));
      const waiting = await stores.pendingInferences.waitingSince(100, 9);
      expect(waiting).toEqual([
        { deployment: 'd', event: 'e', part: 'response', receivedAtMs: 50 },
        { deployment: 'd', event: 'e', part: 'request', receivedAtMs: 100 },
      ]);
      expect(await stores.pendingInferences.waitingSince(100, 1)).toHaveLength(1);
    });

    it('outlive the end of a key epoch', async () => {
      await stores.pendingInferences.leaveEpoch(1);
      expect([...(await stores.pendingInferences.find(half('e'), 'request'))!.bytes]).toEqual([...bytes(40, 1)]);
    });

    it('go with both parts', async () => {
      await stores.pendingInferences.remove(half('e'));
      expect(await stores.pendingInferences.find(half('e'), 'response')).toBeNull();
      expect(await stores.pendingInferences.count()).toBe(1);
    });

    it('leave notes, newest first', async () => {
      for (const n of [1, 2]) {
        await stores.pendingInferences.note({
          deployment: 'd',
          event: `e${n}`,
          notedAtMs: n,
          kind: 'orphan',
          detail: 'x',
        });
      }
      expect((await stores.pendingInferences.problems(1)).map(({ event }) => event)).toEqual(['e2']);
      expect(await stores.pendingInferences.problems(9)).toHaveLength(2);
    });
  });
});
