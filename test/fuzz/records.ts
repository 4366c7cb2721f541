import fc from 'fast-check';
import { expect } from 'vitest';
import { nodeMachine } from '../../src/adapters/store/machine.js';
import { TribuneError } from '../../src/core/errors.js';
import { IdPrints } from '../../src/domain/decisions/commit/id-prints.js';
import { readItems } from '../../src/domain/decisions/ingest/read-items.js';
import { RECORD_CODES, RecordFault } from '../../src/domain/decisions/record/codes.js';
import { readDecision } from '../../src/domain/decisions/record/decision-record.js';
import { PlainRecordReader } from '../../src/domain/decisions/record/plain-record.js';
import { recordRanges } from '../../src/domain/decisions/record/ranges.js';
import { ObjectReader } from '../../src/domain/decisions/record/read-object.js';
import { readTime } from '../../src/domain/decisions/record/time.js';
import type { BodyForm } from '../../src/domain/decisions/service-api.js';
import { RegistryView } from '../../src/domain/registry/view.js';
import { record, version } from '../decisions/support/service.js';
import { judge } from './json-oracle.js';
import { bytesOf, damaged, deepText, jsonText } from './json-text.js';
import { type Target, target } from './targets.js';

const nowMs = Date.UTC(2026, 10, 22);
const prints = new IdPrints(1);
const registry = new RegistryView({
  systems: [],
  models: [{ id: 'compas', system: 'compas', description: '' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: [
    {
      ...{ id: 'compas/prod', model: 'compas', environment: 'prod' },
      activations: [{ fromMs: 0, version, cutoff: 0.5, policyDigest: null }],
    },
  ],
});

const whole = (bytes: Uint8Array) => ({ line: 1, start: 0, end: bytes.length });

/** Takes and refuses as `JSON.parse` and the stricter rules do, with one of their reasons; the values are equal. */
function agreesWithJson(bytes: Uint8Array): void {
  const { reasons, value } = judge(bytes);
  let read: unknown;
  try {
    read = new ObjectReader(bytes).read(whole(bytes));
  } catch (fault) {
    if (!(fault instanceof RecordFault)) throw fault;
    expect(reasons).toContain(fault.code);
    return;
  }
  expect(reasons).toEqual([]);
  expect(read).toEqual(value);
}

/** A record of the contract with some fields of strange values. */
const recordBytes: fc.Arbitrary<Uint8Array> = fc
  .record(
    {
      cutoff: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('0.5')),
      score: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      outcome: fc.constantFrom(0, 1, 2, -0, true, '1', 1.5),
      route: fc.constantFrom('automatic', 'reviewed', 'fallback', 'Automatic', ''),
      subject: fc.oneof(fc.string({ maxLength: 6, unit: 'binary' }), fc.constantFrom('', 'x'.repeat(257))),
      decidedAt: fc.constantFrom(
        ...['2026-11-21T10:00:00.000Z', '2026-02-29T10:00:00.000Z', '2027-11-21T10:00:00.000Z', '2026-11-21', 7],
      ),
      inputs: fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 2 })),
      attributes: fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof(fc.string({ maxLength: 3 }), fc.integer())),
      metadata: fc.constantFrom({}, null, [], { a: { b: 1 } }),
      unknown: fc.constant(1),
    },
    { requiredKeys: [] },
  )
  .map((fields) => new TextEncoder().encode(JSON.stringify(record(fields))));

/** Whatever the fast reader takes, the full reader takes, and sees the same in it. */
function plainAgreesWithFull(bytes: Uint8Array): void {
  const plain = new PlainRecordReader(bytes, nowMs);
  if (!plain.read(whole(bytes))) return;
  const objects = new ObjectReader(bytes);
  const full = readDecision(objects.read(whole(bytes)), nowMs);
  expect(plain.fields).toEqual(full);
  expect([plain.attributesStart, plain.attributesStart < 0 ? 0 : plain.attributesEnd]).toEqual([
    objects.scan.attributesStart,
    objects.scan.attributesStart < 0 ? 0 : objects.scan.attributesEnd,
  ]);
}

const isBlank = (line: string): boolean => /^[ \t\r]*$/.test(line);

/** Every line that is not blank is counted once, under its own number; the body as a whole fails with one clear error. */
function countsEveryLine({ bytes, kind }: { bytes: Uint8Array; kind: 'decision' | 'label' | 'attributes' }): void {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split('\n');
  const wanted = lines.flatMap((line, i) => (isBlank(line) ? [] : [i + 1]));
  const read = tryRead(bytes, 'ndjson', kind);
  if (read === null) {
    expect(wanted).toEqual([]);
    return;
  }
  const seen = [...read.records.lines, ...[...read.rejected, ...read.repeats].map(({ line }) => line)];
  expect(seen.length).toBe(wanted.length);
  for (const line of seen) expect(wanted).toContain(line);
  for (const { code, message } of read.rejected) {
    expect(Object.keys(RECORD_CODES)).toContain(code);
    expect(message.length).toBeLessThan(500);
  }
}

function tryRead(bytes: Uint8Array, form: BodyForm, kind: 'decision' | 'label' | 'attributes') {
  try {
    return readItems(bytes, { kind, form, nowMs, registry, randomBytes: nodeMachine.randomBytes, prints });
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    expect(['BODY_INVALID', 'DATA_TOO_LARGE']).toContain(cause.code);
    return null;
  }
}

/** An array is split where `JSON.parse` splits it. */
function splitsAsJson(bytes: Uint8Array): void {
  let ranges: ReturnType<typeof recordRanges> | null = null;
  try {
    ranges = recordRanges(bytes, 'json');
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return;
  }
  if (!Array.isArray(value) || value.length === 0) return;
  expect(ranges?.map(({ start, end }) => JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()))).toEqual(
    value,
  );
}

const timeText = fc
  .tuple(
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
    fc.constantFrom('Z', '+00:00', '-05:30', '', '+24:00', 'z'),
    fc.nat(9),
  )
  .map(
    ([date, zone, digits]) =>
      `${date.toISOString().slice(0, 19)}${digits === 0 ? '' : `.${'123456789'.slice(0, digits)}`}${zone}`,
  );

/** A time with a zone is what `Date` makes of it, cut to milliseconds. */
function timeAgreesWithDate(text: string): void {
  const read = readTime(text);
  const wanted = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  if (read !== null) expect(read).toBe(wanted);
  else expect(/Z$|z$|[+-](?:[01]\d|2[0-3]):\d\d$/.test(text) && !Number.isNaN(wanted)).toBe(false);
}

const ndjson = (line: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.oneof(line, fc.constantFrom(new Uint8Array(), Uint8Array.of(0x20, 0x0d))), { maxLength: 5 })
    .map((lines) => new Uint8Array(lines.flatMap((bytes) => [...bytes, 0x0a])));

const kinds = fc.constantFrom('decision', 'label', 'attributes');

export const recordTargets: Target[] = [
  target('record parser against JSON.parse', damaged(bytesOf(fc.oneof(jsonText, deepText))), agreesWithJson),
  target('record parser against JSON.parse, records', damaged(recordBytes), agreesWithJson),
  target('record parser, any bytes', fc.uint8Array({ maxLength: 60 }), agreesWithJson),
  target('plain reader against full reader', damaged(recordBytes), plainAgreesWithFull),
  target(
    'NDJSON bodies',
    fc.record({ bytes: damaged(ndjson(fc.oneof(recordBytes, bytesOf(jsonText)))), kind: kinds }),
    countsEveryLine,
  ),
  target(
    'arrays',
    damaged(bytesOf(fc.array(jsonText, { maxLength: 4 }).map((items) => `[${items.join(',')}]`))),
    splitsAsJson,
  ),
  target('times', timeText, timeAgreesWithDate),
];
