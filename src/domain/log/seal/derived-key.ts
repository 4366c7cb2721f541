import { utf8 } from '../../../core/base/bytes.js';
import type { LogCrypto } from '../ports/index.js';
import { joinBytes, type OpenedRecord } from './open-batch.js';

/**
 * A key for what is made of one record: it follows from the salt of the record, so that an erasure destroys it too, and from the key of the
 * service, because whoever was shown an opening has the salt.
 */
export const derivedKey = (
  runtime: Pick<LogCrypto, 'hmacSha256'>,
  indexKey: Uint8Array,
  { payload }: OpenedRecord,
): Uint8Array => runtime.hmacSha256(indexKey, joinBytes([utf8('tribune.derived/v1 '), payload.salt]));
