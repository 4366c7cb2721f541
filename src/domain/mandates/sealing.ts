import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';

/** The crypto that names of representatives are sealed with. */
export type MandateCrypto = Pick<LogCrypto, 'seal' | 'open' | 'hmacSha256'>;

const aadOf = (id: string): Uint8Array => utf8(`tribune.mandate/v1 ${id}`);

/** Seals the name of a representative under a key that follows from that of the decision. */
export const sealName = (crypto: MandateCrypto, key: Uint8Array, id: string, name: string): Uint8Array =>
  crypto.seal(crypto.hmacSha256(key, aadOf(id)), aadOf(id), utf8(name));

/** Opens it. Throws STORE_INVALID for what was changed, or is another mandate's. */
export function openName(crypto: MandateCrypto, key: Uint8Array, id: string, sealed: Uint8Array): string {
  try {
    return new TextDecoder().decode(crypto.open(crypto.hmacSha256(key, aadOf(id)), aadOf(id), sealed));
  } catch (cause) {
    throw new TribuneError('STORE_INVALID', `the name in the mandate ${id} was changed in the database`, {
      remedy: 'Find out who writes to the database, and restore the row from a backup.',
      cause,
    });
  }
}
