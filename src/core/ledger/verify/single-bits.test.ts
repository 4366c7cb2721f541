import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import { flipBit, hasher, logSigner, MemoryLog, witnessSigner } from '../../../../test/support/ledger-log.js';
import { encodeHex, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { publicLeaf } from '../leaves/leaf.js';
import { printOpening } from '../leaves/opening.js';
import { verifyConsistency } from '../merkle/verify-consistency.js';
import { printReceipt } from '../receipts/receipt.js';
import { TileReader } from '../tiles/reader.js';
import { openCheckpoint } from '../trust/judge-checkpoint.js';
import type { TrustPolicy } from '../trust/policy.js';
import { printAddCheckpoint } from '../witness/add-checkpoint.js';
import { decideAddCheckpoint, examineAddCheckpoint } from '../witness/decide.js';
import { verifyLog } from './verify-log.js';
import { verifyReceipt } from './verify-receipt.js';

/** The same signatures come up thousands of times; each is verified once. */
const known = new Map<string, boolean>();
const crypto: LedgerCrypto = {
  sha256,
  verifyEd25519(...parts) {
    const question = parts.map(encodeHex).join();
    const answer = known.get(question) ?? (nodeCrypto.verifyEd25519(...parts) as boolean);
    known.set(question, answer);
    return answer;
  },
};
/** With the witness in the quorum no line of a note is optional, so no bit of it may change. */
const policy: TrustPolicy = {
  logs: [{ key: logSigner.key }],
  witnesses: [{ name: 'w1', key: witnessSigner.key }],
  groups: [],
  quorum: 'w1',
};
const saltOf = (i: number): Uint8Array => sha256(utf8(`salt ${i}`));
const entryOf = (i: number): Uint8Array => utf8(`{"n":${i}}`);
const leafOf = (i: number): Uint8Array => publicLeaf(sha256, saltOf(i), entryOf(i));
const logOf = (size: number): MemoryLog => new MemoryLog(Array.from({ length: size }, (_, i) => leafOf(i)));

/** Verdict on a log of which one file was replaced. */
async function verdictWith(log: MemoryLog, checkpoint: string, path: string, bytes: Uint8Array): Promise<string> {
  const read = (asked: string): Uint8Array | null => (asked === path ? bytes : log.read(asked));
  return (await verifyLog({ read, checkpoint, trust: policy, crypto })).overall;
}

async function refused(run: () => unknown): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'LEDGER_INVALID') throw error;
    return true;
  }
}

describe('of a log of 7 entries, every single bit', () => {
  const log = logOf(7);

  it('of each bundle and tile that the checkpoint covers', async () => {
    const checkpoint = await log.checkpoint();
    let bits = 0;
    for (const [path, bytes] of log.files) {
      for (let bit = 0; bit < bytes.length * 8; bit++, bits++) {
        const verdict = await verdictWith(log, checkpoint, path, flipBit(bytes, bit));
        if (verdict !== 'failed') expect.fail(`bit ${bit} of ${path} changed unseen`);
      }
    }
    expect(log.files.size).toBe(2);
    expect(bits).toBe((7 * 35 + 7 * 32) * 8);
  });

  it('of the signed and cosigned checkpoint', async () => {
    const note = utf8(await log.checkpoint());
    await openCheckpoint(note, policy, crypto);
    for (let bit = 0; bit < note.length * 8; bit++) {
      if (!(await refused(() => openCheckpoint(flipBit(note, bit), policy, crypto))))
        expect.fail(`bit ${bit} changed unseen`);
    }
  });

  it('of each receipt', async () => {
    for (const index of [0, 6]) {
      const proof = await new TileReader(hasher, log.read, log.head).inclusionProof(index);
      const receipt = utf8(printReceipt({ extra: leafOf(index), index, proof, checkpoint: await log.checkpoint() }));
      expect((await verifyReceipt({ receipt, trust: policy, crypto })).overall).toBe('verified');
      for (let bit = 0; bit < receipt.length * 8; bit++) {
        const { overall } = await verifyReceipt({ receipt: flipBit(receipt, bit), trust: policy, crypto });
        if (overall !== 'failed') expect.fail(`bit ${bit} of the receipt of ${index} changed unseen`);
      }
    }
  });

  it('of the bytes in an opening', async () => {
    const receipt = printReceipt({
      extra: leafOf(3),
      index: 3,
      proof: await new TileReader(hasher, log.read, log.head).inclusionProof(3),
      checkpoint: await log.checkpoint(),
    });
    const contentWith = async (salt: Uint8Array, entry: Uint8Array): Promise<string> => {
      const opening = printOpening({ salt, entry, parts: new Map() });
      return (await verifyReceipt({ receipt, opening, trust: policy, crypto })).content;
    };
    expect(await contentWith(saltOf(3), entryOf(3))).toBe('verified');
    for (let bit = 0; bit < 256; bit++) expect(await contentWith(flipBit(saltOf(3), bit), entryOf(3))).toBe('failed');
    for (let bit = 0; bit < entryOf(3).length * 8; bit++) {
      expect(await contentWith(saltOf(3), flipBit(entryOf(3), bit))).toBe('failed');
    }
  });

  it('of every consistency proof and both roots', async () => {
    const reader = new TileReader(hasher, log.read, log.head);
    const { size, root } = log.head;
    for (let oldSize = 1; oldSize < size; oldSize++) {
      const oldRoot = await reader.rootAt(oldSize);
      const proof = await reader.consistencyProof(oldSize);
      verifyConsistency(hasher, { oldSize, oldRoot, size, root, proof });
      const hashes = [oldRoot, root, ...proof];
      for (let bit = 0; bit < hashes.length * 256; bit++) {
        const [a, b, ...rest] = hashes.map((hash, i) => (i === bit >> 8 ? flipBit(hash, bit & 255) : hash));
        const claim = { oldSize, oldRoot: a!, size, root: b!, proof: rest };
        if (!(await refused(() => verifyConsistency(hasher, claim))))
          expect.fail(`bit ${bit} from ${oldSize} changed unseen`);
      }
    }
  });

  it('of a request to a witness', async () => {
    const seen = logOf(5).head;
    const proof = await new TileReader(hasher, log.read, log.head).consistencyProof(5);
    const body = utf8(printAddCheckpoint({ oldSize: 5, proof, checkpoint: await log.checkpoint([logSigner], []) }));
    const status = async (bytes: Uint8Array): Promise<number> => {
      const keysOf = (origin: string) => (origin === log.origin ? [logSigner.key] : []);
      const examined = await examineAddCheckpoint(bytes, keysOf, crypto);
      return examined.status === 'examined' ? decideAddCheckpoint(hasher, examined, seen).status : examined.status;
    };
    expect(await status(body)).toBe(200);
    for (let bit = 0; bit < body.length * 8; bit++)
      expect(await status(flipBit(body, bit))).toBeGreaterThanOrEqual(400);
  });
});

describe('of a log of 66,000 entries, any sampled bit', () => {
  const log = logOf(66_000);
  const needed = [...log.files.keys()];

  it('of a bundle or tile is refused by the reader that meets it', async () => {
    const file = fc.constantFrom(...needed);
    await fc.assert(
      fc.asyncProperty(file, fc.nat(), async (path, anyBit) => {
        const bytes = log.files.get(path)!;
        const changed = flipBit(bytes, anyBit % (bytes.length * 8));
        const read = (asked: string): Uint8Array | null => (asked === path ? changed : log.read(asked));
        const reader = new TileReader(hasher, read, log.head);
        const bundle = Number(/(\d{3})(?:\.p.*)?$/.exec(path)![1]);
        const isLeafLevel = path.startsWith('tile/entries/') || path.startsWith('tile/0/');
        expect(await refused(() => reader.entries(isLeafLevel ? bundle : 0))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('of a bundle or tile is seen by the check of the whole log', async () => {
    const checkpoint = await log.checkpoint();
    const samples = fc.sample(fc.tuple(fc.constantFrom(...needed), fc.nat()), { numRuns: 5, seed: 7 });
    for (const [path, anyBit] of samples) {
      const bytes = log.files.get(path)!;
      expect(await verdictWith(log, checkpoint, path, flipBit(bytes, anyBit % (bytes.length * 8)))).toBe('failed');
    }
  });
});
