import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { type DecisionServices, openDecisionService } from '../../src/domain/decisions/service.js';
import type { DecisionLog } from '../../src/domain/log/ports/index.js';
import { subjectTag } from '../../src/domain/log/seal/subject-tag.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { TagIndex } from '../../src/domain/tag-index/tag-index.js';
import { testSigner } from '../support/ledger-log.js';
import { all, ndjson, reader, record, registryDocument, sender } from './support/service.js';

const gone = (): Error => new TribuneError('STORE_UNAVAILABLE', 'the connection broke', { remedy: 'Wait.' });

/** A log whose next commits can be made to fail, before or after they became durable, or to wait. */
function faultyLog(log: DecisionLog) {
  const fault: { next: 'none' | 'before' | 'after'; away: boolean; gate: Promise<void> } = {
    next: 'none',
    away: false,
    gate: Promise.resolve(),
  };
  const proxy = new Proxy(log, {
    get(target, name: keyof DecisionLog) {
      if (name === 'append') {
        return async (commit: Parameters<DecisionLog['append']>[0]) => {
          const { next } = fault;
          fault.next = 'none';
          await fault.gate;
          if (next === 'before') throw gone();
          await target.append(commit);
          if (next === 'after') throw gone();
        };
      }
      if (name === 'size') return async (which: 'main') => (fault.away ? Promise.reject(gone()) : target.size(which));
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { log: proxy, fault };
}

let fault: ReturnType<typeof faultyLog>['fault'];
let service: DecisionServices;

beforeEach(async () => {
  const stores = memoryStores();
  const faulty = faultyLog(stores.decisions);
  fault = faulty.fault;
  await applyRegistry(stores.registry, registryDocument, 0);
  service = await openDecisionService({
    stores: { ...stores, decisions: faulty.log },
    registry: stores.registry,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    runtime: nodeRuntime,
    limits: { maxQueuedBytes: 4000, recordsPerBatch: 4 },
  });
});

/** Sends until the service takes records again. */
async function sendAgain(body: Uint8Array) {
  for (;;) {
    try {
      return await service.ingest.decisions(body, sender);
    } catch (cause) {
      if (!(cause instanceof TribuneError) || cause.code !== 'STORE_UNAVAILABLE') throw cause;
      await sleep(5);
    }
  }
}

describe('a commit that fails', () => {
  it('before it is durable is refused and taken when sent again', async () => {
    const body = ndjson([record(), record()]);
    fault.next = 'before';
    await expect(service.ingest.decisions(body, sender)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((await sendAgain(body)).answer).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(service.metrics().logSize.main).toBe(2);
    await service.log.verify();
  });

  it('after it became durable is refused, and known when sent again', async () => {
    const sent = record();
    fault.next = 'after';
    await expect(service.ingest.decisions(ndjson([sent]), sender)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((await sendAgain(ndjson([sent]))).answer).toMatchObject({ accepted: 0, duplicates: 1 });
    await service.ingest.decisions(ndjson([record()]), sender);
    await service.log.publish();
    expect(service.log.checkpoint('main')?.size).toBe(2);
    await service.log.verify();
    expect((await service.reading.decision(sent.id as string, all, reader))?.index).toBe(0);
  });

  it('leaves the service refusing until the store answers again', async () => {
    fault.next = 'before';
    fault.away = true;
    await expect(service.ingest.decisions(ndjson([record()]), sender)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await expect(service.ingest.decisions(ndjson([record()]), sender)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(service.metrics().refusedUnavailable).toBe(2);
    fault.away = false;
    expect((await sendAgain(ndjson([record()]))).answer.accepted).toBe(1);
  });
});

describe('requests that overlap', () => {
  it('are sealed while a commit is on its way, and all are there once', async () => {
    let open = (): void => undefined;
    fault.gate = new Promise((done) => {
      open = done;
    });
    const results = [];
    for (let i = 0; i < 4; i++) {
      results.push(service.ingest.decisions(ndjson([record(), record()]), sender));
      await sleep(2);
    }
    open();
    for (const { answer } of await Promise.all(results)) expect(answer.accepted).toBe(2);
    expect(service.metrics().logSize.main).toBe(8);
    await service.log.verify();
  });

  it('are all refused when the commit before them fails, and taken when sent again', async () => {
    let open = (): void => undefined;
    fault.next = 'after';
    fault.gate = new Promise((done) => {
      open = done;
    });
    const bodies = Array.from({ length: 5 }, () => ndjson([record(), record()]));
    const results: Promise<unknown>[] = [];
    for (const body of bodies) {
      results.push(service.ingest.decisions(body, sender));
      await sleep(2);
    }
    open();
    for (const { status } of await Promise.allSettled(results)) expect(status).toBe('rejected');
    for (const body of bodies) await sendAgain(body);
    expect(service.metrics().logSize.main).toBe(10);
    await service.log.verify();
  });

  it('with the same id wait for each other', async () => {
    const sent = record();
    const twice = [service.ingest.decisions(ndjson([sent]), sender), service.ingest.decisions(ndjson([sent]), sender)];
    await sleep(1);
    twice.push(service.ingest.decisions(ndjson([{ ...sent, outcome: 0, score: 0.1 }]), sender));
    const answers = (await Promise.all(twice)).map(({ answer }) => answer);
    expect(answers.map(({ accepted }) => accepted)).toEqual([1, 0, 0]);
    expect(answers.map(({ duplicates }) => duplicates)).toEqual([0, 1, 0]);
    expect(answers[2]?.conflicts).toHaveLength(1);
  });
});

describe('the queue', () => {
  it('refuses what goes over its bound, and takes it later', async () => {
    let open = (): void => undefined;
    fault.gate = new Promise((done) => {
      open = done;
    });
    const bodies = Array.from({ length: 6 }, () => ndjson([record(), record(), record()]));
    const results = Promise.allSettled(bodies.map((body) => service.ingest.decisions(body, sender)));
    await sleep(10);
    expect(service.metrics().queuedBytes).toBeLessThanOrEqual(4000);
    open();
    const refused = (await results).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { code: 'SERVICE_BUSY' } });
    for (const body of bodies) await service.ingest.decisions(body, sender);
    expect(service.metrics()).toMatchObject({ logSize: { main: 18 }, refusedBusy: refused.length, queuedBytes: 0 });
  });

  it('finishes what it took before it closes, and takes nothing after', async () => {
    const taken = service.ingest.decisions(ndjson([record()]), sender);
    await sleep(0);
    await service.close();
    expect((await taken).answer.accepted).toBe(1);
    expect(service.log.checkpoint('main')?.size).toBe(1);
    await expect(service.ingest.decisions(ndjson([record()]), sender)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  it('refuses an idempotency key that no header could carry', async () => {
    const bad = service.ingest.decisions(ndjson([record()]), { ...sender, idempotencyKey: 'a\u0000b' });
    await expect(bad).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('shows the numbers that a producer left out', async () => {
    for (const sequence of [1, 2, 5, 4]) await service.ingest.decisions(ndjson([record()]), { ...sender, sequence });
    expect(service.metrics().sequenceGaps).toEqual({ 'key-1': 1 });
  });
});

describe('the index over all time', () => {
  const indexKey = new Uint8Array(32).fill(3);
  const ids = (seq: number): Uint8Array => new Uint8Array(32).map((_, i) => (i < 16 ? seq : seq + 100));

  const tagsOf = (...subjects: string[]): Uint8Array =>
    Uint8Array.from(subjects.flatMap((subject) => [...subjectTag(nodeRuntime, indexKey, subject)]));

  it('finds subjects and ids in runs as well as in the tail, and forgets a subject', async () => {
    const { tags, followers } = memoryStores();
    const index = new TagIndex({
      log: 'main',
      store: tags,
      runtime: nodeRuntime,
      indexKey,
      readSubjects: async () => ['old', 'new'],
      settled: async () => undefined,
    });
    index.addTail({ seq: 0, ids: ids(0), tags: tagsOf('ann', 'bob') });
    index.addTail({ seq: 1, ids: ids(1), tags: null });
    const taken = await index.follower().take({ from: { seq: 0, size: 0 }, to: { seq: 2, size: 4 }, batches: [] });
    await taken?.write?.({ tags, followers });
    taken?.committed?.();
    index.addTail({ seq: 2, ids: ids(2), tags: tagsOf('ann', 'eve') });
    expect(await tags.indexedTo('main', 'subject')).toBe(2);
    expect(await index.findSubject('ann')).toEqual([
      { seq: 0, position: 0 },
      { seq: 2, position: 0 },
    ]);
    expect(await index.findSubject('new')).toEqual([{ seq: 1, position: 1 }]);
    const sought = [ids(1).subarray(16), ids(2).subarray(0, 16), new Uint8Array(16).fill(77)];
    expect(await index.findIds(sought)).toEqual([[1], [2], []]);
    // An id that came again is found in the run as well as in the tail.
    index.addTail({ seq: 3, ids: ids(1), tags: tagsOf('joe', 'joe') });
    expect(await index.findIds(sought.slice(0, 1))).toEqual([[3, 1]]);
    const places = new Map([0, 2].map((seq) => [seq, new Set([0])]));
    await index.forgetPlaces(places, index.bucketOf('ann'));
    expect(await index.findSubject('ann')).toEqual([]);
    expect(await index.findSubject('bob')).toEqual([{ seq: 0, position: 1 }]);
  });
});
