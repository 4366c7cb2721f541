import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  type NoteSigner,
  type PrivateKey,
  parsePrivateKey,
  printPrivateKey,
  printVerifierKey,
  SIGNATURE_TYPES,
  type SigningCrypto,
  signerFromPrivateKey,
  type VerifierKey,
  verifierKey,
} from '../../core/ledger/index.js';
import type { LogSigner, SigningKeys } from '../../domain/log/ports/index.js';
import { storeError } from '../postgres/engine/index.js';
import { readKeyFile, replaceSecretFile } from './secret-file.js';

/** DER headers that turn the raw 32 bytes of an Ed25519 key into SPKI and PKCS#8 (RFC 8410). */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** Keys that were read from their seeds, which costs more than the signature; they go with their seeds. */
const read = new WeakMap<Uint8Array, KeyObject>();

function privateKeyOf(seed: Uint8Array): KeyObject {
  const key =
    read.get(seed) ?? createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });
  read.set(seed, key);
  return key;
}

/** Ed25519 of Node for `signerFromPrivateKey`. */
export const nodeSigning: SigningCrypto = {
  publicKeyEd25519(seed) {
    const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(spki.subarray(SPKI_HEADER.length));
  },
  signEd25519: (seed, message) => new Uint8Array(sign(null, message, privateKeyOf(seed))),
};

/**
 * The signer of a log from its key file (mode 0600, lines in the format of Go's sumdb/note, the newest key first). The file fixes
 * the origin of the log.
 *
 * @param options.mayCreate true only while the log has no checkpoint, because another key would be another log
 */
export async function openSigner(path: string, options: { name: string; mayCreate: boolean }): Promise<LogSigner> {
  const known = await readKeys(path);
  if (known.length > 0) return new FileSigner(path, known);
  if (!options.mayCreate) {
    const remedy = 'Restore it from its copy: heads of this log were signed with it.';
    throw storeError('KEY_MISSING', `the signing key ${path} is missing`, remedy);
  }
  const made = await makeKey(options.name);
  writeKeys(path, [made]);
  return new FileSigner(path, [made]);
}

interface FileKey {
  readonly secret: PrivateKey;
  readonly signer: NoteSigner;
}

/** Keys of one log in a file. A key that waits is in another file beside it, so that a crash loses neither. */
class FileSigner implements LogSigner {
  readonly keys: SigningKeys;
  #current: readonly FileKey[];

  constructor(path: string, keys: readonly FileKey[]) {
    this.#current = keys;
    const nextPath = `${path}.next`;
    this.keys = {
      all: () => this.#current.map(({ signer }) => signer),
      waiting: async () => {
        const [there] = await readKeys(nextPath);
        if (there !== undefined) return there.signer;
        const made = await makeKey(this.key.name);
        writeKeys(nextPath, [made]);
        return made.signer;
      },
      adopt: async (key) => {
        const [next] = await readKeys(nextPath);
        if (next === undefined || !isSame(next.signer.key, key)) {
          const remedy = `Restore ${nextPath}: the log was handed over to this key.`;
          throw storeError('KEY_MISSING', `the signing key ${printVerifierKey(key)} is missing`, remedy);
        }
        const all = [next, ...this.#current];
        writeKeys(path, all);
        this.#current = all;
        rmSync(nextPath, { force: true });
      },
      retire: async () => {
        const newest = this.#current.slice(0, 1);
        writeKeys(path, newest);
        this.#current = newest;
      },
    };
  }

  get key(): VerifierKey {
    return this.#current[0]!.signer.key;
  }

  sign = (message: Uint8Array) => this.#current[0]!.signer.sign(message);
}

const isSame = (a: VerifierKey, b: VerifierKey): boolean => printVerifierKey(a) === printVerifierKey(b);

async function readKeys(path: string): Promise<FileKey[]> {
  const lines = (readKeyFile(path) ?? '').split('\n').filter((line) => line.trim() !== '');
  return Promise.all(
    lines.map(async (line) => {
      const secret = parsePrivateKey(line.trim());
      return { secret, signer: await signerFromPrivateKey(secret, nodeSigning) };
    }),
  );
}

const writeKeys = (path: string, keys: readonly FileKey[]): void =>
  replaceSecretFile(path, keys.map(({ secret }) => `${printPrivateKey(secret)}\n`).join(''));

async function makeKey(name: string): Promise<FileKey> {
  const seed = new Uint8Array(randomBytes(SEED_BYTES));
  const publicKey = await nodeSigning.publicKeyEd25519(seed);
  const secret = { ...verifierKey(name, SIGNATURE_TYPES.ed25519, publicKey), seed };
  return { secret, signer: await signerFromPrivateKey(secret, nodeSigning) };
}
