import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';
import type { Address, WrittenMessage } from './model/index.js';

/** The crypto that addresses and messages are sealed with. */
export type MessageCrypto = Pick<LogCrypto, 'seal' | 'open' | 'hmacSha256' | 'sha256'>;

interface Parts {
  readonly address: Address;
  readonly text: WrittenMessage;
}

const aadOf = (part: keyof Parts, id: string): Uint8Array => utf8(`tribune.person-message/v1 ${part} ${id}`);

/** Seals where a message goes, or what it says, under a key that follows from that of the decision. */
export const sealPart = <Part extends keyof Parts>(
  crypto: MessageCrypto,
  key: Uint8Array,
  { part, id, plain }: { readonly part: Part; readonly id: string; readonly plain: Parts[Part] },
): Uint8Array => crypto.seal(crypto.hmacSha256(key, aadOf(part, id)), aadOf(part, id), utf8(JSON.stringify(plain)));

/** Opens it. Throws STORE_INVALID for what was changed, or is another's. */
export function openPart<Part extends keyof Parts>(
  crypto: MessageCrypto,
  key: Uint8Array,
  { part, id, sealed }: { readonly part: Part; readonly id: string; readonly sealed: Uint8Array },
): Parts[Part] {
  try {
    const plain = crypto.open(crypto.hmacSha256(key, aadOf(part, id)), aadOf(part, id), sealed);
    return JSON.parse(new TextDecoder().decode(plain)) as Parts[Part];
  } catch (cause) {
    throw new TribuneError('STORE_INVALID', `the ${part} of the message or notice ${id} was changed in the database`, {
      remedy: 'Find out who writes to the database, and restore the row from a backup.',
      cause,
    });
  }
}
