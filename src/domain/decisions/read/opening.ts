import { type Opening, printOpening } from '../../../core/ledger/index.js';
import type { OpenedRecord } from '../seal/open-batch.js';
import type { Visibility } from '../service-api.js';

/** The opening of a record: what proves its content. Parts that are not visible stay closed commitments. */
export function openingText(record: OpenedRecord, visible: Visibility): string {
  const parts: Opening['parts'] = new Map([
    ...(visible.payload ? [['payload', record.payload] as const] : []),
    ...(visible.attributes && record.attributes !== null ? [['attributes', record.attributes] as const] : []),
  ]);
  return printOpening({ salt: record.entrySalt, entry: record.entry, parts });
}
