import { beforeEach, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { type DecisionServices, openDecisionService } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { testSigner } from '../support/ledger-log.js';
import { all, ndjson, reader, record, registryDocument, sender } from './support/service.js';

let service: DecisionServices;

beforeEach(async () => {
  const stores = memoryStores();
  await applyRegistry(stores.registry, registryDocument, 0);
  service = await openDecisionService({
    stores,
    registry: stores.registry,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    runtime: nodeRuntime,
  });
});

/** As Python writes it: `JSON.stringify` writes no exponent here. */
const python = (records: readonly unknown[]): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(ndjson(records)).replaceAll('"score":0.000032', '"score":3.2e-05'));

const UUID = '5f0c1d5e-8d0e-4a63-9f27-0a8f2f6c1b11';

describe('records that leave the plain reader', () => {
  it.each([
    ['a score as Python prints it', { subject: UUID, score: 0.000032 }],
    ['a reference outside ASCII', { subject: 'kunde-größer-0001' }],
    ['an input outside ASCII', { subject: UUID, inputs: { métier: 'employé' } }],
    ['an escape', { subject: UUID, inputs: { text: 'a\nb' } }],
    ['65 keys', { subject: UUID, inputs: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, i])) }],
  ])('are taken with %s, whatever the size of the batch', async (_, more) => {
    for (const n of [1, 2, 45, 91, 100]) {
      const sent = Array.from({ length: n }, () => record(more));
      expect((await service.ingest.decisions(python(sent), sender)).answer).toMatchObject({
        accepted: n,
        rejected: [],
      });
      const last = sent.at(-1)!;
      expect((await service.reading.decision(last.id as string, all, reader))?.record).toMatchObject(more);
    }
  });

  it('are taken where the room for references ends, among plain ones', async () => {
    for (const at of [44, 45, 90, 91, 99]) {
      const sent = Array.from({ length: 100 }, (_, i) => record({ subject: UUID, score: i === at ? 0.000032 : 0.5 }));
      expect((await service.ingest.decisions(python(sent), sender)).answer.accepted).toBe(100);
    }
  });
});

it('of a batch that was sent before in part the rest is taken, under the references it came with', async () => {
  const known = Array.from({ length: 3 }, (_, i) => record({ subject: `${UUID}-${i}` }));
  await service.ingest.decisions(ndjson(known), sender);
  const fresh = record({ subject: 'kunde-größer-0001-5f0c1d5e' });
  const { answer } = await service.ingest.decisions(ndjson([known[0], known[2], fresh]), sender);
  expect(answer).toEqual({ accepted: 1, duplicates: 2, conflicts: [], rejected: [] });
  expect((await service.reading.decision(fresh.id as string, all, reader))?.record).toMatchObject({
    subject: fresh.subject,
  });
  const { decisions } = await service.subjects.export(fresh.subject as string, { actor: 'a', purpose: 'p' });
  expect(decisions.map(({ id }) => id)).toEqual([fresh.id]);
  await service.log.verify();
});

describe('records that come again', () => {
  it('with a whole number beyond 2^53 that differs in the last digit are other content', async () => {
    const { id, ...rest } = record({ inputs: { account: 1, limit: 2 } });
    const text = (account: string) =>
      new TextEncoder().encode(JSON.stringify({ id, ...rest }).replace('"account":1', `"account":${account}`));
    expect((await service.ingest.decisions(text('9007199254740993'), sender)).answer.accepted).toBe(1);
    expect((await service.ingest.decisions(text('9007199254740993'), sender)).answer.duplicates).toBe(1);
    expect((await service.ingest.decisions(text('9007199254740992'), sender)).answer.conflicts).toEqual([
      { line: 1, id },
    ]);
    const view = await service.reading.decision(id as string, all, reader);
    expect(view?.record).toMatchObject({ inputs: { account: 9007199254740993n, limit: 2 } });
  });

  it('twice in a body are held against the log, not against each other', async () => {
    const sent = record();
    const other = { ...sent, outcome: 0 };
    await service.ingest.decisions(ndjson([sent]), sender);
    const { answer } = await service.ingest.decisions(ndjson([other, sent, other, record()]), sender);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(answer.conflicts.map(({ line }) => line)).toEqual([1, 3]);
    const events = await service.reading.integrityEvents(10);
    expect(events.map(({ firstIndex }) => firstIndex)).toEqual([0, 0]);
  });

  it('after their erasure are all refused', async () => {
    const sent = record({ subject: 'gone' });
    await service.ingest.decisions(ndjson([sent]), sender);
    await service.subjects.erase('gone', { basis: 'request', requestedBy: 'a' });
    await service.subjects.turnEpoch();
    const { answer } = await service.ingest.decisions(ndjson([sent, sent]), sender);
    expect(answer).toMatchObject({ accepted: 0, duplicates: 0 });
    expect(answer.rejected.map(({ line, code }) => [line, code])).toEqual([
      [1, 'DECISION_ERASED'],
      [2, 'DECISION_ERASED'],
    ]);
  });
});
