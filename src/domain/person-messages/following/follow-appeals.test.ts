import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { BatchRecords } from '../../log/seal/index.js';
import type { StoredMessage } from '../model/index.js';
import { followAppeals, type MessageStores } from './index.js';

/** A batch of entries as followers get it. */
const batch = (...entries: readonly (readonly [string, string])[]): BatchRecords =>
  ({
    batch: { kind: 'event' },
    envelopes: entries.map(([type]) => JSON.stringify({ type }).slice(0, -1)),
    which: entries.map((_, at) => at),
    payload: {
      contents: entries.map(([, decision]) => utf8(JSON.stringify({ case: `case of ${decision}`, decision }))),
    },
  }) as unknown as BatchRecords;

it('makes a message for whoever has an address, once, and an address that was changed holds up nobody', async () => {
  const [added, problems] = [[] as StoredMessage[], [] as Error[]];
  const personMessages = {
    async addressOf(decision: string) {
      if (decision === 'changed') throw new TribuneError('STORE_INVALID', 'the row was changed');
      return decision === 'unknown' ? null : { notice: 'n', by: 'email' };
    },
    add: async (message: StoredMessage) => void added.push(message),
  };
  const follower = followAppeals({ nowMs: () => 7, onProblem: (cause) => problems.push(cause) });
  const take = async (...batches: BatchRecords[]) =>
    (await follower.take({ from: {} as never, to: {} as never, batches }))?.write?.({
      personMessages,
    } as unknown as MessageStores);
  const entries = batch(
    ['appeal.acknowledged', 'changed'],
    ['appeal.acknowledged', 'unknown'],
    ['appeal.acknowledged', 'one'],
    ['case.leased', 'one'],
    ['appeal.decided', 'one'],
  );
  await take(entries);
  await take(entries);
  expect(added.map(({ record: { kind, decision, case: of } }) => [kind, decision, of]).slice(0, 2)).toEqual([
    ['acknowledgement', 'one', 'case of one'],
    ['outcome', 'one', 'case of one'],
  ]);
  expect(new Set(added.map(({ record }) => record.id)).size).toBe(2);
  expect(problems).toHaveLength(2);
});
