import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/store/open-store.js';
import type { AuditableService } from '../../src/domain/decisions/audit/access.js';
import type { IngestOptions } from '../../src/domain/decisions/service-api.js';
import { runningStore } from './support/running.js';
import { ndjson, openTestService, record, sender } from './support/service.js';

const running = runningStore();
let service: AuditableService;

/** A service whose sums are never saved: at its end stands in the database what a kill would leave there. */
const killable = async (): Promise<AuditableService> =>
  (await openTestService({
    ...running.store,
    producers: {
      load: () => running.store.producers!.load(),
      seenSince: (ms) => running.store.producers!.seenSince(ms),
      save: async () => undefined,
    },
  } as Store)) as AuditableService;

beforeAll(async () => {
  service = await killable();
});
afterAll(() => service?.close());

const send = (sequence: number, more: Partial<IngestOptions> = {}) =>
  service.ingest(ndjson([record()]), { ...sender, sequence, ...more });
const gaps = (): unknown => service.metrics().sequenceGaps;
async function restart(open: () => Promise<unknown> = killable): Promise<void> {
  await service.close();
  service = (await open()) as AuditableService;
}

describe('numbers of requests', () => {
  it('that never came are counted, and neither lost nor made up by a kill before any sum was saved', async () => {
    for (const sequence of [0, 1, 4]) await send(sequence);
    for (const sequence of [0, 1, 2]) await send(sequence, { producer: 'other', idempotencyKey: `k${sequence}` });
    expect(gaps()).toEqual({ 'key-1': 2, 'key-1 other': 0 });
    await restart();
    expect(gaps()).toEqual({ 'key-1': 2, 'key-1 other': 0 });
    await send(5);
    await send(3);
    await send(3, { producer: 'other' });
    expect(gaps()).toEqual({ 'key-1': 1, 'key-1 other': 0 });
  });

  it('of requests that held nothing new are durable as well', async () => {
    const body = ndjson([record()]);
    await service.ingest(body, { ...sender, sequence: 6 });
    expect((await service.ingest(body, { ...sender, sequence: 7 })).answer).toMatchObject({ duplicates: 1 });
    await restart();
    await send(8);
    expect(gaps()).toMatchObject({ 'key-1': 1 });
  });

  it('that were refused are not there: nothing of them was taken', async () => {
    await expect(service.ingest(ndjson([]), { ...sender, form: 'json', sequence: 9 })).rejects.toThrow();
    await send(10);
    expect(gaps()).toMatchObject({ 'key-1': 2 });
    await send(9);
    expect(gaps()).toMatchObject({ 'key-1': 1 });
  });

  it('are summed up before their marks are dropped', async () => {
    await restart(() => openTestService(running.store));
    await send(12);
    await service.close();
    await running.store.decisions.dropAnswersBefore(Date.now() + 60_000);
    service = (await openTestService(running.store)) as AuditableService;
    expect(service.producers()).toMatchObject([
      {
        source: 'key-1',
        last: 12,
        missing: [
          [2, 2],
          [11, 11],
        ],
        lost: 0,
      },
      { source: 'key-1 other', last: 3, missing: [] },
    ]);
    await send(13);
    expect(gaps()).toMatchObject({ 'key-1': 2 });
  });
});
