import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';

/** The crypto that files are sealed with. */
export type EvidenceCrypto = Pick<LogCrypto, 'seal' | 'open' | 'hmacSha256' | 'sha256'>;

type Part = 'name' | 'content';

const aadOf = (id: string, part: Part): Uint8Array => utf8(`tribune.evidence/v1 ${part} ${id}`);

/** Seals a part of a file under a key that follows from that of the decision. Images and PDF are compressed already. */
export const sealPart = (
  crypto: EvidenceCrypto,
  key: Uint8Array,
  { id, part, plain }: { readonly id: string; readonly part: Part; readonly plain: Uint8Array },
): Uint8Array => crypto.seal(crypto.hmacSha256(key, aadOf(id, part)), aadOf(id, part), plain);

/** Opens it. Throws STORE_INVALID for what was changed, or is another file's. */
export function openPart(
  crypto: EvidenceCrypto,
  key: Uint8Array,
  { id, part, sealed }: { readonly id: string; readonly part: Part; readonly sealed: Uint8Array },
): Uint8Array {
  try {
    return crypto.open(crypto.hmacSha256(key, aadOf(id, part)), aadOf(id, part), sealed);
  } catch (cause) {
    throw new TribuneError('STORE_INVALID', `the file ${id} that a person handed in was changed in the database`, {
      remedy: 'Find out who writes to the database, and restore the row from a backup.',
      cause,
    });
  }
}
