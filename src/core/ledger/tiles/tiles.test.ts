import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasher, MemoryLog, testEntries } from '../../../../test/support/ledger-log.js';
import { concatBytes, encodeHex, equalBytes, utf8 } from '../../base/bytes.js';
import { MAX_ENTRY_BYTES } from '../base/limits.js';
import { MemoryTree } from '../merkle/memory-tree.js';
import { verifyConsistency } from '../merkle/verify-consistency.js';
import { verifyInclusion } from '../merkle/verify-inclusion.js';
import { decodeBundle, encodeBundle } from './bundle.js';
import { TileReader } from './reader.js';
import { recoverEdge } from './recover.js';
import type { TileFile } from './writer.js';
import { TileWriter } from './writer.js';

function treeOf(size: number): MemoryTree {
  const tree = new MemoryTree(hasher);
  for (const entry of testEntries(size)) tree.append(entry);
  return tree;
}

const inHex = (files: readonly TileFile[]): string[] => files.map(({ path, bytes }) => `${path} ${encodeHex(bytes)}`);

const sizes = [0, 1, 2, 255, 256, 257, 511, 512, 513, 700];

describe('entry bundles', () => {
  it('put a 16-bit big-endian length before each entry', () => {
    expect(encodeHex(encodeBundle([utf8('one'), new Uint8Array()]))).toBe('00036f6e650000');
  });

  it('are read back to the same entries', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
        expect(decodeBundle(encodeBundle(entries), entries.length).map(encodeHex)).toEqual(entries.map(encodeHex));
      }),
      { numRuns: 40 },
    );
  });

  it('hold an entry of 65,535 bytes and refuse a longer one', () => {
    const longest = new Uint8Array(MAX_ENTRY_BYTES);
    expect(decodeBundle(encodeBundle([longest]), 1)[0]).toHaveLength(MAX_ENTRY_BYTES);
    expect(() => encodeBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow('an entry has 65536 bytes');
  });

  it('are refused when they end inside an entry or hold another number of entries', () => {
    const bytes = encodeBundle(testEntries(3));
    expect(() => decodeBundle(bytes.subarray(0, -1), 3)).toThrow('ends inside entry 2');
    expect(() => decodeBundle(bytes.subarray(0, 1), 3)).toThrow('ends inside entry 0');
    expect(() => decodeBundle(bytes, 2)).toThrow('more than 2');
    expect(() => decodeBundle(bytes, 4)).toThrow('holds 3 entries, not 4');
  });
});

describe('the tile writer', () => {
  it('gives the same files for entries of one length that stand one behind the other', () => {
    const entries = Array.from({ length: 700 }, (_, i) => new Uint8Array(33).fill(i));
    const [each, equal] = [new TileWriter(hasher), new TileWriter(hasher)];
    const expected = [...each.append(entries), ...each.edge()];
    const found = [...equal.appendEqual(concatBytes(...entries.slice(0, 300)), 33)];
    found.push(...equal.appendEqual(concatBytes(...entries.slice(300)), 33), ...equal.edge());
    expect(inHex(found).sort()).toEqual(inHex(expected).sort());
    expect(equal.root()).toEqual(each.root());
    expect(() => equal.appendEqual(new Uint8Array(40), 33)).toThrow('40 bytes are no entries of 33');
  });

  it('has the root of the tree at every size', () => {
    const tree = treeOf(700);
    for (const size of sizes) expect(new MemoryLog(testEntries(size)).writer.root()).toEqual(tree.root(size));
  });

  it('leaves the same full tiles, edge and root whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (batches) => {
        const log = new MemoryLog();
        for (const n of batches) log.append(testEntries(n, log.writer.size));
        const whole = new MemoryLog(testEntries(log.writer.size));
        expect(log.head).toEqual(whole.head);
        for (const [path, bytes] of whole.files) expect(equalBytes(log.files.get(path)!, bytes)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps a copy of an entry, also when it comes in a Buffer that is used again', () => {
    const log = new MemoryLog(testEntries(256));
    const buffer = Buffer.from('entry-256');
    log.writer.append([buffer]);
    buffer.fill(0);
    expect(log.writer.edge()[0]!.bytes).toEqual(new MemoryLog(testEntries(257)).files.get('tile/entries/001.p/1'));
  });

  it('gives out a partial tile once for each width', () => {
    const log = new MemoryLog(testEntries(300));
    expect(log.writer.edge()).toEqual([]);
    log.append(testEntries(1, 300));
    expect(log.writer.edge()).toEqual([]);
    expect([...log.files.keys()].filter((path) => path.startsWith('tile/1/'))).toEqual(['tile/1/000.p/1']);
  });

  it('goes on from its recovered edge as if it had never stopped', async () => {
    for (const size of sizes) {
      const log = new MemoryLog(testEntries(size));
      const recovered = new TileWriter(hasher, await recoverEdge(hasher, log.read, log.head));
      expect(recovered.edge()).toEqual([]);
      const more = testEntries(300, size);
      expect(inHex([...recovered.append(more), ...recovered.edge()])).toEqual(
        inHex([...log.writer.append(more), ...log.writer.edge()]),
      );
      expect(recovered.root()).toEqual(log.writer.root());
    }
  });

  it('refuses to recover over a changed tile, a changed entry, a missing tile or another root', async () => {
    const changed = (path: string): MemoryLog => {
      const log = new MemoryLog(testEntries(300));
      log.files.get(path)![5]! ^= 1;
      return log;
    };
    const { head } = new MemoryLog(testEntries(300));
    await expect(recoverEdge(hasher, changed('tile/0/001.p/44').read, head)).rejects.toThrow('do not have the root');
    await expect(recoverEdge(hasher, changed('tile/entries/001.p/44').read, head)).rejects.toThrow(
      'entry 256 was changed',
    );
    const missing = new MemoryLog(testEntries(300));
    missing.files.delete('tile/1/000.p/1');
    await expect(recoverEdge(hasher, missing.read, head)).rejects.toThrow('tile/1/000.p/1 is missing');
  });
});

describe('the tile reader', () => {
  it('gives the proofs and older roots of the tree', async () => {
    const tree = treeOf(700);
    for (const size of sizes.filter((n) => n > 0)) {
      const log = new MemoryLog(testEntries(size));
      const reader = new TileReader(hasher, log.read, log.head);
      for (const index of [0, 1, 254, 255, 256, 300, size - 1].filter((i) => i < size)) {
        const proof = await reader.inclusionProof(index);
        expect(proof).toEqual(tree.inclusionProof(index, size));
        const leafHash = await reader.leafHash(index);
        verifyInclusion(hasher, { index, size, leafHash, root: log.head.root, proof });
        expect(await reader.entry(index)).toEqual(utf8(`entry-${index}`));
      }
      for (const oldSize of [1, 2, 255, 256, 257, 511, 512, size].filter((n) => n <= size)) {
        const proof = await reader.consistencyProof(oldSize);
        expect(proof).toEqual(tree.consistencyProof(oldSize, size));
        const oldRoot = await reader.rootAt(oldSize);
        expect(oldRoot).toEqual(tree.root(oldSize));
        verifyConsistency(hasher, { oldSize, oldRoot, size, root: log.head.root, proof });
      }
    }
  });

  it('cuts the full tile when the partial one was deleted', async () => {
    const log = new MemoryLog(testEntries(300));
    const head = log.head;
    log.append(testEntries(300, 300));
    for (const path of [...log.files.keys()]) if (path.includes('001.p/')) log.files.delete(path);
    const reader = new TileReader(hasher, log.read, head);
    expect(await reader.entry(299)).toEqual(utf8('entry-299'));
  });

  it('uses no hash of a tile that is not part of the tree', async () => {
    const log = new MemoryLog(testEntries(600));
    for (const path of ['tile/0/000', 'tile/0/001']) {
      const bytes = log.files.get(path)!.slice();
      for (let byte = 0; byte < bytes.length; byte += 97) {
        const changed = bytes.slice();
        changed[byte]! ^= 1 << (byte % 8);
        const read = (asked: string): Uint8Array | null => (asked === path ? changed : log.read(asked));
        const reader = new TileReader(hasher, read, log.head);
        const index = path === 'tile/0/000' ? 17 : 300;
        await expect(reader.inclusionProof(index)).rejects.toThrow('does not belong to the tree');
      }
    }
  });

  it('recovers from a failed read of a tile', async () => {
    const log = new MemoryLog(testEntries(600));
    let broken = true;
    const reader = new TileReader(hasher, (path) => (broken ? null : log.read(path)), log.head);
    await expect(reader.inclusionProof(3)).rejects.toThrow('is missing');
    broken = false;
    expect(await reader.inclusionProof(3)).toHaveLength(10);
  });
});
