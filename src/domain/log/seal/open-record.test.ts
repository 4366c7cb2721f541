import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeRuntime } from '../../../adapters/runtime/node-runtime.js';
import { encodeBody } from '../../sealed-bodies/index.js';
import type { SealedBatch } from '../ports/index.js';
import { openBatch, openedRecord, openRecord } from './open-batch.js';
import { partAad, sealBatch } from './seal-batch.js';
import type { SealJob } from './seal-job.js';

const keys = { payload: new Uint8Array(32).fill(1), attributes: new Uint8Array(32).fill(2) };
const pages = { payload: { key: async () => keys.payload }, attributes: { key: async () => keys.attributes } };
const deps = { runtime: nodeRuntime, pages } as unknown as Parameters<typeof openRecord>[0];

interface Given {
  readonly filling: string;
  readonly attributes: string | null;
}

/** A batch as it is sealed. A record has a filling of its own length, and its attributes at its end where it has some. */
function sealed(records: readonly Given[]): SealedBatch {
  const texts = records.map(
    ({ filling, attributes }) => `{"filling":${JSON.stringify(filling)},"attributes":${attributes}}`,
  );
  const bytes = texts.map((text) => Buffer.from(text));
  const places = new Int32Array(records.length * 4);
  let at = 0;
  for (const [i, { attributes }] of records.entries()) {
    const end = at + bytes[i]!.length;
    places.set(attributes === null ? [at, end, -1, -1] : [at, end, end - 1 - attributes.length, end - 1], i * 4);
    at = end;
  }
  const hasAttributes = records.some(({ attributes }) => attributes !== null);
  const job: SealJob = {
    ...{ kind: 'decision', log: 'main', seq: 3, firstIndex: 40, receivedAtMs: 1000, n: records.length },
    ...{ bytes: Buffer.concat(bytes), places, ids: new Uint8Array(16 * records.length).map((_, i) => i) },
    ...{ contexts: ['"by":"a"', '"by":"b"'], which: new Uint16Array(records.length).map((_, i) => i % 2) },
    ...{ subjects: new Uint8Array(), subjectEnds: new Int32Array(records.length) },
    keys: { payload: keys.payload, attributes: hasAttributes ? keys.attributes : null },
  };
  const { leaves, payload, attributes } = sealBatch(nodeRuntime, new Uint8Array(32), job);
  const slot = { page: 0, slot: 0 };
  return {
    ...job,
    ...{ leaves, erased: new Uint8Array(), payload: { ...slot, bytes: payload } },
    attributes: attributes && { ...slot, bytes: attributes },
  };
}

/** The same batch after an erasure of one record: salts are listed one by one, and the content is gone. */
async function withoutRecord(batch: SealedBatch, position: number): Promise<SealedBatch> {
  const { payload } = await openBatch(deps, batch);
  const erased = Uint8Array.of(1);
  const contents = payload.contents.map((content, i) => (i === position ? null : content));
  const facts = { ...batch, erased, hasAttributes: batch.attributes !== null };
  const aad = partAad(nodeRuntime, 'payload', facts);
  const bytes = nodeRuntime.seal(keys.payload, aad, encodeBody(nodeRuntime, { ...payload, contents }));
  return { ...batch, erased, payload: { ...batch.payload, bytes }, attributes: null };
}

const given = fc.record({
  filling: fc.oneof(fc.string(), fc.string({ minLength: 2000, maxLength: 4000 })),
  attributes: fc.option(fc.constantFrom('{"race":"A"}', '{}')),
});

it('a record that is opened alone is the one of the whole batch', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 12 }), async (records) => {
      const batch = sealed(records);
      const opened = await openBatch(deps, batch);
      for (let position = 0; position < batch.n; position++)
        expect(await openRecord(deps, batch, position)).toEqual(openedRecord(nodeRuntime, opened, position));
    }),
    { numRuns: 8 },
  );
});

it('a record of a batch that was sealed anew is opened alone too, and an erased one is null', async () => {
  const records = Array.from({ length: 40 }, (_, i) => ({ filling: `${i}`.repeat(i), attributes: null }));
  const batch = await withoutRecord(sealed(records), 7);
  const opened = await openBatch(deps, batch);
  expect(await openRecord(deps, batch, 7)).toBeNull();
  for (const position of [0, 8, 39])
    expect(await openRecord(deps, batch, position)).toEqual(openedRecord(nodeRuntime, opened, position));
});

it.each([
  ['its ids', (batch: SealedBatch) => ({ ...batch, ids: batch.ids.toReversed() })],
  ['its leaves', (batch: SealedBatch) => ({ ...batch, leaves: batch.leaves.toReversed() })],
  ['its time', (batch: SealedBatch) => ({ ...batch, receivedAtMs: 2000 })],
  [
    'its content',
    ({ payload, ...batch }: SealedBatch) => ({
      ...batch,
      payload: { ...payload, bytes: payload.bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) },
    }),
  ],
])('no record is opened of a batch of which %s was changed', async (_, change) => {
  const batch = change(
    sealed([
      { filling: 'a', attributes: null },
      { filling: 'b', attributes: null },
    ]),
  );
  await expect(openRecord(deps, batch, 1)).rejects.toMatchObject({ code: 'STORE_INVALID' });
});
