import { expect, it } from 'vitest';
import { utf8 } from '../../core/base/bytes.js';
import type { BatchRecords } from '../log/seal/index.js';
import { eventsIn } from './events-in.js';

const batchOf = (kind: string, contents: readonly (object | null)[], which: readonly number[] | null) => {
  const asked = { contents: 0 };
  const records = {
    batch: { kind, n: contents.length, firstIndex: 10 },
    ...{ envelopes: ['{"type":"a"', '{"type":"b"'], which, attributes: null },
    get payload() {
      asked.contents++;
      return { contents: contents.map((one) => (one === null ? null : utf8(JSON.stringify(one)))) };
    },
  } as unknown as BatchRecords;
  return { asked, records };
};

it('a follower is given the events that it wants, without erased ones, and no other batch is copied for it', () => {
  const events = batchOf('event', [{ n: 0 }, { n: 1 }, null, { n: 3 }], [0, 1, 1, 1]);
  const isB = (type: string): boolean => type === 'b';
  expect(eventsIn(events.records, isB)).toEqual([
    { type: 'b', index: 11, payload: { n: 1 } },
    { type: 'b', index: 13, payload: { n: 3 } },
  ]);
  expect(eventsIn(batchOf('event', [{ n: 0 }], null).records, () => true)).toEqual([
    { type: 'a', index: 10, payload: { n: 0 } },
  ]);
  const decisions = batchOf('decision', [{ n: 0 }], null);
  expect([eventsIn(decisions.records, () => true), eventsIn(events.records, () => false)]).toEqual([[], []]);
  expect([decisions.asked.contents, events.asked.contents]).toEqual([0, 1]);
});
