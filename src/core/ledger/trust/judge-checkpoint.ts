import { demand, quote } from '../base/fail.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { type Checkpoint, parseCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/key.js';
import { parseNote, type SignedNote } from '../notes/note.js';
import { verifyNote } from '../notes/verify-note.js';
import { quorumMet, type TrustPolicy } from './policy.js';

/** A witness of the policy that signed the checkpoint, and the time that it states. */
export interface Cosigner {
  readonly name: string;
  readonly unixSeconds: number;
}

/** Reads a signed checkpoint without verifying it. Throws `LEDGER_INVALID`. */
export function readCheckpoint(input: TextInput): { note: SignedNote; checkpoint: Checkpoint } {
  const note = parseNote(input);
  return { note, checkpoint: parseCheckpoint(note.text) };
}

/**
 * Checks the log's own signature: at least one key of the policy whose name is the origin signed, and none of them failed. While a log
 * changes its key, the policy has the old and the new key, and either is enough. Returns the keys that signed.
 */
export async function verifyLogSignature(
  note: SignedNote,
  checkpoint: Checkpoint,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<VerifierKey[]> {
  const keys = policy.logs
    .filter(({ key, untilSize = checkpoint.size }) => key.name === checkpoint.origin && checkpoint.size <= untilSize)
    .map(({ key }) => key);
  const whose = `the log ${quote(checkpoint.origin)}`;
  demand(
    keys.length > 0,
    `${whose} is not one that you trust`,
    'Pass the key of this log, or fetch the log whose key you have.',
  );
  const signed = await verifyNote(note, keys, crypto);
  demand(
    signed.length > 0,
    `${whose} did not sign with a key that you trust`,
    'If the log changed its key: give the key of that time, or fetch the receipt or checkpoint afresh. Else it is forged.',
  );
  return signed.map(({ key }) => key);
}

/** The witnesses of the policy that signed; throws `LEDGER_INVALID` when the signature of one of them is false. */
export async function verifyCosignatures(
  note: SignedNote,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<Cosigner[]> {
  const nameOf = new Map(policy.witnesses.map(({ name, key }) => [key, name]));
  const signed = await verifyNote(note, [...nameOf.keys()], crypto);
  return signed.map(({ key, unixSeconds }) => ({ name: nameOf.get(key)!, unixSeconds: unixSeconds! }));
}

/** A checkpoint that was verified under a policy. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly cosigners: readonly Cosigner[];
}

/** Reads a checkpoint and verifies it under the policy, its quorum included. Throws `LEDGER_INVALID`. */
export async function openCheckpoint(
  input: TextInput,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<TrustedCheckpoint> {
  const { note, checkpoint } = readCheckpoint(input);
  await verifyLogSignature(note, checkpoint, policy, crypto);
  const cosigners = await verifyCosignatures(note, policy, crypto);
  const met = quorumMet(policy, new Set(cosigners.map(({ name }) => name)));
  demand(
    met,
    `the quorum ${policy.quorum} did not cosign the checkpoint`,
    'Fetch it again later, or ask the operator why witnesses are silent.',
  );
  return { checkpoint, cosigners };
}
