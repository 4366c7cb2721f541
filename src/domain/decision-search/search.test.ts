import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OpenedBatch } from '../log/seal/index.js';
import { MAX_AHEAD_MS } from '../records/index.js';
import { DecisionSearch, type SearchDeps } from './search.js';
import type { SearchPlace } from './walk.js';

const BATCHES = 1000;
const RECORDS = 500;
const NOW_MS = MAX_AHEAD_MS + 500;

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
  const noted: string[] = [];
  const log = {
    record: async ({ payload }: { payload: { filter: string } }) => void noted.push(payload.filter),
  } as unknown as SearchDeps['log'];
  const subjectTag = (text: string): Uint8Array => createHash('sha256').update(`key ${text}`).digest().subarray(0, 16);
  return { opened, noted, search: new DecisionSearch({ history, log, subjectTag, nowMs: () => NOW_MS }) };
}

test('an answer opens a bounded number of records, also where none of them is a decision, and the search goes on to the end', async () => {
  const { opened, search } = logOfLabels();
  let [before, answers]: [SearchPlace | null, number] = [null, 0];
  do {
    opened.records = 0;
    const answer = await search.search({ filter: {}, before, limit: 50 }, { actor: 'key', purpose: 'test' });
    expect(opened.records).toBeLessThan(30_000);
    expect(answer).toMatchObject({ decisions: [], looked: 0, erased: 0 });
    // Batch n is received at n ms. The clock of a sender may be ahead, so that of the newest batches nothing can be said yet.
    const oldest = answer.next?.seq ?? 0;
    expect(answer.backToMs).toBe(oldest > 500 ? null : oldest + MAX_AHEAD_MS);
    [before, answers] = [answer.next, answers + 1];
  } while (before !== null);
  expect(answers).toBe((BATCHES * RECORDS) / 20_000 + 1);
});

test('the log of reads, which no erasure reaches, names neither a person nor what is said of one', async () => {
  const { noted, search } = logOfLabels();
  const reader = { actor: 'key', purpose: 'test' };
  const said = { subject: 'person 7', outcome: 'refused', route: 'reviewed', stage: 'interview', group: { sex: 'F' } };
  for (const filter of [{ ...said, deployment: 'loans/prod' }, { ...said, outcome: 'granted' }, { outcome: null }])
    await search.search({ filter, before: null, limit: 1 }, reader);
  const [one, other, third] = noted.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(one!.deployment).toBe('loans/prod');
  expect(Object.keys(one!.group as object)).toEqual(['sex']);
  expect(noted.join()).not.toMatch(/person 7|refused|granted|reviewed|interview|"F"|null/);
  // The same again has the same tag, so that somebody who asks can be told whether it was searched for.
  expect(other).toEqual({ ...one, deployment: undefined, outcome: other!.outcome });
  expect(other!.outcome).not.toBe(one!.outcome);
  expect(Object.keys(third!)).toEqual(['outcome']);
});
