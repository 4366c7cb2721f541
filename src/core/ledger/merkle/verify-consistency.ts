import { equalBytes } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { demandHash } from '../bytes/bytes.js';
import type { TreeHasher } from './hasher.js';
import { demandSize } from './ranges.js';

const REMEDY =
  'Fetch the proof again; if it still fails, the log was rewritten between the two checkpoints: keep both as evidence.';

/** The claim of a consistency proof: the first `oldSize` entries of the tree are those of the old tree. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Verifies that the larger tree extends the smaller one (RFC 9162 section 2.1.4.2). Throws `LEDGER_INVALID` with the reason. An old size of
 * 0 is refused, since such a proof would say nothing. Equal sizes need equal roots and no proof; the roots are then not examined
 * (transparency-dev vector sizes-are-equal-one-and-proof-is-empty), because heads are checked when they are parsed.
 */
export function verifyConsistency(hasher: TreeHasher, claim: ConsistencyClaim): void {
  const { oldSize, oldRoot, size, root, proof } = claim;
  demandSize(oldSize, 'old tree size');
  demandSize(size);
  demand(oldSize > 0, 'a consistency proof from the empty tree says nothing', 'Start from a tree with entries.');
  demand(oldSize <= size, `the tree shrank from ${oldSize} to ${counted(size, 'entry')}`, REMEDY);
  if (oldSize === size) {
    demand(proof.length === 0, 'a consistency proof between equal sizes must be empty', REMEDY);
    demand(equalBytes(oldRoot, root), `two different roots for the same ${counted(size, 'entry')}`, REMEDY);
    return;
  }
  demandHash(oldRoot, 'the old root');
  demandHash(root, 'the root');
  for (const hash of proof) demandHash(hash, 'a hash of the consistency proof');
  walk(hasher, claim);
}

/** Rebuilds both roots at once from the proof; `node` and `last` are positions in the old and new tree, level by level. */
function walk(hasher: TreeHasher, { oldSize, oldRoot, size, root, proof }: ConsistencyClaim): void {
  let node = oldSize - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node = (node - 1) / 2;
    last = Math.floor(last / 2);
  }
  // node is 0 when the old tree is perfect: the proof then starts from its root and omits it.
  const path = node === 0 ? [oldRoot, ...proof] : proof;
  demand(path.length > 0, 'the consistency proof is empty', REMEDY);
  let oldHash = path[0]!;
  let hash = path[0]!;
  for (const sibling of path.slice(1)) {
    demand(
      last > 0,
      `the consistency proof has ${counted(proof.length, 'hash')}, too many from ${oldSize} to ${size}`,
      REMEDY,
    );
    if (node % 2 === 1 || node === last) {
      oldHash = hasher.node(sibling, oldHash);
      hash = hasher.node(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = node / 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  demand(
    last === 0,
    `the consistency proof has ${counted(proof.length, 'hash')}, too few from ${oldSize} to ${size}`,
    REMEDY,
  );
  demand(equalBytes(oldHash, oldRoot), `the consistency proof does not lead to the old root (${oldSize})`, REMEDY);
  demand(equalBytes(hash, root), `the consistency proof does not lead to the root (${size})`, REMEDY);
}
