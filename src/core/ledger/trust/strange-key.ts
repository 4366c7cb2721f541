import type { TextInput } from '../bytes/utf8.js';
import { parseReceipt } from '../receipts/receipt.js';
import { readCheckpoint } from './judge-checkpoint.js';
import type { TrustPolicy } from './policy.js';

/** Whose receipt it is, when none of its signatures names a key of the policy. Nothing of it is verified. */
export interface StrangeKey {
  /** The log that the receipt names. */
  readonly origin: string;
  /** Whether the policy trusts another key of that log: then the log may have changed its key. */
  readonly isKnownLog: boolean;
}

/**
 * Tells a receipt that was checked with the wrong key from one whose signature is false: the first may still hold under
 * the right key. `null` when a key of the policy is named, or when the receipt cannot be read.
 *
 * @example
 * strangeKey(receipt, keysOnlyPolicy([key])); // { origin: 'tribune-037e408e/main', isKnownLog: false }
 */
export function strangeKey(receipt: TextInput, policy: TrustPolicy): StrangeKey | null {
  let read: ReturnType<typeof readCheckpoint>;
  try {
    read = readCheckpoint(parseReceipt(receipt).checkpoint);
  } catch {
    // Not well formed: the checklist says so itself.
    return null;
  }
  const { origin } = read.checkpoint;
  const keys = policy.logs.map(({ key }) => key).filter(({ name }) => name === origin);
  const named = keys.some(({ keyId }) =>
    read.note.signatures.some((signature) => signature.name === origin && signature.keyId === keyId),
  );
  return named ? null : { origin, isKnownLog: keys.length > 0 };
}
