import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { encodeBase64, encodeHex, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { decodeBase64 } from '../bytes/base64.js';
import { treeHasher } from './hasher.js';
import { MemoryTree } from './memory-tree.js';
import { verifyConsistency } from './verify-consistency.js';
import { verifyInclusion } from './verify-inclusion.js';

const hasher = treeHasher(sha256);
const hashes = (texts: readonly string[] | null): Uint8Array[] =>
  (texts ?? []).map((text) => decodeBase64(text, 'hash'));

interface ReferenceTree {
  emptyRootHex: string;
  singles: { kind: 'leaf' | 'node'; dataUtf8?: string; leftUtf8?: string; rightUtf8?: string; hashHex: string }[];
  leaves: { dataHex: string; leafHashHex: string }[];
  roots: { size: number; rootHex: string }[];
  inclusion: { index: number; size: number; proof: string[] }[];
  consistency: { size1: number; size2: number; proof: string[] }[];
}

interface PublishedInclusion {
  file: string;
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface PublishedConsistency {
  file: string;
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}

describe.skipIf(!hasShared)('the RFC 6962 reference tree', () => {
  const load = (): ReferenceTree => sharedJson('reference/ledger/rfc6962-reference-tree.json');

  it('has our leaf and node hashes', () => {
    const reference = load();
    expect(encodeHex(hasher.emptyRoot)).toBe(reference.emptyRootHex);
    for (const { kind, dataUtf8, leftUtf8, rightUtf8, hashHex } of reference.singles) {
      const nodeInput = Uint8Array.of(1, ...utf8(leftUtf8 ?? ''), ...utf8(rightUtf8 ?? ''));
      expect(encodeHex(kind === 'leaf' ? hasher.leaf(utf8(dataUtf8!)) : sha256(nodeInput))).toBe(hashHex);
    }
    expect(reference.singles).toHaveLength(3);
  });

  it('has our 9 roots, 36 inclusion proofs and 36 consistency proofs', () => {
    const reference = load();
    const tree = new MemoryTree(hasher);
    for (const { dataHex, leafHashHex } of reference.leaves) {
      const entry = Uint8Array.from(Buffer.from(dataHex, 'hex'));
      expect(encodeHex(hasher.leaf(entry))).toBe(leafHashHex);
      tree.append(entry);
    }
    for (const { size, rootHex } of reference.roots) expect(encodeHex(tree.root(size))).toBe(rootHex);
    for (const { index, size, proof } of reference.inclusion) {
      expect(tree.inclusionProof(index, size).map(encodeBase64)).toEqual(proof);
      const leafHash = Uint8Array.from(Buffer.from(reference.leaves[index]!.leafHashHex, 'hex'));
      verifyInclusion(hasher, { index, size, leafHash, root: tree.root(size), proof: hashes(proof) });
    }
    for (const { size1, size2, proof } of reference.consistency) {
      expect(tree.consistencyProof(size1, size2).map(encodeBase64)).toEqual(proof);
      const [oldRoot, root] = [tree.root(size1), tree.root(size2)];
      verifyConsistency(hasher, { oldSize: size1, oldRoot, size: size2, root, proof: hashes(proof) });
    }
    expect([reference.roots.length, reference.inclusion.length, reference.consistency.length]).toEqual([9, 36, 36]);
  });
});

describe.skipIf(!hasShared)('the 196 published proofs of transparency-dev', () => {
  const load = (): { inclusion: PublishedInclusion[]; consistency: PublishedConsistency[] } =>
    sharedJson('reference/ledger/transparency-dev-merkle-proofs.json');

  /** Whether verification throws, and then whether it throws the one error that it may. */
  function refuses(verify: () => void): boolean {
    try {
      verify();
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'LEDGER_INVALID' });
      return true;
    }
  }

  const refusesInclusion = ({ leafIdx, treeSize, root, leafHash, proof }: PublishedInclusion): boolean =>
    refuses(() =>
      verifyInclusion(hasher, {
        index: leafIdx,
        size: treeSize,
        root: decodeBase64(root, 'root'),
        leafHash: decodeBase64(leafHash, 'leaf hash'),
        proof: hashes(proof),
      }),
    );

  const refusesConsistency = ({ size1, size2, root1, root2, proof }: PublishedConsistency): boolean =>
    refuses(() =>
      verifyConsistency(hasher, {
        oldSize: size1,
        size: size2,
        oldRoot: decodeBase64(root1, 'root'),
        root: decodeBase64(root2, 'root'),
        proof: hashes(proof),
      }),
    );

  it('are accepted and refused as published: 12 and 184', () => {
    const { inclusion, consistency } = load();
    const judged = [
      ...inclusion.map((vector) => ({ ...vector, refused: refusesInclusion(vector) })),
      ...consistency.map((vector) => ({ ...vector, refused: refusesConsistency(vector) })),
    ];
    const wrong = judged.filter(({ refused, wantErr }) => refused !== wantErr).map(({ file }) => file);
    expect(wrong).toEqual([]);
    expect([inclusion.length, consistency.length]).toEqual([98, 98]);
    expect(judged.filter(({ refused }) => refused)).toHaveLength(184);
  });
});
