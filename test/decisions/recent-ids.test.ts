import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileIdSpill } from '../../src/adapters/data-folder/id-spill.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { printUuid, uuidV7 } from '../../src/core/base/uuid.js';
import { type DecisionServices, openDecisionService } from '../../src/domain/decisions/service.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import { testSigner } from '../support/ledger-log.js';
import { clockedRuntime, ndjson, record, registryDocument, sender } from './support/service.js';

/** More than stay in memory for being few. */
const MANY = 700;
const MINUTE_MS = 60_000;

const runtime = clockedRuntime();
const stores = memoryStores();
let folder = '';
let spill: FileIdSpill;
/** Number of files that were written whole. */
let kept = 0;
let service: DecisionServices;

async function start(): Promise<void> {
  spill = new FileIdSpill(folder);
  const keep = spill.keep.bind(spill);
  spill.keep = async (parts) => {
    const bytes = await keep(parts);
    kept++;
    return bytes;
  };
  service = await openDecisionService({
    stores: { ...stores, idSpill: spill },
    registry: stores.registry,
    signers: { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') },
    runtime,
  });
}

async function stop(): Promise<void> {
  await service.close();
  spill.close();
}

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'tribune-ids-')), 'recent-ids');
  await applyRegistry(stores.registry, registryDocument, 0);
  await start();
});

afterEach(async () => {
  await stop();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const madeNow = (n: number, more: Record<string, unknown> = {}): Record<string, unknown>[] =>
  Array.from({ length: n }, () => record({ id: printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(16))), ...more }));

const send = (records: readonly unknown[]) => service.ingest.decisions(ndjson(records), sender);

/** Sends records and waits until their ids are in files. */
async function sendAndPutAway(): Promise<Record<string, unknown>[]> {
  const before = kept;
  const records = madeNow(MANY);
  await send(records);
  runtime.advance(2 * MINUTE_MS);
  await send(madeNow(1));
  await expect.poll(() => kept).toBeGreaterThan(before);
  // The index goes by the file in the same turn of the event loop.
  await turn();
  return records;
}

describe('ids that left memory', () => {
  it('are duplicates, and conflicts with other content', async () => {
    const records = await sendAndPutAway();
    const { answer } = await send([...records, ...madeNow(3)]);
    expect(answer).toMatchObject({ accepted: 3, duplicates: MANY, conflicts: [] });
    const changed = await send([{ ...records[5], score: 0.1 }]);
    expect(changed.answer.conflicts).toEqual([{ line: 1, id: records[5]?.id }]);
    expect(service.metrics().dedupeIds).toBe(MANY + 4);
  });

  it('are known after a start, in new files', async () => {
    const records = await sendAndPutAway();
    await stop();
    expect(() => readdirSync(folder)).toThrow();
    await start();
    await expect.poll(() => readdirSync(folder).length).toBeGreaterThan(0);
    expect((await send(records)).answer).toMatchObject({ accepted: 0, duplicates: MANY });
  });

  it('stop what may repeat them when a file is damaged, and nothing else', async () => {
    const records = await sendAndPutAway();
    for (const name of readdirSync(folder)) truncateSync(join(folder, name), 1);
    await expect(send(records)).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect((await send(madeNow(2))).answer.accepted).toBe(2);
    await stop();
    await start();
    expect((await send(records)).answer).toMatchObject({ accepted: 0, duplicates: MANY });
  });
});
