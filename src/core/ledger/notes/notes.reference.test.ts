import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeCrypto, publicKeyOfSeed, signEd25519 } from '../../../../test/support/ledger-crypto.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { encodeHex, utf8 } from '../../base/bytes.js';
import { decodeBase64 } from '../bytes/base64.js';
import { type SubtleVerifier, webLedgerCrypto } from '../hashing/crypto.js';
import { parseCheckpoint, printCheckpoint } from './checkpoint.js';
import { cosignedMessage } from './cosignature.js';
import {
  keyIdHex,
  parsePrivateKey,
  parseVerifierKey,
  printPrivateKey,
  printVerifierKey,
  SIGNATURE_TYPES,
  verifierKey,
} from './key.js';
import { parseNote, printNote, printSignatureLine } from './note.js';
import { addSignatures, cosign, type NoteSigner, signerFromPrivateKey, signNote } from './sign-note.js';
import { verifyNote } from './verify-note.js';

interface SignedNotes {
  c2spExample: { note: string; vkey: string };
  logKey: { name: string; keyIdHex: string; publicKeyHex: string; seedHex: string; skey: string; vkey: string };
  witnessKey: { name: string; keyIdHex: string; publicKeyHex: string; seedHex: string; vkey: string };
  checkpoints: {
    size: number;
    rootB64: string;
    signedNote: string;
    signedAndCosigned: string;
    cosignatureLine: string;
    cosignatureTimestamp: number;
    cosignedMessage: string;
  }[];
  mustReject: { note: string; why: string; goError: string }[];
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe.skipIf(!hasShared)('the signed notes made with Go', () => {
  const vectors: SignedNotes = hasShared ? sharedJson('reference/ledger/signed-notes.json') : (null as never);
  const logKey = (): ReturnType<typeof parseVerifierKey> => parseVerifierKey(vectors.logKey.vkey);
  const witnessKey = (): ReturnType<typeof parseVerifierKey> => parseVerifierKey(vectors.witnessKey.vkey);
  const signing = { publicKeyEd25519: publicKeyOfSeed, signEd25519 };

  it('have keys that we read, identify and print the same', () => {
    for (const [reference, type] of [
      [vectors.logKey, SIGNATURE_TYPES.ed25519],
      [vectors.witnessKey, SIGNATURE_TYPES.cosignatureV1],
    ] as const) {
      const key = parseVerifierKey(reference.vkey);
      expect(key).toEqual(verifierKey(reference.name, type, bytesOf(reference.publicKeyHex)));
      expect(keyIdHex(key.keyId)).toBe(reference.keyIdHex);
      expect(printVerifierKey(key)).toBe(reference.vkey);
    }
    const privateKey = parsePrivateKey(vectors.logKey.skey);
    expect(encodeHex(privateKey.seed)).toBe(vectors.logKey.seedHex);
    expect(printPrivateKey(privateKey)).toBe(vectors.logKey.skey);
  });

  it('include the example of C2SP, which verifies', async () => {
    const { note, vkey } = vectors.c2spExample;
    const key = parseVerifierKey(vkey);
    expect(await verifyNote(parseNote(note), [key], nodeCrypto)).toEqual([{ key }]);
  });

  it('include 5 checkpoints that verify with node:crypto and with WebCrypto', async () => {
    const web = webLedgerCrypto(webcrypto.subtle as unknown as SubtleVerifier);
    for (const { signedAndCosigned, cosignatureTimestamp } of vectors.checkpoints) {
      const note = parseNote(utf8(signedAndCosigned));
      expect(printNote(note)).toBe(signedAndCosigned);
      const expected = [{ key: logKey() }, { key: witnessKey(), unixSeconds: cosignatureTimestamp }];
      expect(await verifyNote(note, [logKey(), witnessKey()], nodeCrypto)).toEqual(expected);
      expect(await verifyNote(note, [logKey(), witnessKey()], web)).toEqual(expected);
      expect(await verifyNote(note, [logKey()], nodeCrypto)).toEqual([{ key: logKey() }]);
    }
    expect(vectors.checkpoints).toHaveLength(5);
  });

  it('are what we sign and cosign ourselves, byte for byte', async () => {
    const signer = await signerFromPrivateKey(parsePrivateKey(vectors.logKey.skey), signing);
    const seed = bytesOf(vectors.witnessKey.seedHex);
    const witness: NoteSigner = { key: witnessKey(), sign: (message) => signEd25519(seed, message) };
    for (const reference of vectors.checkpoints) {
      const checkpoint = { origin: logKey().name, size: reference.size, root: decodeBase64(reference.rootB64, 'root') };
      const text = printCheckpoint({ ...checkpoint, extensions: [] });
      expect(parseCheckpoint(text)).toEqual({ ...checkpoint, extensions: [] });
      const note = await signNote(text, [signer]);
      expect(printNote(note)).toBe(reference.signedNote);
      expect(cosignedMessage(text, reference.cosignatureTimestamp)).toEqual(utf8(reference.cosignedMessage));
      const cosignature = await cosign(text, witness, reference.cosignatureTimestamp);
      expect(printSignatureLine(cosignature)).toBe(reference.cosignatureLine);
      expect(printNote(addSignatures(note, [cosignature]))).toBe(reference.signedAndCosigned);
    }
  });

  it('include 7 notes that must be rejected', async () => {
    for (const { note, why } of vectors.mustReject) {
      const verified = async (): Promise<unknown[]> => verifyNote(parseNote(note), [logKey()], nodeCrypto);
      // Without any known signer the result is empty: that is the refusal of a note that only strangers signed.
      if (why === 'only an unknown key signed') expect(await verified()).toEqual([]);
      else await expect(verified(), why).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
    }
    expect(vectors.mustReject).toHaveLength(7);
  });

  it('are refused as invalid UTF-8 when the bytes are invalid, not just the replacement character', () => {
    const { note } = vectors.mustReject.find(({ why }) => why === 'invalid UTF-8 in text')!;
    const bytes = Uint8Array.of(0xff, ...utf8(note.slice(1)));
    expect(() => parseNote(bytes)).toThrow('not valid UTF-8');
  });
});
