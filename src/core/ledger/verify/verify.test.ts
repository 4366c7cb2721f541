import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import {
  hasher,
  logSigner,
  MemoryLog,
  testOrigin,
  testSigner,
  witnessSigner,
} from '../../../../test/support/ledger-log.js';
import { utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { publicLeaf } from '../leaves/leaf.js';
import { type Opening, printOpening } from '../leaves/opening.js';
import { parseCheckpoint } from '../notes/checkpoint.js';
import { SIGNATURE_TYPES } from '../notes/key.js';
import { parseNote } from '../notes/note.js';
import { printReceipt } from '../receipts/receipt.js';
import { TileReader } from '../tiles/reader.js';
import { keysOnlyPolicy, type TrustPolicy } from '../trust/policy.js';
import { printVerification } from './checklist.js';
import { observe, rewrittenRows } from './monitor.js';
import { verifyLog } from './verify-log.js';
import { verifyReceipt } from './verify-receipt.js';

const crypto = nodeCrypto;
const policy: TrustPolicy = {
  logs: [{ key: logSigner.key }],
  witnesses: [{ name: 'w1', key: witnessSigner.key }],
  groups: [],
  quorum: 'w1',
};

const openingOf = (i: number): Opening => ({
  salt: sha256(utf8(`salt ${i}`)),
  entry: utf8(`{"n":${i}}`),
  parts: new Map(),
});
const leafOf = (i: number): Uint8Array => publicLeaf(sha256, openingOf(i).salt, openingOf(i).entry);
const leaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => leafOf(i));

async function signedLog(count: number, witnesses = [witnessSigner]): Promise<MemoryLog> {
  const log = new MemoryLog(leaves(count));
  log.files.set('checkpoint', utf8(await log.checkpoint([logSigner], witnesses)));
  return log;
}

async function receiptOf(log: MemoryLog, index: number): Promise<string> {
  const proof = await new TileReader(hasher, log.read, log.head).inclusionProof(index);
  return printReceipt({ extra: leafOf(index), index, proof, checkpoint: await log.checkpoint() });
}

const statuses = (result: { steps: readonly { id: string; status: string }[] }): Record<string, string> =>
  Object.fromEntries(result.steps.map(({ id, status }) => [id, status]));

describe('verifyLog', () => {
  it('verifies a log of any size, the empty one included', async () => {
    for (const size of [0, 1, 256, 600]) {
      const log = await signedLog(size);
      const result = await verifyLog({ read: log.read, trust: policy, crypto });
      expect(result.overall, printVerification(result)).toBe('verified');
      expect(result.checkpoint?.size).toBe(size);
    }
  });

  it('is unwitnessed when no witness is known, and when none signed though none was asked for', async () => {
    const log = await signedLog(300, []);
    const known = await verifyLog({ read: log.read, trust: { ...policy, quorum: 'none' }, crypto });
    const unknown = await verifyLog({ read: log.read, trust: keysOnlyPolicy([logSigner.key]), crypto });
    expect([known.overall, unknown.overall]).toEqual(['unwitnessed', 'unwitnessed']);
    expect([statuses(known).witnesses, statuses(unknown).witnesses]).toEqual(['skipped', 'skipped']);
  });

  it('fails when the quorum that the policy asks for is not met', async () => {
    const log = await signedLog(3, []);
    const result = await verifyLog({ read: log.read, trust: policy, crypto });
    expect([result.overall, statuses(result).witnesses]).toEqual(['failed', 'failed']);
  });

  it('names the rows that were rewritten while the tree stayed', async () => {
    const log = await signedLog(600);
    for (const [path, at] of [
      ['tile/entries/000', 40 * 35 + 10],
      ['tile/entries/002.p/88', 5],
    ] as const) {
      log.files.get(path)![at]! ^= 1;
    }
    const result = await verifyLog({ read: log.read, trust: policy, crypto });
    expect(statuses(result)).toMatchObject({ files: 'ok', tiles: 'ok', root: 'ok', entries: 'failed' });
    expect(result.steps.find(({ id }) => id === 'entries')?.detail).toBe('2 of 600 do not, first 40, 512');
  });

  it('fails at the root when entries and tiles were rewritten together', async () => {
    const rewritten = new MemoryLog([...leaves(10), utf8('x'), ...leaves(300).slice(11)]);
    rewritten.files.set('checkpoint', (await signedLog(300)).files.get('checkpoint')!);
    const result = await verifyLog({ read: rewritten.read, trust: policy, crypto, leaves: 'any' });
    expect(statuses(result)).toMatchObject({
      files: 'ok',
      tiles: 'ok',
      root: 'failed',
      entries: 'ok',
      leaves: 'skipped',
    });
  });

  it('names a tile that does not follow from the tiles below', async () => {
    const log = await signedLog(600);
    log.files.get('tile/1/000.p/2')![40]! ^= 1;
    const result = await verifyLog({ read: log.read, trust: policy, crypto });
    expect(result.steps.find(({ id }) => id === 'tiles')?.detail).toBe('these do not: tile/1/000.p/2');
  });

  it('names a file that is missing', async () => {
    const log = await signedLog(600);
    log.files.delete('tile/entries/001');
    const result = await verifyLog({ read: log.read, trust: policy, crypto });
    expect(result.steps.find(({ id }) => id === 'files')?.detail).toBe('tile/entries/001 is missing');
    const nothing = await verifyLog({ read: () => null, trust: policy, crypto });
    expect(nothing.steps[0]).toMatchObject({ status: 'failed', detail: 'there is no file `checkpoint`' });
  });

  it('fails when an entry is anything but a commitment', async () => {
    const log = new MemoryLog([...leaves(2), utf8('{"subject":"case-4711"}')]);
    const result = await verifyLog({ read: log.read, checkpoint: await log.checkpoint(), trust: policy, crypto });
    expect(statuses(result).leaves).toBe('failed');
  });

  it('skips what depends on a false signature', async () => {
    const log = await signedLog(3);
    const stranger = keysOnlyPolicy([testSigner(testOrigin, 1, 'stranger').key]);
    const result = await verifyLog({ read: log.read, trust: stranger, crypto });
    expect(statuses(result)).toMatchObject({
      checkpoint: 'ok',
      'log-signature': 'failed',
      entries: 'skipped',
      root: 'skipped',
    });
    expect(result.checkpoint).toBeUndefined();
  });

  it('detects rollback and fork against a checkpoint seen before', async () => {
    const longer = await signedLog(700);
    const before = parseCheckpoint(parseNote(await longer.checkpoint()).text);
    const shorter = await signedLog(600);
    const rollback = await verifyLog({ read: shorter.read, trust: policy, crypto, previous: before });
    expect(rollback.steps.at(-1)?.detail).toContain('rollback: the log had 700 entries and shows 600');
    const forked = new MemoryLog([leafOf(9999), ...leaves(800).slice(1)]);
    const fork = await verifyLog({
      read: forked.read,
      checkpoint: await forked.checkpoint(),
      trust: policy,
      crypto,
      previous: before,
    });
    expect(fork.steps.at(-1)?.detail).toContain('fork: the first 700 entries');
    const grown = await signedLog(800);
    expect((await verifyLog({ read: grown.read, trust: policy, crypto, previous: before })).overall).toBe('verified');
  });

  it('reports progress once for each bundle', async () => {
    const log = await signedLog(600);
    const seen: number[] = [];
    await verifyLog({ read: log.read, trust: policy, crypto, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([256, 512, 600]);
  });

  it('does not hide a failing disk behind a verdict', async () => {
    const log = await signedLog(600);
    const broken = (path: string): Uint8Array | null => {
      if (path.startsWith('tile/1/')) throw new Error('EIO');
      return log.read(path);
    };
    await expect(verifyLog({ read: broken, trust: policy, crypto })).rejects.toThrow('EIO');
  });
});

describe('verifyReceipt', () => {
  it('tells a receipt under another key from a false signature', async () => {
    const receipt = await receiptOf(await signedLog(40), 17);
    const under = (signer: ReturnType<typeof testSigner>) =>
      verifyReceipt({ receipt, trust: keysOnlyPolicy([signer.key]), crypto });
    const sameLog = await under(testSigner(testOrigin, SIGNATURE_TYPES.ed25519, 'another key'));
    const otherLog = await under(testSigner('other.example/log', SIGNATURE_TYPES.ed25519));
    expect([sameLog.inLog, sameLog.strangeKey]).toEqual(['failed', { origin: testOrigin, isKnownLog: true }]);
    expect([otherLog.inLog, otherLog.strangeKey]).toEqual(['failed', { origin: testOrigin, isKnownLog: false }]);
    const signature = /(\n\u2014 \S+ [A-Za-z0-9+/]{10})(.)/;
    const forged = receipt.replace(signature, (_all, before, c) => `${before}${c === 'A' ? 'B' : 'A'}`);
    expect(forged).not.toBe(receipt);
    const refused = await verifyReceipt({ receipt: forged, trust: keysOnlyPolicy([logSigner.key]), crypto });
    expect([refused.inLog, refused.strangeKey]).toEqual(['failed', null]);
  });

  it('keeps apart that it is in the log and that this is what was logged', async () => {
    const log = await signedLog(300);
    const receipt = await receiptOf(log, 17);
    const right = await verifyReceipt({ receipt, opening: printOpening(openingOf(17)), trust: policy, crypto });
    expect(right).toMatchObject({ overall: 'verified', inLog: 'verified', content: 'verified' });
    const other = await verifyReceipt({ receipt, opening: printOpening(openingOf(18)), trust: policy, crypto });
    expect(other).toMatchObject({ overall: 'failed', inLog: 'verified', content: 'failed' });
    const alone = await verifyReceipt({ receipt, trust: policy, crypto });
    expect(alone).toMatchObject({ overall: 'verified', inLog: 'verified', content: 'not-checked' });
  });

  it('does not call content verified on the word of the opening alone', async () => {
    const log = await signedLog(300);
    const proof = await new TileReader(hasher, log.read, log.head).inclusionProof(17);
    const bare = printReceipt({ index: 17, proof, checkpoint: await log.checkpoint() });
    const right = await verifyReceipt({ receipt: bare, opening: printOpening(openingOf(17)), trust: policy, crypto });
    expect(right).toMatchObject({ overall: 'verified', content: 'verified' });
    const wrong = await verifyReceipt({ receipt: bare, opening: printOpening(openingOf(18)), trust: policy, crypto });
    expect(wrong).toMatchObject({ overall: 'failed', inLog: 'failed', content: 'failed' });
  });

  it('checks the receipt against the log as it is now', async () => {
    const receipt = await receiptOf(await signedLog(300), 17);
    const against = async (now: MemoryLog): Promise<Awaited<ReturnType<typeof verifyReceipt>>> => {
      const checkpoint = { origin: testOrigin, ...now.head, extensions: [] };
      return verifyReceipt({
        receipt,
        trust: policy,
        crypto,
        log: { checkpoint, reader: new TileReader(hasher, now.read, now.head) },
      });
    };
    expect((await against(new MemoryLog(leaves(700)))).overall).toBe('verified');
    expect(statuses(await against(new MemoryLog(leaves(299))))['log-now']).toBe('failed');
    expect(statuses(await against(new MemoryLog([leafOf(9999), ...leaves(700).slice(1)])))['log-now']).toBe('failed');
  });

  it('is a checklist that a person can read', async () => {
    const receipt = await receiptOf(await signedLog(300), 17);
    const text = printVerification(
      await verifyReceipt({ receipt, opening: printOpening(openingOf(17)), trust: policy, crypto }),
    );
    expect(text).toMatchInlineSnapshot(`
      "✓ The receipt is well formed: entry 17
      ✓ The opening is well formed: an entry of 8 bytes and 0 parts
      ✓ The checkpoint is well formed: ledger.example/decisions, 300 entries, root 6bde9c837c0ae866...
      ✓ The log signed the checkpoint: with key 207e1d6c
      ✓ Witnesses saw the same log: w1 at 2026-01-01T00:00:00.000Z
      ✓ The leaf is in the log: entry 17 of 300, by 9 hashes
      - The log today still holds what the receipt proves: no log was given: the receipt stands on its own
      ✓ The entry is what was logged: 8 bytes under their salt
      verified
      "
    `);
  });
});

describe('the monitor', () => {
  const observed = async (before: MemoryLog, now: MemoryLog, origin = testOrigin): Promise<string> => {
    const head = (log: MemoryLog, of: string) => ({ origin: of, ...log.head, extensions: [] });
    return (await observe(head(before, testOrigin), head(now, origin), new TileReader(hasher, now.read, now.head)))
      .status;
  };

  it('tells growth, rest, rollback, fork and another log apart', async () => {
    const before = new MemoryLog(leaves(300));
    expect(await observed(before, new MemoryLog(leaves(300)))).toBe('unchanged');
    expect(await observed(before, new MemoryLog(leaves(301)))).toBe('grown');
    expect(await observed(new MemoryLog(), before)).toBe('grown');
    expect(await observed(before, new MemoryLog(leaves(299)))).toBe('rollback');
    expect(await observed(before, new MemoryLog())).toBe('rollback');
    expect(await observed(before, new MemoryLog([...leaves(299), leafOf(9)]))).toBe('fork');
    expect(await observed(before, new MemoryLog([leafOf(9), ...leaves(900)]))).toBe('fork');
    expect(await observed(before, before, 'other.example/log')).toBe('other-log');
  });

  it('finds the rows that differ from its own copy, wherever they are', async () => {
    const size = 66_000;
    const entries = Array.from({ length: size }, (_, i) => utf8(`entry-${i}`));
    const before = new MemoryLog(entries);
    for (const rows of [[255, 256, 4711], [0, 65_535, 65_536, 65_999], []]) {
      const changed = entries.slice();
      for (const row of rows) changed[row] = utf8('rewritten');
      const now = new MemoryLog(changed);
      expect(await rewrittenRows({ before: before.read, now: now.read, size })).toEqual(rows);
    }
  });
});
