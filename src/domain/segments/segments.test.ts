import { expect, it } from 'vitest';
import { nodeRuntime } from '../../adapters/runtime/index.js';
import type { KeyPages } from '../log/seal/index.js';
import type { SegmentRecord, SegmentStore } from './ports.js';
import { Segments } from './segments.js';

const key = new Uint8Array(32).fill(7);
const record = { id: '0193f7c2-6a55-7d1e-9f10-000000000001', firstSeq: 0, lastSeq: 3, size: 12 } as SegmentRecord;

/** Segments over one file that was sealed in a format, and what was dropped of them. */
function sealedIn(format: string) {
  const aad = new TextEncoder().encode(`tribune.segment/${format} main ${record.id} 0 3 12`);
  const file = nodeRuntime.seal(key, aad, Buffer.from('rows'));
  const dropped: string[] = [];
  const store = { read: async () => file, remove: async (ids: string[]) => void dropped.push(...ids) };
  const pages = { key: async () => key, destroy: async () => undefined };
  const segments = new Segments({
    store: store as unknown as SegmentStore,
    pages: pages as unknown as KeyPages,
    runtime: nodeRuntime,
    indexKey: key,
  });
  return { segments, dropped };
}

it.each(['v3', 'v2'])('opens a file of format %s', async (format) => {
  const { segments, dropped } = sealedIn(format);
  expect(Buffer.from((await segments.open(record))!).toString()).toBe('rows');
  expect(dropped).toEqual([]);
});

it('drops a file of any other format, which is then made again from the log', async () => {
  const { segments, dropped } = sealedIn('v1');
  expect(await segments.open(record)).toBeNull();
  expect(dropped).toEqual([record.id]);
});
