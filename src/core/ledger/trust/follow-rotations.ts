import { demand } from '../base/fail.js';
import { MAX_NOTE_BYTES, MAX_POLICY_NAMES } from '../base/limits.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { printVerifierKey } from '../notes/key.js';
import type { TrustedLog, TrustPolicy } from './policy.js';
import { type KeyRotation, ROTATION_HEADER, readKeyRotation, verifyKeyRotation } from './rotation.js';

export interface FollowedRotations {
  readonly policy: TrustPolicy;
  /** Rotations that lead on from a trusted key, oldest first. */
  readonly followed: readonly KeyRotation[];
}

const START = new RegExp(`^(?=${ROTATION_HEADER}$)`, 'm');

/** The statements of a file `rotations`, which stand one after the other. */
export function splitRotations(input: TextInput): string[] {
  const text = readText(input, 'the key rotations', MAX_NOTE_BYTES);
  const parts = text.split(START).map((part) => part.replace(/\n+$/, '\n'));
  const few = parts.length <= MAX_POLICY_NAMES;
  demand(few, `the file has ${parts.length} key rotations`, `At most ${MAX_POLICY_NAMES} are accepted.`);
  return parts.filter((part) => part.trim() !== '');
}

/**
 * Follows a log from the keys of a policy to the keys that took over. From the size that a statement names on, the old key alone is no
 * longer enough: whoever stole it cannot go on in the log's name towards those who know the statement. Statements by untrusted keys are
 * ignored. Throws `LEDGER_INVALID` for one that is malformed or whose signatures fail.
 */
export async function followRotations(
  input: TextInput,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<FollowedRotations> {
  let logs: readonly TrustedLog[] = policy.logs;
  const followed: KeyRotation[] = [];
  for (const note of splitRotations(input)) {
    const { oldKey } = readKeyRotation(note);
    const old = printVerifierKey(oldKey);
    if (!logs.some(({ key }) => printVerifierKey(key) === old)) continue;
    const keys = logs.map(({ key }) => key);
    const rotation = await verifyKeyRotation(note, keys, crypto);
    followed.push(rotation);
    logs = afterRotation(logs, rotation);
  }
  return { policy: { ...policy, logs }, followed };
}

function afterRotation(logs: readonly TrustedLog[], { oldKey, newKey, fromSize }: KeyRotation): TrustedLog[] {
  const [old, next] = [printVerifierKey(oldKey), printVerifierKey(newKey)];
  const ended = logs.map((log): TrustedLog => {
    if (printVerifierKey(log.key) !== old) return log;
    return { ...log, untilSize: Math.min(log.untilSize ?? fromSize, fromSize) };
  });
  const known = ended.some(({ key }) => printVerifierKey(key) === next);
  return known ? ended : [...ended, { key: newKey }];
}
