import { canonicalJson } from '../../../core/base/canonical-json.js';
import { parseExact } from '../../../core/base/exact-json.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { OpenedRecord } from '../../log/seal/index.js';

const decoder = new TextDecoder();

/**
 * Gives a stored record in canonical form, with its attributes back in their place and its id in lower case. Records with equal texts say
 * the same.
 */
export function storedContent({ payload, attributes }: OpenedRecord, id: Uint8Array): string {
  const record = parseExact(decoder.decode(payload.content)) as Record<string, unknown>;
  if (attributes !== null) record.attributes = parseExact(decoder.decode(attributes.content));
  return canonicalJson({ ...record, id: printUuid(id) });
}
