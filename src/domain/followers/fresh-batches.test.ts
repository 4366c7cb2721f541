import { describe, expect, it } from 'vitest';
import type { SealedBatch } from '../log/ports/index.js';
import { locateRecord, noRecord, type Part, RecordsBuilder } from '../log/seal/index.js';
import { FreshBatches } from './fresh-batches.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A part of a request with these records, each with or without attributes, and padding in front. */
function partOf(records: readonly (readonly [record: string, context: string])[], from = 0, to = records.length): Part {
  const text = `[${records.map(([record]) => record).join(',')}]`;
  const builder = new RecordsBuilder('decision', encode(text), records.length);
  let start = 1;
  records.forEach(([record, context], line) => {
    const at = record.indexOf('"attributes":');
    const attributes = at < 0 ? -1 : start + at + '"attributes":'.length;
    builder.add({ line, start, end: start + record.length }, attributes, at < 0 ? -1 : start + record.length - 1);
    builder.setContext(context);
    start += record.length + 1;
  });
  return { records: builder.finish(), from, to };
}

const batchOf = (seq: number, n: number): SealedBatch => ({
  ...{ log: 'main', seq, kind: 'decision', firstIndex: 0, n, receivedAtMs: 0 },
  ...{ ids: new Uint8Array(16 * n), leaves: new Uint8Array(32 * n), erased: new Uint8Array() },
  payload: { page: 0, slot: seq, bytes: new Uint8Array() },
  attributes: { page: 0, slot: seq, bytes: new Uint8Array() },
});

/** What is kept of a record besides its bytes: 4 places and 16 marks of 4 bytes, and 2 of its envelope. */
const BESIDES = 4 * (4 + 16) + 2;
/** What a view into other bytes takes. */
const VIEW = 112;
const envelopesOf = ({ envelopes }: { readonly envelopes: readonly string[] }): number =>
  envelopes.reduce((sum, { length }) => sum + length, 0);

const A = ['{"subject":"a","attributes":{"sex":"f"}}', '"deployment":"x"'] as const;
const B = ['{"subject":"b"}', '"deployment":"y"'] as const;
const C = ['{"subject":"c","attributes":{}}', '"deployment":"x"'] as const;

function kept(...followers: readonly string[]) {
  const fresh = new FreshBatches();
  for (const name of followers) fresh.expect('main', name);
  const add = (seq: number, parts: readonly Part[] | null): void => {
    const n = parts?.reduce((sum, { from, to }) => sum + to - from, 0) ?? 1;
    fresh.add('main', [{ batch: batchOf(seq, n), tags: null, parts }]);
  };
  const seqs = (from: number, limit = 10) => fresh.from('main', from, limit).map(({ batch }) => batch.seq);
  return { fresh, add, seqs };
}

describe('batches that were committed a moment ago', () => {
  it('hold what their rows hold, record by record, from several requests and parts of them', () => {
    const { fresh, add } = kept('one');
    add(0, [partOf([A, B, C], 1), partOf([A])]);
    const [batch] = fresh.from('main', 0, 1);
    expect(batch!.payload.contents.map((content) => decode(content!))).toEqual([
      '{"subject":"b"}',
      '{"subject":"c","attributes":null}',
      '{"subject":"a","attributes":null}',
    ]);
    expect(batch!.attributes!.contents.map((content) => decode(content!))).toEqual(['', '{}', '{"sex":"f"}']);
    const deployments = [...batch!.which].map((which) => JSON.parse(`${batch!.envelopes[which]}}`).deployment);
    expect(deployments).toEqual(['y', 'x', 'x']);
    const record = noRecord();
    const found = [2, 0, 1].map((position) => {
      locateRecord(batch!, position, record);
      return decode(record.attributes.subarray(record.attributesStart, record.attributesEnd));
    });
    expect(found).toEqual(['{"sex":"f"}', '', '{}']);
    const own = B[0].length + C[0].length + A[0].length + 3 * BESIDES + envelopesOf(batch!);
    // Contents that were asked for one by one are views, and copies where attributes were cut out.
    const copies = batch!.payload.contents.slice(1).reduce((sum, one) => sum + one!.length, 0);
    expect(fresh.bytes).toBe(own + copies + 6 * VIEW);
    expect(batch!.size).toBe(fresh.bytes);
    expect(batch!.payload).toBe(batch!.payload);
    expect(fresh.bytes).toBe(own + copies + 6 * VIEW);
    fresh.drop('main', 0);
    expect(fresh.bytes).toBe(0);
  });

  it('that grow after they were dropped are not counted, and each of many contexts is found at once', () => {
    const { fresh, add } = kept('one');
    const n = 5000;
    add(0, [partOf(Array.from({ length: n }, (_, i) => [`{"subject":"s${i}"}`, `"deployment":"d${i}"`] as const))]);
    const [batch] = fresh.from('main', 0, 1);
    expect(batch!.envelopes).toHaveLength(n);
    expect([...batch!.which]).toEqual(Array.from({ length: n }, (_, i) => i));
    fresh.drop('main', 0);
    expect(batch!.payload.contents).toHaveLength(n);
    expect(fresh.bytes).toBe(0);
  });

  it('are kept until every follower took them, and not at all where nobody reads contents', () => {
    const { fresh, add, seqs } = kept('one', 'other');
    for (const seq of [0, 1, 2]) add(seq, [partOf([A])]);
    fresh.taken('main', 'one', { seq: 2 });
    expect(seqs(0)).toEqual([0, 1, 2]);
    fresh.taken('main', 'other', { seq: 1 });
    expect([seqs(0), seqs(1), seqs(1, 1)]).toEqual([[], [1, 2], [1]]);
    const nobody = kept();
    nobody.add(0, [partOf([A])]);
    expect(nobody.seqs(0)).toEqual([]);
  });

  it('are gone once an erasure sealed them anew, and a follower reads the rows from there on', () => {
    const { fresh, add, seqs } = kept('one');
    for (const seq of [0, 1, 2]) add(seq, [partOf([A])]);
    fresh.drop('main', 1);
    fresh.drop('main', 9);
    expect([seqs(0), seqs(1), seqs(2)]).toEqual([[0], [], [2]]);
    add(3, null);
    expect([seqs(2), seqs(3)]).toEqual([[2], []]);
    expect(fresh.bytes).toBe(2 * (A[0].length + BESIDES + envelopesOf(fresh.from('main', 0, 1)[0]!)));
  });

  it('keep nothing of the request that brought them but their records: neither spaces, nor what was refused', () => {
    const { fresh, add } = kept('one');
    const text = `[{"subject":"s0"}${' '.repeat(1_000_000)},{"subject":"s1"}]`;
    const source = encode(text);
    const builder = new RecordsBuilder('decision', source, 10_000);
    const marks = new Int32Array(16);
    for (const [line, start] of [1, text.lastIndexOf('{')].entries()) {
      const end = start + '{"subject":"s0"}'.length;
      builder.add({ line, start, end }, -1, -1);
      builder.setContext('');
      marks[0] = start + '{"subject":'.length;
      marks[1] = end - 1;
      builder.setMarks(marks);
    }
    add(0, [{ records: builder.finish(), from: 0, to: 2 }]);
    const envelopes = envelopesOf(fresh.from('main', 0, 1)[0]!);
    expect(fresh.bytes).toBe(2 * ('{"subject":"s0"}'.length + BESIDES) + envelopes);
    // What the request says from here on is not what was committed.
    source.fill(0);
    const record = noRecord();
    const subjects = [1, 0].map((position) => {
      locateRecord(fresh.from('main', 0, 1)[0]!, position, record);
      return decode(record.bytes.subarray(record.marks![record.marksAt], record.marks![record.marksAt + 1]));
    });
    expect(subjects).toEqual(['"s1"', '"s0"']);
  });

  it('take a bounded room: the oldest give way', () => {
    const { fresh, add, seqs } = kept('one');
    const large = partOf([[`{"subject":"${'x'.repeat(9_000_000)}"}`, '']]);
    for (let seq = 0; seq < 17; seq++) add(seq, [large]);
    expect(fresh.bytes).toBeLessThanOrEqual(128 * 1024 * 1024);
    expect([seqs(2), seqs(14)]).toEqual([[], [14, 15, 16]]);
  });
});
