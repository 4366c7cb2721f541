import { utf8 } from '../../src/core/base/bytes.js';
import { sha256 } from '../../src/core/base/sha256.js';
import { treeHasher } from '../../src/core/ledger/merkle/hasher.js';
import { printCheckpoint } from '../../src/core/ledger/notes/checkpoint.js';
import { SIGNATURE_TYPES, type SignatureType, verifierKey } from '../../src/core/ledger/notes/key.js';
import { printNote } from '../../src/core/ledger/notes/note.js';
import { addSignatures, cosign, type NoteSigner, signNote } from '../../src/core/ledger/notes/sign-note.js';
import { TileWriter } from '../../src/core/ledger/tiles/writer.js';
import { publicKeyOfSeed, signEd25519 } from './ledger-crypto.js';

export const hasher = treeHasher(sha256);

/** A signer whose key follows from its name: for tests only. */
export function testSigner(name: string, type: SignatureType = SIGNATURE_TYPES.ed25519, salt = ''): NoteSigner {
  const seed = sha256(utf8(`test key of ${name} ${salt}`));
  return { key: verifierKey(name, type, publicKeyOfSeed(seed)), sign: (message) => signEd25519(seed, message) };
}

export const testOrigin = 'ledger.example/decisions';
export const logSigner: NoteSigner = testSigner(testOrigin);
export const witnessSigner: NoteSigner = testSigner('witness.example/w1', SIGNATURE_TYPES.cosignatureV1);

/** 2026-01-01T00:00:00Z, the time of every test cosignature. */
export const testUnixSeconds = 1767225600;

/** A log whose files are in memory. */
export class MemoryLog {
  readonly files = new Map<string, Uint8Array>();
  readonly writer: TileWriter;
  readonly origin: string;

  constructor(entries: readonly Uint8Array[] = [], origin: string = testOrigin) {
    this.origin = origin;
    this.writer = new TileWriter(hasher);
    this.append(entries);
  }

  append(entries: readonly Uint8Array[]): void {
    for (const file of [...this.writer.append(entries), ...this.writer.edge()]) this.files.set(file.path, file.bytes);
  }

  readonly read = (path: string): Uint8Array | null => this.files.get(path) ?? null;

  get head(): { size: number; root: Uint8Array } {
    return { size: this.writer.size, root: this.writer.root() };
  }

  /** The signed checkpoint of the log as it stands, cosigned by the test witness unless told otherwise. */
  async checkpoint(signers: readonly NoteSigner[] = [logSigner], witnesses: readonly NoteSigner[] = [witnessSigner]) {
    const text = printCheckpoint({ origin: this.origin, ...this.head, extensions: [] });
    const cosignatures = await Promise.all(witnesses.map((witness) => cosign(text, witness, testUnixSeconds)));
    return printNote(addSignatures(await signNote(text, signers), cosignatures));
  }
}

export const testEntries = (count: number, from = 0): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => utf8(`entry-${from + i}`));

/** Bytes with one bit turned. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}
