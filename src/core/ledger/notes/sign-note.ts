import { equalBytes, utf8 } from '../../base/bytes.js';
import { demand, demandArgument } from '../base/fail.js';
import type { MaybePromise } from '../hashing/crypto.js';
import { cosignedMessage, ED25519_SIGNATURE_BYTES, MAX_UNIX_SECONDS, packCosignature } from './cosignature.js';
import { keyIdOf, type PrivateKey, SIGNATURE_TYPES, type VerifierKey } from './key.js';
import { demandNoControls, type NoteSignature, type SignedNote } from './note.js';

/** Something that signs with one key: a key in memory, in a hardware module or behind a service. */
export interface NoteSigner {
  readonly key: VerifierKey;
  /** Ed25519 signature (64 bytes) of the message as it is given. */
  readonly sign: (message: Uint8Array) => MaybePromise<Uint8Array>;
}

/** The cryptography that signing with a seed needs. */
export interface SigningCrypto {
  readonly publicKeyEd25519: (seed: Uint8Array) => MaybePromise<Uint8Array>;
  readonly signEd25519: (seed: Uint8Array, message: Uint8Array) => MaybePromise<Uint8Array>;
}

/** A signer from a private key, after checking that its id belongs to it. Throws `LEDGER_INVALID`. */
export async function signerFromPrivateKey(privateKey: PrivateKey, crypto: SigningCrypto): Promise<NoteSigner> {
  const { name, type, keyId, seed } = privateKey;
  const publicKey = await crypto.publicKeyEd25519(seed);
  const belongs = keyIdOf(name, type, publicKey) === keyId;
  demand(
    belongs,
    `the id in the private key of ${name} does not belong to it`,
    'Restore the key file from its backup.',
  );
  return { key: { name, keyId, type, publicKey }, sign: (message) => crypto.signEd25519(seed, message) };
}

function demandText(text: string): void {
  const remedy = 'End every line, also the last, with a newline.';
  demandArgument(text.endsWith('\n'), 'the text of a note must end in a newline', remedy);
  demandNoControls(text, 'the text of the note');
}

async function rawSignature(signer: NoteSigner, message: Uint8Array): Promise<Uint8Array> {
  const signature = await signer.sign(message);
  const fits = signature.length === ED25519_SIGNATURE_BYTES;
  demandArgument(fits, `the signer of ${signer.key.name} gave ${signature.length} bytes`, 'Ed25519 gives 64 bytes.');
  return signature;
}

/**
 * Signs text with one or more keys; during a key rotation the old and the new key both sign.
 *
 * @example
 * printNote(await signNote(printCheckpoint(checkpoint), [signer]));
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<SignedNote> {
  demandText(text);
  demandArgument(signers.length > 0, 'a note needs a signer', 'Pass at least one.');
  const signatures = await Promise.all(
    signers.map(async (signer): Promise<NoteSignature> => {
      const right = signer.key.type === SIGNATURE_TYPES.ed25519;
      demandArgument(right, `${signer.key.name} is a witness key`, 'Use `cosign` with it.');
      return { name: signer.key.name, keyId: signer.key.keyId, signature: await rawSignature(signer, utf8(text)) };
    }),
  );
  return { text, signatures };
}

/** A witness's timestamped signature over the text of a checkpoint. */
export async function cosign(text: string, signer: NoteSigner, unixSeconds: number): Promise<NoteSignature> {
  demandText(text);
  const { name, keyId, type } = signer.key;
  demandArgument(type === SIGNATURE_TYPES.cosignatureV1, `${name} is not a witness key`, 'Use a key of type 4.');
  const valid = Number.isInteger(unixSeconds) && unixSeconds >= 0 && unixSeconds <= MAX_UNIX_SECONDS;
  demandArgument(valid, `the time of a cosignature is ${unixSeconds}`, 'Pass whole seconds since 1970.');
  const signature = await rawSignature(signer, cosignedMessage(text, unixSeconds));
  return { name, keyId, signature: packCosignature(unixSeconds, signature) };
}

/** The note with further signatures; a signature that it already has, byte for byte, is not added again. */
export function addSignatures(note: SignedNote, more: readonly NoteSignature[]): SignedNote {
  const signatures = [...note.signatures];
  for (const signature of more) {
    const same = (other: NoteSignature): boolean =>
      other.name === signature.name &&
      other.keyId === signature.keyId &&
      equalBytes(other.signature, signature.signature);
    if (!signatures.some(same)) signatures.push(signature);
  }
  return { text: note.text, signatures };
}
