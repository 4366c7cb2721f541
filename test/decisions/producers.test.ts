import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../src/apps/testing/index.js';
import type { IngestOptions } from '../../src/domain/decisions/api/service-api.js';
import type { DecisionStores } from '../../src/domain/decisions/ports/index.js';
import { type DecisionServices, openDecisionService } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import type { RegistryStore } from '../../src/domain/registry/ports.js';
import { testSigner } from '../support/ledger-log.js';
import { runningStore } from './support/running.js';
import { ndjson, record, registryDocument, sender } from './support/service.js';

type Stores = DecisionStores & { readonly registry: RegistryStore };

const running = runningStore();
const openers: [string, () => Stores][] = [
  ['memory', () => memoryStores()],
  ['PostgreSQL', () => running.store],
];
const signers = { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') };

describe.each(openers)('numbers of requests: %s', (_, openStores) => {
  let stores: Stores;
  let service: DecisionServices;

  const open = (more: Partial<DecisionStores> = {}): Promise<DecisionServices> =>
    openDecisionService({ stores: { ...stores, ...more }, registry: stores.registry, signers, runtime: nodeRuntime });

  /** A service whose sums are never saved: at its end stands in the store what a kill would leave there. */
  const killable = (): Promise<DecisionServices> => {
    const { load, seenSince } = stores.producers!;
    const [own, save] = [stores.producers, async () => undefined];
    return open({ producers: { load: load.bind(own), seenSince: seenSince.bind(own), save } });
  };

  beforeAll(async () => {
    stores = openStores();
    await applyRegistry(stores.registry, registryDocument, 0);
    service = await killable();
  });
  afterAll(() => service?.close());

  const send = (sequence: number, more: Partial<IngestOptions> = {}) =>
    service.ingest.decisions(ndjson([record()]), { ...sender, sequence, ...more });
  const gaps = (): unknown => service.metrics().sequenceGaps;
  async function restart(opened: () => Promise<DecisionServices> = killable): Promise<void> {
    await service.close();
    service = await opened();
  }

  it('that never came are counted, and neither lost nor made up by a kill before any sum was saved', async () => {
    for (const sequence of [0, 1, 4]) await send(sequence);
    for (const sequence of [0, 1, 2]) await send(sequence, { producer: 'other', idempotencyKey: `k${sequence}` });
    expect(gaps()).toEqual({ 'key-1': 2 });
    await restart();
    expect(gaps()).toEqual({ 'key-1': 2 });
    await send(5);
    await send(3);
    await send(3, { producer: 'other' });
    expect(gaps()).toEqual({ 'key-1': 1 });
  });

  it('of requests that held nothing new are durable as well', async () => {
    const body = ndjson([record()]);
    await service.ingest.decisions(body, { ...sender, sequence: 6 });
    expect((await service.ingest.decisions(body, { ...sender, sequence: 7 })).answer).toMatchObject({ duplicates: 1 });
    await restart();
    await send(8);
    expect(gaps()).toMatchObject({ 'key-1': 1 });
  });

  it('that were refused are not there: nothing of them was taken', async () => {
    await expect(service.ingest.decisions(ndjson([]), { ...sender, form: 'json', sequence: 9 })).rejects.toThrow();
    await send(10);
    expect(gaps()).toMatchObject({ 'key-1': 2 });
    await send(9);
    expect(gaps()).toMatchObject({ 'key-1': 1 });
  });

  it('are summed up before their marks are dropped', async () => {
    await restart(open);
    await send(12);
    await service.close();
    await stores.decisions.dropAnswersBefore(Date.now() + 60_000);
    service = await open();
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

describe('a numbering that was forgotten and began anew', () => {
  it('is read again wherever a crash came', async () => {
    const { producers, pinnedNumbers } = running.store;
    const state = { source: 'key-1 anew', missing: [], lost: 0, seenAtMs: 0 };
    await producers.save([{ ...state, last: 100 }]);
    const write = pinnedNumbers.write.bind(pinnedNumbers);
    const cutAfter = (writes: number) => {
      let left = writes;
      return vi.spyOn(pinnedNumbers, 'write').mockImplementation((...args) => {
        left--;
        return left < 0 ? Promise.reject(new Error('cut')) : write(...args);
      });
    };
    for (const writes of [0, 1]) {
      const cut = cutAfter(writes);
      await expect(producers.save([{ ...state, last: 3 }])).rejects.toThrow('cut');
      cut.mockRestore();
      const found = (await producers.load()).find(({ source }) => source === state.source);
      expect(found?.last).toBe(writes === 0 ? 100 : 3);
    }
  });
});
