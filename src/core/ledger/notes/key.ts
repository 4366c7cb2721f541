import { concatBytes, encodeBase64, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { demand, demandArgument, quote } from '../base/fail.js';
import { decodeBase64 } from '../bytes/base64.js';
import { readText, type TextInput } from '../bytes/utf8.js';

/** Signature type bytes of C2SP signed-note and tlog-cosignature that this room verifies. */
export const SIGNATURE_TYPES = { ed25519: 0x01, cosignatureV1: 0x04 } as const;

export type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];

export const ED25519_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

/** A key that may sign notes: its name, algorithm and public key. */
export interface VerifierKey {
  readonly name: string;
  /** First 4 bytes of SHA-256(name || 0x0A || type || public key), big-endian. */
  readonly keyId: number;
  readonly type: SignatureType;
  readonly publicKey: Uint8Array;
}

/** The content of a private key file. The key id can be checked only with the public key: see `signerFromPrivateKey`. */
export interface PrivateKey {
  readonly name: string;
  readonly keyId: number;
  readonly type: SignatureType;
  /** Seed of RFC 8032, 32 bytes. */
  readonly seed: Uint8Array;
}

const NOT_IN_NAME = /[\p{White_Space}\p{Cc}+]/u;

/** Whether a text can name a key: it is not empty and has neither spaces nor plus (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name.length > 0 && !NOT_IN_NAME.test(name);
}

/** Key id as C2SP signed-note recommends. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  const hash = sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

export const keyIdHex = (keyId: number): string => keyId.toString(16).padStart(2 * KEY_ID_BYTES, '0');

/**
 * A verifier key from its parts. Throws `INVALID_ARGUMENT`.
 *
 * @example
 * printVerifierKey(verifierKey('ledger.example/decisions', SIGNATURE_TYPES.ed25519, publicKey));
 */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  demandArgument(isKeyName(name), `the key name ${quote(name)} is not usable`, 'Use a name without spaces and plus.');
  const wanted = publicKey.length === ED25519_KEY_BYTES;
  demandArgument(wanted, `the public key has ${publicKey.length} bytes`, 'An Ed25519 public key has 32 bytes.');
  return { name, type, publicKey, keyId: keyIdOf(name, type, publicKey) };
}

/** Text of a verifier key: `name+hex8(keyId)+base64(type || public key)`. */
export function printVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${keyIdHex(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** Largest key file in bytes; a name may be long. */
const MAX_KEY_BYTES = 4096;

/**
 * Reads a verifier key, as text or as the bytes of its file (which ends its line), and checks that its id belongs to it. Throws `LEDGER_INVALID`.
 *
 * @example
 * parseVerifierKey(readFileSync('log.vkey'));
 */
export function parseVerifierKey(input: TextInput): VerifierKey {
  return verifierKeyOf(readText(input, 'the verifier key', MAX_KEY_BYTES).replace(/\r?\n$/, ''));
}

/** Reads a verifier key without anything around it, as in a signed statement or a line of a policy. */
export function verifierKeyOf(text: string): VerifierKey {
  const { name, keyId, type, material } = parseKey(text, text, 'verifier key');
  demand(
    keyId === keyIdOf(name, type, material),
    `the id ${keyIdHex(keyId)} does not belong to the verifier key of ${quote(name)}`,
    'Copy the whole key again from its owner.',
  );
  return { name, keyId, type, publicKey: material };
}

const PRIVATE_PREFIX = 'PRIVATE+KEY+';

/**
 * Text of a private key, `PRIVATE+KEY+name+hex8(keyId)+base64(type || seed)`, as Go's sumdb/note writes it. It belongs in a file of mode
 * 0600.
 */
export function printPrivateKey({ name, keyId, type, seed }: PrivateKey): string {
  return `${PRIVATE_PREFIX}${name}+${keyIdHex(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), seed))}`;
}

/** Reads a private key; no message of a thrown `LEDGER_INVALID` shows any part of it. */
export function parsePrivateKey(text: string): PrivateKey {
  const what = 'a private key starts with PRIVATE+KEY+';
  demand(text.startsWith(PRIVATE_PREFIX), what, 'Point to the file that `tribune` wrote when the log was made.');
  const { name, keyId, type, material } = parseKey(text.slice(PRIVATE_PREFIX.length), '(secret)', 'private key');
  return { name, keyId, type, seed: material };
}

interface KeyParts {
  readonly name: string;
  readonly keyId: number;
  readonly type: SignatureType;
  readonly material: Uint8Array;
}

function parseKey(text: string, shown: string, what: string): KeyParts {
  const malformed = `not a ${what}: ${quote(shown)}`;
  const remedy = 'Keys look like name+0123abcd+BASE64 (C2SP signed-note), on one line.';
  const match = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]*)$/.exec(text);
  demand(match !== null, malformed, remedy);
  const name = match[1]!;
  demand(isKeyName(name), malformed, remedy);
  demand(match[3]!.length % 4 === 0, malformed, remedy);
  const bytes = decodeSecretly(match[3]!, malformed, remedy);
  const type = bytes[0];
  demand(
    type === SIGNATURE_TYPES.ed25519 || type === SIGNATURE_TYPES.cosignatureV1,
    `the ${what} of ${quote(name)} has signature type ${type}`,
    'Use an Ed25519 key: type 1 for logs, type 4 for witnesses.',
  );
  const fits = bytes.length === 1 + ED25519_KEY_BYTES;
  demand(fits, `the ${what} of ${quote(name)} has ${bytes.length - 1} bytes`, 'An Ed25519 key has 32 bytes.');
  return { name, keyId: Number.parseInt(match[2]!, 16), type, material: bytes.slice(1) };
}

/** Decodes the base64 of a key with errors that do not quote it, because it may be secret. */
function decodeSecretly(text: string, malformed: string, remedy: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = decodeBase64(text, 'key');
  } catch {
    bytes = undefined;
  }
  demand(bytes !== undefined && bytes.length > 0, malformed, remedy);
  return bytes;
}
