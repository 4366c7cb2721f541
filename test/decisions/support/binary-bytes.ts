import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEngine } from '../../../src/adapters/dataset/engine/index.js';
import { SegmentRows } from '../../../src/adapters/segments/build.js';
import { memoryStores } from '../../../src/apps/testing/stores/memory-stores.js';
import { readAuditRows } from '../../../src/domain/decisions/history/index.js';
import { openDecisionService } from '../../../src/domain/decisions/service.js';
import { applyRegistry } from '../../../src/domain/registry/apply.js';
import { testSigner } from '../../support/ledger-log.js';
import { clockedRuntime, registryDocument } from './service.js';

const digest = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const idOf = (n: number): string => `0193f7c2-6a55-7d1e-9f10-${n.toString(16).padStart(12, '0')}`;
const bytes = (records: readonly object[]): Uint8Array =>
  new TextEncoder().encode(records.map((one) => JSON.stringify(one)).join('\n'));
const sender = { form: 'ndjson', source: 'key' } as const;

/** Randomness that is the same in every run. */
function countingBytes(): (n: number) => Uint8Array {
  let calls = 0;
  return (n) => {
    const made = createHash('sha256').update(`call ${++calls}`).digest();
    return Uint8Array.from({ length: n }, (_, i) => made[i % made.length]!);
  };
}

const DECISIONS = Array.from({ length: 12 }, (_, i) => ({
  id: idOf(i + 1),
  deployment: 'compas/prod',
  subject: `case-${i % 9}`,
  decidedAt: `2026-11-22T0${i % 10}:30:00.000Z`,
  ...(i % 3 === 0 ? { inputs: { age: 20 + i } } : {}),
  ...(i % 4 === 0 ? {} : { score: i / 16 }),
  outcome: i % 2,
  route: ['automatic', 'reviewed', 'fallback'][i % 3],
  attributes: { sex: i % 2 === 0 ? 'Female' : 'Male', ...(i % 5 === 0 ? { Race: 'é' } : {}) },
  ...(i % 6 === 0 ? { jurisdiction: 'US-FL' } : {}),
}));
const LABELS = [1, 2, 5, 5, 7].map((n, i) => ({
  decision: idOf(n),
  label: i % 2,
  knownAt: `2026-11-22T11:0${i}:00.000Z`,
}));
const ATTRIBUTES = [{ decision: idOf(3), attributes: { sex: null, Race: 'later' } }];

/**
 * Records decisions of 0 and 1 with labels and attributes, the same in every run, and gives digests of what is logged of each batch, and the segment
 * that is made of all of them before it is sealed.
 */
export async function binaryBytes(): Promise<{
  batches: { leaves: string; contents: string; envelopes: string }[];
  segment: string;
}> {
  const runtime = { ...clockedRuntime(), randomBytes: countingBytes() };
  const stores = memoryStores();
  await applyRegistry(stores.registry, registryDocument, 0);
  const signers = { main: testSigner('log.test/main'), reads: testSigner('log.test/reads') };
  const service = await openDecisionService({ stores, registry: stores.registry, signers, runtime });
  await service.ingest.decisions(bytes(DECISIONS), sender);
  await service.ingest.labels(bytes(LABELS), sender);
  await service.ingest.attributes(bytes(ATTRIBUTES), sender);
  await service.log.publish();
  const opened = (await service.history.opened(0, 100)).filter(({ batch }) => batch.kind !== 'event');
  const rows = new SegmentRows();
  for (const batch of opened) rows.add(readAuditRows(batch, Number.POSITIVE_INFINITY));
  const folder = mkdtempSync(join(tmpdir(), 'tribune-bytes-'));
  let n = 0;
  try {
    const packed = await withEngine({}, (engine) => rows.toParquet(engine, folder, () => idOf(900 + n++)));
    return {
      batches: opened.map(({ batch, payload, attributes, envelopes }) => ({
        leaves: digest(batch.leaves),
        contents: digest(
          ...[payload, attributes].flatMap((part) => part?.contents ?? []).map((one) => one ?? new Uint8Array()),
        ),
        envelopes: digest(new TextEncoder().encode(JSON.stringify(envelopes))),
      })),
      segment: Buffer.from(packed).toString('base64'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await service.close();
  }
}
