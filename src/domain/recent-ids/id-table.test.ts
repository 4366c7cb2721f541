import { describe, expect, it } from 'vitest';
import { nodeClock } from '../../adapters/runtime/index.js';
import { IdChunks } from './id-chunks.js';
import { blocksFor, IdTable } from './id-table.js';
import type { IdSpill, SpilledBytes } from './ports.js';

const BLOCK_BYTES = 512;

/** Keeps one table, as bytes that a test may change. */
function keeper(): { readonly spill: IdSpill; bytes: Uint8Array; removed: number } {
  const kept = { spill: { keep }, bytes: new Uint8Array(0), removed: 0 };
  async function keep(parts: readonly Uint8Array[]): Promise<SpilledBytes> {
    kept.bytes = Uint8Array.from(Buffer.concat(parts));
    return {
      read: (offset, into) => into.set(kept.bytes.subarray(offset, offset + into.length)),
      remove: () => void kept.removed++,
    };
  }
  return kept;
}

const pool = new IdChunks();

/** Places spread over the whole range, and prints that differ. */
const place = (i: number): number => Math.imul(i, 0x9e3779b1) >>> 0;

function filled(n: number, blocks = blocksFor(n)): IdTable {
  const table = new IdTable(blocks, 7, pool);
  for (let i = 0; i < n; i++) table.insert(place(i), i, i + 1);
  expect(table.size).toBe(n);
  return table;
}

/** Fingerprints that do not have their own mark and no other. */
const wrong = (table: IdTable, n: number): number[] =>
  Array.from({ length: n }, (_, i) => i).filter((i) => {
    const found = table.find(place(i), i, null);
    return found?.length !== 1 || found[0] !== i + 1;
  });

describe('a table of ids', () => {
  it('finds the mark of each fingerprint and none for another', () => {
    const table = filled(1000);
    expect(wrong(table, 1000)).toEqual([]);
    expect(table.find(place(5), 6, null)).toBeNull();
    expect(table.find(place(1000), 1000, null)).toBeNull();
  });

  it('adds to the marks found elsewhere', () => {
    expect(filled(10).find(place(3), 3, [99])).toEqual([99, 4]);
  });

  it.each([1, 2047, 2048, 2049, 5000])('takes places all over %i blocks', (blocks) => {
    const table = new IdTable(blocks, 0, pool);
    expect(table.blocks).toBeGreaterThanOrEqual(blocks);
    for (let i = 0; i < 4000; i++) table.insert(place(i), i, i + 1);
    expect(wrong(table, Math.min(4000, table.size))).toEqual([]);
  });

  it('turns an id away when its block is full, and finds the 63 that are in it', () => {
    const table = new IdTable(1, 0, pool);
    for (let i = 0; i < 63; i++) expect(table.insert(place(i), i, i + 1)).toBe(true);
    expect(table.insert(place(63), 63, 64)).toBe(false);
    expect(table.size).toBe(63);
    for (let i = 0; i < 63; i++) expect(table.find(place(i), i, null)).toEqual([i + 1]);
    expect(table.find(place(63), 63, null)).toBeNull();
  });

  it('takes places at both ends of the range', () => {
    const table = new IdTable(3, 0, pool);
    for (const end of [0, 0xffffffff]) {
      table.insert(end, 1, 2);
      expect(table.find(end, 1, null)).toEqual([2]);
    }
  });

  it.each([1, 100, 5000, 200_000])('answers the same out of the file as out of memory, %i ids', async (n) => {
    const table = filled(n);
    const kept = keeper();
    await table.spill(kept.spill, nodeClock);
    expect(kept.bytes.length).toBe(table.blocks * BLOCK_BYTES);
    expect(wrong(table, n)).toEqual([]);
    expect(table.find(place(n), n, null)).toBeNull();
  });

  it('begins empty in memory that another table used before', async () => {
    const used = filled(200_000);
    await used.spill(keeper().spill, nodeClock);
    const next = new IdTable(blocksFor(200_000), 8, pool);
    expect(wrong(next, 200_000)).toHaveLength(200_000);
    expect(next.size).toBe(0);
  });

  it('stays readable when it cannot be put away, and is put away later', async () => {
    const table = filled(100);
    await expect(table.spill({ keep: () => Promise.reject(new Error('full')) }, nodeClock)).rejects.toThrow('full');
    expect(table.find(place(9), 9, null)).toEqual([10]);
    await table.spill(keeper().spill, nodeClock);
    expect(table.find(place(9), 9, null)).toEqual([10]);
  });

  it('notices every changed bit of a block', async () => {
    const table = filled(30, 1);
    const kept = keeper();
    await table.spill(kept.spill, nodeClock);
    for (let bit = 0; bit < 8 * BLOCK_BYTES; bit++) {
      kept.bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => table.find(place(0), 0, null)).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
      kept.bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(table.find(place(0), 0, null)).toEqual([1]);
  });

  it.each([0, 7])('notices a block of zeros in table %i', async (number) => {
    const table = new IdTable(1, number, pool);
    const kept = keeper();
    await table.spill(kept.spill, nodeClock);
    expect(table.find(place(0), 0, null)).toBeNull();
    kept.bytes.fill(0);
    expect(() => table.find(place(0), 0, null)).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
  });

  it('notices a block that belongs to another place', async () => {
    const table = filled(100, 2);
    const kept = keeper();
    await table.spill(kept.spill, nodeClock);
    kept.bytes.copyWithin(0, BLOCK_BYTES, 2 * BLOCK_BYTES);
    expect(() => table.find(0, 0, null)).toThrow(expect.objectContaining({ code: 'STORE_INVALID' }));
  });

  it('removes its file when dropped, also while that is written', async () => {
    const kept = keeper();
    const early = filled(10);
    const writing = early.spill(kept.spill, nodeClock);
    early.drop();
    await writing;
    expect(kept.removed).toBe(1);
    const late = filled(10);
    await late.spill(kept.spill, nodeClock);
    late.drop();
    expect(kept.removed).toBe(2);
  });
});
