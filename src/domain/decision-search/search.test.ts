import { expect, test } from 'vitest';
import type { OpenedBatch } from '../log/seal/index.js';
import { DecisionSearch, type SearchDeps } from './search.js';
import type { SearchPlace } from './walk.js';

const BATCHES = 1000;
const RECORDS = 500;

/** A log of labels alone, as behind a deployment that decided long ago; it counts what is opened of it. */
function logOfLabels() {
  const opened = { records: 0 };
  const batchAt = (seq: number) => {
    opened.records += RECORDS;
    const batch = { seq, kind: 'label', firstIndex: seq * RECORDS, n: RECORDS, receivedAtMs: seq };
    return { batch, payload: { contents: [] }, attributes: null, envelopes: [], which: null } as unknown as OpenedBatch;
  };
  const history: SearchDeps['history'] = {
    opened: async (from, limit) => Array.from({ length: limit }, (_, i) => batchAt(from + i)),
    nextSeq: async () => BATCHES,
    placesOf: async () => [],
    refsOf: async () => [],
    segments: null,
    repeats: null,
  };
  const log = { record: async () => undefined } as unknown as SearchDeps['log'];
  return { opened, search: new DecisionSearch({ history, log, subjectTag: () => new Uint8Array(16) }) };
}

test('an answer opens a bounded number of records, also where none of them is a decision, and the search goes on to the end', async () => {
  const { opened, search } = logOfLabels();
  let [before, answers]: [SearchPlace | null, number] = [null, 0];
  do {
    opened.records = 0;
    const answer = await search.search({ filter: {}, before, limit: 50 }, { actor: 'key', purpose: 'test' });
    expect(opened.records).toBeLessThan(30_000);
    expect(answer).toMatchObject({ decisions: [], looked: 0, erased: 0 });
    expect(answer.backToMs).toBe(answer.next?.seq ?? 0);
    [before, answers] = [answer.next, answers + 1];
  } while (before !== null);
  expect(answers).toBe((BATCHES * RECORDS) / 20_000 + 1);
});
