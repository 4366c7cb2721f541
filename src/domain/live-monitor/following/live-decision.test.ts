import { expect, it } from 'vitest';
import type { OpenedBatch } from '../../log/seal/index.js';
import type { TextBytes } from '../watches/index.js';
import { LiveBatch } from './live-decision.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const textOf = ({ bytes, start, end }: TextBytes): string => new TextDecoder().decode(bytes.subarray(start, end));

/** The first decision of a batch with these texts. */
function decisionOf(payload: string, attributes: string | null) {
  const opened = {
    batch: { n: 1, receivedAtMs: 0, kind: 'decision' },
    payload: { contents: [encode(payload)] },
    attributes: attributes === null ? null : { contents: [encode(attributes)] },
    envelopes: ['{"deployment":"loans","cutoff":{"value":0.5},"version":{"digest":"sha256:00"}'],
    which: null,
  } as unknown as OpenedBatch;
  return new LiveBatch(opened).decisionAt(0)!;
}

it('reads the values of a decision as audits do, whole numbers beyond 2^53 with every digit', () => {
  const inputs =
    '{"id":9007199254740993,"exponent":1e16,"near":9007199254740991,"half":0.5,"deep":{"id":-9007199254740995},"__proto__":{"x":1}}';
  const { lookup, subject, decidedAtMs } = decisionOf(
    `{"subject":"p","decidedAt":"1970-01-01T00:00:01Z","score":0.25,"outcome":12345678901234567890,"route":"automatic","inputs":${inputs}}`,
    '{"sex":"f","branch":9007199254740993,"member":true,"gone":null}',
  );
  expect([textOf(subject), decidedAtMs]).toEqual(['p', 1000]);
  const columns = ['outcome', 'score', 'cutoff', 'version', 'route', 'jurisdiction'];
  expect(columns.map(lookup)).toEqual(['12345678901234567890', 0.25, 0.5, 'sha256:00', 'automatic', null]);
  const read = ['id', 'exponent', 'near', 'half', 'deep.id', 'none', 'toString'].map((name) =>
    lookup(`inputs.${name}`),
  );
  expect(read).toEqual([
    '9007199254740993',
    '10000000000000000',
    '9007199254740991',
    '0.5',
    '-9007199254740995',
    null,
    null,
  ]);
  const given = ['sex', 'branch', 'member', 'gone', 'none', 'toString'].map((name) => lookup(`attributes.${name}`));
  expect(given).toEqual(['f', '9007199254740993', 'true', null, null, null]);
});

it('has no attributes where none came, and 0 and 1 as numbers', () => {
  const { lookup } = decisionOf('{"subject":"p","decidedAt":"x","outcome":1,"route":"automatic"}', null);
  expect([lookup('outcome'), lookup('attributes.sex'), lookup('inputs.age')]).toEqual([1, null, null]);
});

it('reads names and texts that are written with escapes, and any order and spacing', () => {
  const { lookup, subject, decidedAtMs } = decisionOf(
    ' { "r\\u006fute" : "automatic" ,\n "inputs":{"subject":"no","a":[{"b":"}\\""}]}, "outcome" :0, "subj\\u0065ct":"p\\u00e4\\"", "other":"\\\\", "decidedAt" : "1970-01-01T01:00:02+01:00"}',
    null,
  );
  expect([textOf(subject), decidedAtMs]).toEqual(['pä"', 2000]);
  expect(['outcome', 'route', 'score', 'inputs.subject'].map(lookup)).toEqual([0, 'automatic', null, 'no']);
});

it('reads what a record says besides, such as how long it took, and inputs that are asked for twice', () => {
  const { lookup } = decisionOf(
    '{"subject":"p","decidedAt":"x","outcome":1,"inputs":{"a":1},"metadata":{"ms":412.5,"queue":{"hours":3}},"attributes":null}',
    null,
  );
  const columns = ['metadata.ms', 'metadata.queue.hours', 'metadata.none', 'inputs.a', 'inputs.a', 'metadata'];
  expect(columns.map(lookup)).toEqual(['412.5', '3', null, '1', '1', null]);
});
