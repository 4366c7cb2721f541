import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogCrypto } from '../../log/ports/index.js';
import type { Draft } from '../model/index.js';

/** The crypto that drafts are sealed with. */
export type NoticeCrypto = Pick<LogCrypto, 'seal' | 'open' | 'compress' | 'decompress' | 'hmacSha256' | 'sha256'>;

/**
 * Longest draft that is opened, bytes, so that a damaged one takes no more memory. JSON writes a control character in six bytes, so a form of half a
 * megabyte comes to three of them, and its names.
 */
const MAX_BYTES = 8 * 1024 * 1024;

const aadOf = (id: string): Uint8Array => utf8(`tribune.notice/v1 ${id}`);

/** Seals what a person has written and not sent, under a key that follows from that of the decision. */
export const sealDraft = (crypto: NoticeCrypto, key: Uint8Array, id: string, draft: Draft): Uint8Array =>
  crypto.seal(crypto.hmacSha256(key, aadOf(id)), aadOf(id), crypto.compress(utf8(JSON.stringify(draft))));

/** Opens it. Throws STORE_INVALID for what was changed, or is another notice's. */
export function openDraft(crypto: NoticeCrypto, key: Uint8Array, id: string, sealed: Uint8Array): Draft {
  try {
    const plain = crypto.decompress(crypto.open(crypto.hmacSha256(key, aadOf(id)), aadOf(id), sealed), MAX_BYTES);
    return JSON.parse(new TextDecoder().decode(plain)) as Draft;
  } catch (cause) {
    throw new TribuneError('STORE_INVALID', `what was written to the notice ${id} was changed in the database`, {
      remedy: 'Find out who writes to the database, and restore the row from a backup.',
      cause,
    });
  }
}
