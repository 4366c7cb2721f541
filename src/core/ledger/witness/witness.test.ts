import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import {
  hasher,
  logSigner,
  MemoryLog,
  testEntries,
  testOrigin,
  testSigner,
  testUnixSeconds,
  witnessSigner,
} from '../../../../test/support/ledger-log.js';
import type { VerifierKey } from '../notes/key.js';
import { parseNote, printNote } from '../notes/note.js';
import { addSignatures, cosign } from '../notes/sign-note.js';
import { verifyNote } from '../notes/verify-note.js';
import { TileReader } from '../tiles/reader.js';
import type { TreeHead } from '../tiles/tree-edge.js';
import { parseCosignatures, parseSize, printAddCheckpoint, printCosignatures, printSize } from './add-checkpoint.js';
import { decideAddCheckpoint, examineAddCheckpoint } from './decide.js';

const keysOf = (origin: string): VerifierKey[] => (origin === testOrigin ? [logSigner.key] : []);

async function bodyFrom(log: MemoryLog, oldSize: number, signer = logSigner): Promise<string> {
  const proof =
    oldSize > log.head.size ? [] : await new TileReader(hasher, log.read, log.head).consistencyProof(oldSize);
  return printAddCheckpoint({ oldSize, proof, checkpoint: await log.checkpoint([signer], []) });
}

/** Both parts of the decision, as a witness runs them. */
async function answer(body: string, latest: TreeHead | undefined): Promise<{ status: number; size?: number }> {
  const examined = await examineAddCheckpoint(body, keysOf, nodeCrypto);
  if (examined.status !== 'examined') return examined;
  return decideAddCheckpoint(hasher, examined, latest);
}

describe('a witness', () => {
  const seen = new MemoryLog(testEntries(300));
  const now = new MemoryLog(testEntries(700));

  it('accepts a first checkpoint from size 0 without a proof', async () => {
    expect(await answer(await bodyFrom(now, 0), undefined)).toEqual({ status: 200, head: now.head });
  });

  it('accepts a checkpoint that extends what it saw', async () => {
    expect(await answer(await bodyFrom(now, 300), seen.head)).toEqual({ status: 200, head: now.head });
  });

  it('accepts the same checkpoint again', async () => {
    expect(await answer(await bodyFrom(seen, 300), seen.head)).toEqual({ status: 200, head: seen.head });
  });

  it('answers 409 with its size when the log starts elsewhere', async () => {
    expect(await answer(await bodyFrom(now, 0), seen.head)).toMatchObject({ status: 409, size: 300 });
    expect(await answer(await bodyFrom(now, 299), seen.head)).toMatchObject({ status: 409, size: 300 });
    expect(await answer(await bodyFrom(now, 300), undefined)).toMatchObject({ status: 409, size: 0 });
  });

  it('answers 409, never 200, to a rollback', async () => {
    expect(await answer(await bodyFrom(seen, 0), now.head)).toMatchObject({ status: 409, size: 700 });
  });

  it('answers 422 to another root at the same size', async () => {
    const forked = new MemoryLog([...testEntries(299), new Uint8Array([1])]);
    expect(await answer(await bodyFrom(forked, 300), seen.head)).toMatchObject({ status: 422 });
  });

  it('answers 422 to a proof that does not verify', async () => {
    const rewritten = new MemoryLog([new Uint8Array([1]), ...testEntries(699, 1)]);
    expect(await answer(await bodyFrom(rewritten, 300), seen.head)).toMatchObject({ status: 422 });
    const noProof = printAddCheckpoint({ oldSize: 300, proof: [], checkpoint: await now.checkpoint([logSigner], []) });
    expect(await answer(noProof, seen.head)).toMatchObject({ status: 422 });
  });

  it('answers 422 to a proof from the empty tree that is not empty', async () => {
    const checkpoint = await now.checkpoint([logSigner], []);
    const body = printAddCheckpoint({ oldSize: 0, proof: [now.head.root], checkpoint });
    expect(await answer(body, undefined)).toMatchObject({ status: 422 });
  });

  it('answers 400 to an old size above the new one and to a malformed body', async () => {
    expect(await answer(await bodyFrom(seen, 301), { size: 301, root: seen.head.root })).toMatchObject({ status: 400 });
    for (const body of ['', 'old 1', 'old -1\n\nx', 'new 1\n\nx', 'old 01\n\nx', 'old 0\n\nnot a note\n']) {
      expect(await answer(body, undefined)).toMatchObject({ status: 400 });
    }
  });

  it('answers 404 to an origin that it does not know', async () => {
    const other = new MemoryLog(testEntries(3), 'other.example/log');
    expect(await answer(await bodyFrom(other, 0, testSigner('other.example/log')), undefined)).toMatchObject({
      status: 404,
    });
  });

  it('answers 403 when no trusted key signed, and when a trusted key signed falsely', async () => {
    const stranger = testSigner(testOrigin, 1, 'stranger');
    expect(await answer(await bodyFrom(now, 0, stranger), undefined)).toMatchObject({ status: 403 });
    const forged = { key: logSigner.key, sign: stranger.sign };
    expect(await answer(await bodyFrom(now, 0, forged), undefined)).toMatchObject({ status: 403 });
  });

  it('gives a cosignature that verifies together with the checkpoint', async () => {
    const examined = await examineAddCheckpoint(await bodyFrom(now, 0), keysOf, nodeCrypto);
    if (examined.status !== 'examined') throw new Error('refused');
    const line = printCosignatures([await cosign(examined.text, witnessSigner, testUnixSeconds)]);
    const note = parseNote(await now.checkpoint([logSigner], []));
    const both = parseNote(printNote(addSignatures(note, parseCosignatures(line))));
    expect(await verifyNote(both, [logSigner.key, witnessSigner.key], nodeCrypto)).toEqual([
      { key: logSigner.key },
      { key: witnessSigner.key, unixSeconds: testUnixSeconds },
    ]);
  });

  it('writes the size of a 409 as a line of decimal', () => {
    expect(printSize(300)).toBe('300\n');
    expect(parseSize('300\n')).toBe(300);
    expect(() => parseSize('300')).toThrow('newline');
    expect(() => parseSize('0300\n')).toThrow('is "0300"');
  });
});
