import { type Records, RecordsBuilder } from './records.js';

/** An event of another room as a record: its type is in the entry, everything else in the sealed payload. */
export function eventRecords(type: string, id: Uint8Array, payload: Readonly<Record<string, unknown>>): Records {
  const source = new TextEncoder().encode(JSON.stringify(payload));
  const builder = new RecordsBuilder('event', source, 1);
  builder.ids.set(id);
  builder.add({ line: 1, start: 0, end: source.length }, -1, -1);
  builder.setContext(`"type":${JSON.stringify(type)}`);
  return builder.finish();
}
