import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { treeHasher } from '../merkle/hasher.js';
import { verifyConsistency } from '../merkle/verify-consistency.js';
import { openCheckpoint } from '../trust/judge-checkpoint.js';
import { keysOnlyPolicy, parseTrustPolicy } from '../trust/policy.js';
import { verifyReceipt } from '../verify/verify-receipt.js';
import { parseAddCheckpoint, printAddCheckpoint } from '../witness/add-checkpoint.js';
import { decideAddCheckpoint, examineAddCheckpoint } from '../witness/decide.js';
import { parseReceipt, printReceipt } from './receipt.js';

interface Vectors {
  tlogProofs: { index: number; entryUtf8: string; text: string }[];
  addCheckpoint: { oldSize: number; body: string };
  policy: string;
}

interface Tiled {
  consistency: { size1: number; root1B64: string }[];
}

describe.skipIf(!hasShared)('the reference receipts and witness request', () => {
  const vectors: Vectors = hasShared ? sharedJson('reference/ledger/tlog-proof-and-witness.json') : (null as never);
  const tiled: Tiled = hasShared ? sharedJson('reference/ledger/tiled-log-70000.json') : (null as never);
  const policy = hasShared ? parseTrustPolicy(vectors.policy) : (null as never);
  const hasher = treeHasher(sha256);
  const root256 = (): Uint8Array =>
    Uint8Array.from(Buffer.from(tiled.consistency.find(({ size1 }) => size1 === 256)!.root1B64, 'base64'));

  it('have 7 receipts that we read, print the same and verify under the policy', async () => {
    for (const { index, entryUtf8, text } of vectors.tlogProofs) {
      const receipt = parseReceipt(utf8(text));
      expect(receipt.index).toBe(index);
      expect(printReceipt(receipt)).toBe(text);
      const result = await verifyReceipt({ receipt: text, leaf: utf8(entryUtf8), trust: policy, crypto: nodeCrypto });
      expect(result).toMatchObject({ overall: 'verified', inLog: 'verified', content: 'not-checked' });
    }
    expect(vectors.tlogProofs).toHaveLength(7);
  });

  it('have receipts that are refused for any other entry and unwitnessed without the witness key', async () => {
    const keysOnly = keysOnlyPolicy(policy.logs.map(({ key }) => key));
    for (const { entryUtf8, text } of vectors.tlogProofs) {
      const leaf = utf8(entryUtf8);
      expect(await verifyReceipt({ receipt: text, leaf, trust: keysOnly, crypto: nodeCrypto })).toMatchObject({
        overall: 'unwitnessed',
      });
      const other = await verifyReceipt({
        receipt: text,
        leaf: utf8(`${entryUtf8}0`),
        trust: policy,
        crypto: nodeCrypto,
      });
      expect(other.overall).toBe('failed');
      const without = await verifyReceipt({ receipt: text, trust: policy, crypto: nodeCrypto });
      expect(without.steps.find(({ id }) => id === 'inclusion')?.detail).toBe('the receipt carries no leaf');
    }
  });

  it('have a policy of one log, one witness and its quorum', async () => {
    expect([policy.logs.length, policy.witnesses.length, policy.quorum]).toEqual([1, 1, 'w1']);
    const { checkpoint } = parseReceipt(vectors.tlogProofs[0]!.text);
    const { cosigners } = await openCheckpoint(checkpoint, policy, nodeCrypto);
    expect(cosigners).toEqual([{ name: 'w1', unixSeconds: 1767295600 }]);
    const unwitnessed = parseAddCheckpoint(vectors.addCheckpoint.body).checkpoint;
    await expect(openCheckpoint(unwitnessed, policy, nodeCrypto)).rejects.toThrow('the quorum w1 did not cosign');
  });

  it('have a witness request that we read, print the same and accept after 256 entries', async () => {
    const { body, oldSize } = vectors.addCheckpoint;
    const request = parseAddCheckpoint(utf8(body));
    expect(request.oldSize).toBe(oldSize);
    expect(printAddCheckpoint(request)).toBe(body);
    const examined = await examineAddCheckpoint(body, () => [policy.logs[0]!.key], nodeCrypto);
    if (examined.status !== 'examined') throw new Error(`refused: ${examined.reason}`);
    const { size, root } = examined.checkpoint;
    verifyConsistency(hasher, { oldSize, oldRoot: root256(), size, root, proof: request.proof });
    expect(decideAddCheckpoint(hasher, examined, { size: 256, root: root256() })).toEqual({
      status: 200,
      head: { size, root },
    });
  });
});
