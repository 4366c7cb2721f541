import { equalBytes } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { demandHash } from '../bytes/bytes.js';
import type { TreeHasher } from './hasher.js';
import { demandIndex } from './ranges.js';

const REMEDY =
  'Fetch the proof again; if it still fails, the log does not hold this entry at this place: keep both files as evidence.';

/** The claim of an inclusion proof. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  /** Hash of the leaf: SHA-256(0x00 || entry), 32 bytes. */
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** Sibling hashes from the leaf up. */
  readonly proof: readonly Uint8Array[];
}

/**
 * Verifies that the leaf is entry `index` of the tree (RFC 9162 section 2.1.3.2). Throws `LEDGER_INVALID` with the reason;
 * returns nothing otherwise, so that a forgotten check of a result cannot pass for a proof.
 */
export function verifyInclusion(hasher: TreeHasher, claim: InclusionClaim): void {
  const { index, size, leafHash, root, proof } = claim;
  demandIndex(index, size);
  demandHash(leafHash, 'the leaf hash');
  demandHash(root, 'the root');
  let node = index;
  let last = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    demandHash(sibling, 'a hash of the inclusion proof');
    demand(
      last > 0,
      `the inclusion proof has ${counted(proof.length, 'hash')}, too many for ${counted(size, 'entry')}`,
      REMEDY,
    );
    if (node % 2 === 1 || node === last) {
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
    `the inclusion proof has ${counted(proof.length, 'hash')}, too few for ${counted(size, 'entry')}`,
    REMEDY,
  );
  demand(equalBytes(hash, root), `the inclusion proof of entry ${index} does not lead to the root`, REMEDY);
}
