import { utf8 } from '../base/bytes.js';
import { sha256 } from '../base/sha256.js';

const BYTES = 6;
const RANGE = 2 ** 48;

/**
 * Where a subject stands between 0 and below 1, always the same for the same salt: the first six bytes of SHA-256 over salt, line feed and
 * subject (UTF-8), as a whole number with the highest byte first, over 2^48. The same in Python:
 * `int.from_bytes(hashlib.sha256(f"{salt}\n{subject}".encode()).digest()[:6], "big") / 2**48`.
 *
 * @example standingOf('throttle lending/prod', 'case-4711') // 0.0188...
 */
export function standingOf(salt: string, subject: string): number {
  const hash = sha256(utf8(`${salt}\n${subject}`));
  let whole = 0;
  for (let at = 0; at < BYTES; at++) whole = whole * 256 + hash[at]!;
  return whole / RANGE;
}

/** Salt of the throttles of a deployment: all of them share by the same order of subjects, so a smaller share lies within a larger one. */
export const throttleSalt = (deployment: string): string => `throttle ${deployment}`;

/** Salt of a canary, which draws other subjects than the throttles, and others again for the next version. */
export const canarySalt = (deployment: string, version: string): string => `canary ${deployment} ${version}`;
