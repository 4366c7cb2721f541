import { utf8 } from '../../base/bytes.js';
import { demand, demandArgument } from '../base/fail.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { cosignedMessage, ED25519_SIGNATURE_BYTES, unpackCosignature } from './cosignature.js';
import { keyIdHex, SIGNATURE_TYPES, type VerifierKey } from './key.js';
import type { NoteSignature, SignedNote } from './note.js';

/** A signature that verified. Only cosignatures carry a time. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly unixSeconds?: number;
}

const idOf = (signer: { name: string; keyId: number }): string => `${signer.name}+${keyIdHex(signer.keyId)}`;

/**
 * Verifies every signature of a note that claims to be of a known key. Signatures of unknown keys are ignored, also when they share a name
 * or an id with a known one. A failed signature of a known key makes the note invalid (`LEDGER_INVALID`). Returns one result for each known
 * key that signed, hence none when no known key did; the caller decides how many it needs.
 */
export async function verifyNote(
  note: SignedNote,
  keys: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Promise<VerifiedSignature[]> {
  const known = new Map(keys.map((key) => [idOf(key), key]));
  demandArgument(known.size === keys.length, 'two of the keys have the same name and id', 'Pass each key once.');
  const verified = new Map<VerifierKey, VerifiedSignature>();
  for (const signature of note.signatures) {
    const key = known.get(idOf(signature));
    if (key === undefined) continue;
    const result = await verifySignature(note.text, signature, key, crypto);
    demand(
      result !== null,
      `the signature of ${idOf(key)} does not fit the note`,
      'The note was changed after signing, or forged: fetch it again from its source, and keep this one as evidence.',
    );
    if (!verified.has(key)) verified.set(key, result);
  }
  return [...verified.values()];
}

async function verifySignature(
  text: string,
  { signature }: NoteSignature,
  key: VerifierKey,
  crypto: LedgerCrypto,
): Promise<VerifiedSignature | null> {
  if (key.type === SIGNATURE_TYPES.ed25519) {
    if (signature.length !== ED25519_SIGNATURE_BYTES) return null;
    return (await crypto.verifyEd25519(key.publicKey, utf8(text), signature)) ? { key } : null;
  }
  const cosignature = unpackCosignature(signature);
  if (cosignature === null) return null;
  const message = cosignedMessage(text, cosignature.unixSeconds);
  const fits = await crypto.verifyEd25519(key.publicKey, message, cosignature.signature);
  return fits ? { key, unixSeconds: cosignature.unixSeconds } : null;
}
