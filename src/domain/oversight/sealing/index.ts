import { utf8 } from '../../../core/base/bytes.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { CaseContents } from '../../../core/oversight/index.js';
import type { LogCrypto } from '../../log/ports/index.js';
import type { StoredCase } from '../model/index.js';

/** The crypto that sealing needs. */
export type CaseCrypto = Pick<LogCrypto, 'seal' | 'open' | 'compress' | 'decompress' | 'hmacSha256' | 'sha256'>;

/** Longest contents that are opened, so that damaged ones take no more memory. */
const MAX_BYTES = 8 * 1024 * 1024;

const aadOf = (id: string): Uint8Array => utf8(`tribune.case/v1 ${id}`);

/** Seals what was said in a case, under a key of its own that follows from the key of its decision. */
export const sealContents = (crypto: CaseCrypto, key: Uint8Array, id: string, contents: CaseContents): Uint8Array =>
  crypto.seal(crypto.hmacSha256(key, aadOf(id)), aadOf(id), crypto.compress(utf8(JSON.stringify(contents))));

/** Opens what was said in a case. Throws STORE_INVALID for what was changed, or is another case's. */
export function openContents(
  crypto: CaseCrypto,
  key: Uint8Array,
  { record: { id }, sealed }: StoredCase,
): CaseContents {
  try {
    const plain = crypto.decompress(crypto.open(crypto.hmacSha256(key, aadOf(id)), aadOf(id), sealed), MAX_BYTES);
    return JSON.parse(new TextDecoder().decode(plain)) as CaseContents;
  } catch (cause) {
    throw new TribuneError('STORE_INVALID', `what was said in the case ${id} was changed in the database`, {
      remedy: 'Find out who writes to the database, and restore the row from a backup.',
      cause,
    });
  }
}

/** Digest of sealed contents: it commits to what was said, and tells nothing of it. */
export const digestOfSealed = (crypto: Pick<CaseCrypto, 'sha256'>, sealed: Uint8Array): string =>
  digestText(crypto.sha256(sealed));
