import { encodeHex, utf8 } from '../../core/base/bytes.js';
import { sha256 } from '../../core/base/sha256.js';
import { type Policy, parsePolicy } from '../../core/policy/index.js';

/** A policy with what an audit records of it. */
export interface PolicyChoice {
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly policyPath: string | null;
}

/** A policy from its text; the digest is that of its bytes. */
export function readPolicy(text: string, file?: string): PolicyChoice {
  const { policy } = parsePolicy(text, file === undefined ? {} : { file });
  return { policy, policyDigest: `sha256:${encodeHex(sha256(utf8(text)))}`, policyPath: file ?? null };
}
