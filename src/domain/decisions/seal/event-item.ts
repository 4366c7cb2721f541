import { printUuid } from '../record/uuid.js';
import type { Item } from './item.js';

const NONE: ReadonlySet<number> = new Set();

/** An event of another room as an item: its type stands in the entry, all else in the sealed payload. */
export function eventItem(type: string, id: Uint8Array, payload: Readonly<Record<string, unknown>>): Item {
  const source = new TextEncoder().encode(JSON.stringify(payload));
  return {
    kind: 'event',
    line: 1,
    id,
    idText: printUuid(id),
    cleared: NONE,
    context: `"type":${JSON.stringify(type)}`,
    source,
    start: 0,
    end: source.length,
    attributesStart: -1,
    attributesEnd: -1,
    subject: '',
  };
}
