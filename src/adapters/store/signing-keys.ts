import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import {
  type NoteSigner,
  parsePrivateKey,
  printPrivateKey,
  SIGNATURE_TYPES,
  type SigningCrypto,
  signerFromPrivateKey,
  verifierKey,
} from '../../core/ledger/index.js';
import { storeError } from './fail.js';
import { readKeyFile, replaceSecretFile } from './secret-file.js';

/** DER headers that turn the raw 32 bytes of an Ed25519 key into SPKI and PKCS#8 (RFC 8410). */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

const privateKeyOf = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' });

/** Ed25519 of Node for `signerFromPrivateKey`. */
export const nodeSigning: SigningCrypto = {
  publicKeyEd25519(seed) {
    const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(spki.subarray(SPKI_HEADER.length));
  },
  signEd25519: (seed, message) => new Uint8Array(sign(null, message, privateKeyOf(seed))),
};

/**
 * The signer of a log from its key file (mode 0600, the format of Go's sumdb/note). The file fixes the origin of the log.
 *
 * @param options.mayCreate only while the log has no signed head: another key would be another log.
 */
export async function openSigner(path: string, options: { name: string; mayCreate: boolean }): Promise<NoteSigner> {
  const text = readKeyFile(path);
  if (text !== null) return signerFromPrivateKey(parsePrivateKey(text.trim()), nodeSigning);
  if (!options.mayCreate) {
    const remedy = 'Restore it from its copy: heads of this log were signed with it.';
    throw storeError('KEY_MISSING', `the signing key ${path} is missing`, remedy);
  }
  const seed = new Uint8Array(randomBytes(SEED_BYTES));
  const { name, keyId, type } = verifierKey(
    options.name,
    SIGNATURE_TYPES.ed25519,
    await nodeSigning.publicKeyEd25519(seed),
  );
  replaceSecretFile(path, `${printPrivateKey({ name, keyId, type, seed })}\n`);
  return signerFromPrivateKey({ name, keyId, type, seed }, nodeSigning);
}
