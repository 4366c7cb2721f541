import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, encodeHex, equalBytes, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { CompactRange } from './compact-range.js';
import { type TreeHasher, treeHasher } from './hasher.js';
import { MemoryTree } from './memory-tree.js';
import { verifyConsistency } from './verify-consistency.js';
import { verifyInclusion } from './verify-inclusion.js';

const hasher: TreeHasher = treeHasher(sha256);
const entriesOf = (size: number): Uint8Array[] => Array.from({ length: size }, (_, i) => utf8(`entry ${i}`));

function treeOf(size: number): MemoryTree {
  const tree = new MemoryTree(hasher);
  for (const entry of entriesOf(size)) tree.append(entry);
  return tree;
}

/** The definition in RFC 6962 section 2.1, word for word and without any cleverness: the oracle. */
function naiveRoot(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256(new Uint8Array());
  if (entries.length === 1) return sha256(concatBytes(Uint8Array.of(0), entries[0]!));
  const k = 2 ** (Math.ceil(Math.log2(entries.length)) - 1);
  return sha256(concatBytes(Uint8Array.of(1), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k))));
}

function naivePath(m: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length <= 1) return [];
  const k = 2 ** (Math.ceil(Math.log2(entries.length)) - 1);
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))];
}

function naiveSubproof(m: number, entries: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === entries.length) return whole ? [] : [naiveRoot(entries)];
  const k = 2 ** (Math.ceil(Math.log2(entries.length)) - 1);
  return m <= k
    ? [...naiveSubproof(m, entries.slice(0, k), whole), naiveRoot(entries.slice(k))]
    : [...naiveSubproof(m - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))];
}

const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map(encodeHex);

describe('the Merkle tree', () => {
  it('has the root SHA-256(0x01 || leaf a || leaf b) for two entries', () => {
    const [a, b] = entriesOf(2);
    expect(treeOf(2).root()).toEqual(hasher.node(hasher.leaf(a!), hasher.leaf(b!)));
  });

  it('has the root of the RFC definition for every size from 0 to 130', () => {
    const tree = treeOf(130);
    for (let size = 0; size <= 130; size++) {
      expect(encodeHex(tree.root(size))).toBe(encodeHex(naiveRoot(entriesOf(size))));
    }
  });

  it('has the same root and frontier whatever the batches it grew by, through a saved frontier', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (batches) => {
        const size = batches.reduce((sum, n) => sum + n, 0);
        const leaves = entriesOf(size).map((entry) => hasher.leaf(entry));
        let range = new CompactRange(hasher);
        let at = 0;
        for (const n of batches) {
          range = new CompactRange(hasher, range.frontier());
          for (const leaf of leaves.slice(at, at + n)) range.append(leaf);
          at += n;
        }
        expect(range.size).toBe(size);
        expect(encodeHex(range.root())).toBe(encodeHex(naiveRoot(entriesOf(size))));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a frontier that lacks a hash', () => {
    expect(() => new CompactRange(hasher, { size: 3, hashes: [hasher.emptyRoot] })).toThrow('it needs 2');
  });
});

describe('inclusion proofs', () => {
  it('equal the RFC definition and verify for every index of every size up to 40', () => {
    const tree = treeOf(40);
    for (let size = 1; size <= 40; size++) {
      const entries = entriesOf(size);
      const root = tree.root(size);
      for (let index = 0; index < size; index++) {
        const proof = tree.inclusionProof(index, size);
        expect(hex(proof)).toEqual(hex(naivePath(index, entries)));
        verifyInclusion(hasher, { index, size, root, proof, leafHash: hasher.leaf(entries[index]!) });
      }
    }
  });

  it('are refused for any other leaf, index, size or root', () => {
    const tree = treeOf(40);
    const at = fc.integer({ min: 0, max: 39 });
    fc.assert(
      fc.property(at, at, fc.integer({ min: 1, max: 40 }), (index, otherIndex, otherSize) => {
        const proof = tree.inclusionProof(index, 40);
        const good = { index, size: 40, root: tree.root(), proof, leafHash: hasher.leaf(utf8(`entry ${index}`)) };
        if (otherIndex !== index) {
          expect(() => verifyInclusion(hasher, { ...good, index: otherIndex })).toThrow();
          expect(() =>
            verifyInclusion(hasher, { ...good, leafHash: hasher.leaf(utf8(`entry ${otherIndex}`)) }),
          ).toThrow();
        }
        if (otherSize < 40) {
          expect(() => verifyInclusion(hasher, { ...good, root: tree.root(otherSize) })).toThrow();
        }
      }),
    );
  });

  it('are refused with a hash too few or too many, for every index and size up to 20', () => {
    const tree = treeOf(20);
    for (let size = 1; size <= 20; size++) {
      for (let index = 0; index < size; index++) {
        const proof = tree.inclusionProof(index, size);
        const good = { index, size, root: tree.root(size), leafHash: hasher.leaf(utf8(`entry ${index}`)) };
        expect(() => verifyInclusion(hasher, { ...good, proof: [...proof, hasher.emptyRoot] })).toThrow('too many');
        if (proof.length > 0) {
          expect(() => verifyInclusion(hasher, { ...good, proof: proof.slice(0, -1) })).toThrow();
          expect(() => verifyInclusion(hasher, { ...good, proof: proof.slice(1) })).toThrow();
        }
      }
    }
  });

  it('ask for an index below the size', () => {
    const claim = { index: 4, size: 4, root: hasher.emptyRoot, proof: [], leafHash: hasher.emptyRoot };
    expect(() => verifyInclusion(hasher, claim)).toThrow('index 4 is not in a tree of 4 entries');
  });
});

describe('consistency proofs', () => {
  it('equal the RFC definition and verify for every pair of sizes up to 40', () => {
    const tree = treeOf(40);
    for (let size = 1; size <= 40; size++) {
      const entries = entriesOf(size);
      for (let oldSize = 1; oldSize <= size; oldSize++) {
        const proof = tree.consistencyProof(oldSize, size);
        expect(hex(proof)).toEqual(hex(naiveSubproof(oldSize, entries, true)));
        verifyConsistency(hasher, { oldSize, oldRoot: tree.root(oldSize), size, root: tree.root(size), proof });
      }
    }
  });

  it('are refused with a wrong size, a wrong root, a hash too few or too many', () => {
    const tree = treeOf(33);
    for (let oldSize = 1; oldSize < 33; oldSize++) {
      const proof = tree.consistencyProof(oldSize, 33);
      const good = { oldSize, oldRoot: tree.root(oldSize), size: 33, root: tree.root(), proof };
      expect(() => verifyConsistency(hasher, { ...good, oldRoot: tree.root() })).toThrow();
      expect(() => verifyConsistency(hasher, { ...good, root: tree.root(32) })).toThrow();
      expect(() => verifyConsistency(hasher, { ...good, proof: [...proof, hasher.emptyRoot] })).toThrow();
      expect(() => verifyConsistency(hasher, { ...good, proof: proof.slice(0, -1) })).toThrow();
      expect(() => verifyConsistency(hasher, { ...good, proof: proof.slice(1) })).toThrow();
      expect(() => verifyConsistency(hasher, { ...good, oldSize: 33, size: oldSize })).toThrow('shrank');
    }
  });

  it('never verify for a tree whose history changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(29), fc.nat(20), (oldSize, changed, more) => {
        const rewritten = new MemoryTree(hasher);
        entriesOf(oldSize + more).forEach((entry, i) => {
          rewritten.append(i === changed % oldSize ? utf8('rewritten') : entry);
        });
        const oldRoot = treeOf(oldSize).root();
        const proof = rewritten.consistencyProof(oldSize);
        const claim = { oldSize, oldRoot, size: rewritten.size, root: rewritten.root(), proof };
        expect(equalBytes(oldRoot, rewritten.root(oldSize))).toBe(false);
        expect(() => verifyConsistency(hasher, claim)).toThrow();
      }),
      { numRuns: 60 },
    );
  });
});
