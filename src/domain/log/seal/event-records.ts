import { readUuid } from '../../../core/base/uuid.js';
import type { PendingEvent } from '../ports/index.js';
import { type Records, RecordsBuilder } from './records.js';

/**
 * Events of other rooms as records, in their order: the type of each is in its entry, everything else in the sealed payload.
 *
 * @param events with the UUID that the entry of each gets
 */
export function eventRecords(events: readonly Pick<PendingEvent, 'id' | 'type' | 'payload'>[]): Records {
  const contents = events.map(({ payload }) => new TextEncoder().encode(JSON.stringify(payload)));
  const source = new Uint8Array(contents.reduce((sum, { length }) => sum + length, 0));
  const builder = new RecordsBuilder('event', source, events.length);
  let start = 0;
  events.forEach(({ id, type }, i) => {
    const content = contents[i]!;
    source.set(content, start);
    readUuid(id, builder.ids, builder.nextId);
    builder.add({ line: i + 1, start, end: start + content.length }, -1, -1);
    builder.setContext(`"type":${JSON.stringify(type)}`);
    start += content.length;
  });
  return builder.finish();
}
