import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import { sha256 } from '../../core/base/sha256.js';
import { type Policy, parsePolicy } from '../../core/policy/index.js';

/** A policy with the digest and path that an audit records. */
export interface PolicyChoice {
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly policyPath: string | null;
}

/** The digest that identifies a policy, computed from its bytes (docs/decisions/0001). */
export const digestOfPolicy = (text: string): string => digestText(sha256(utf8(text)));

/** Reads a policy from its text; the digest is that of its bytes. */
export function readPolicy(text: string, file?: string): PolicyChoice {
  const { policy } = parsePolicy(text, file === undefined ? {} : { file });
  return { policy, policyDigest: digestOfPolicy(text), policyPath: file ?? null };
}
