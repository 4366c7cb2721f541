import type { TextInput } from '../bytes/utf8.js';
import { parseReceipt } from '../receipts/receipt.js';
import { readCheckpoint } from './judge-checkpoint.js';
import type { TrustPolicy } from './policy.js';

/** The origin of a receipt whose signatures name no key of the policy. Nothing of it is verified. */
export interface StrangeKey {
  /** The log that the receipt names. */
  readonly origin: string;
  /** Whether the policy trusts another key of that log; the log may then have changed its key. */
  readonly isKnownLog: boolean;
}

/**
 * Distinguishes a receipt that was checked with the wrong key from one whose signature is false: the first may still hold under the right
 * key. `null` when the receipt names a key of the policy, or cannot be read.
 *
 * @example
 * strangeKey(receipt, keysOnlyPolicy([key])); // { origin: 'tribune-037e408e/main', isKnownLog: false }
 */
export function strangeKey(receipt: TextInput, policy: TrustPolicy): StrangeKey | null {
  let read: ReturnType<typeof readCheckpoint>;
  try {
    read = readCheckpoint(parseReceipt(receipt).checkpoint);
  } catch {
    // The receipt is malformed, and the checklist reports that.
    return null;
  }
  const { origin } = read.checkpoint;
  const keys = policy.logs.map(({ key }) => key).filter(({ name }) => name === origin);
  const named = keys.some(({ keyId }) =>
    read.note.signatures.some((signature) => signature.name === origin && signature.keyId === keyId),
  );
  return named ? null : { origin, isKnownLog: keys.length > 0 };
}
