import type { BatchRecords } from '../log/seal/index.js';

/** An event as the log has it. */
interface LoggedEvent {
  readonly type: string;
  /** Its place in the log. */
  readonly index: number;
  readonly payload: unknown;
}

const decoder = new TextDecoder();

/**
 * Reads the events of the types that a follower wants from a batch, in its order, without those that were erased. Of a batch that has none of them no
 * contents are asked for: one of decisions that came a moment ago would be copied for it, record by record.
 *
 * @example
 * eventsIn(batch, (type) => type === 'appeal.decided'); // [{ type: 'appeal.decided', index: 812, payload: { case: '…', … } }]
 */
export function eventsIn(records: BatchRecords, isWanted: (type: string) => boolean): LoggedEvent[] {
  const { batch, envelopes, which } = records;
  if (batch.kind !== 'event') return [];
  // An envelope lacks its end, as what differs from record to record stands behind it.
  const types = envelopes.map((envelope) => (JSON.parse(`${envelope}}`) as { readonly type: string }).type);
  const wanted = types.map(isWanted);
  if (!wanted.includes(true)) return [];
  return records.payload.contents.flatMap((content, position) => {
    const envelope = which?.[position] ?? 0;
    if (content === null || wanted[envelope] !== true) return [];
    const payload: unknown = JSON.parse(decoder.decode(content));
    return [{ type: types[envelope]!, index: batch.firstIndex + position, payload }];
  });
}
