import fc from 'fast-check';
import { expect } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { parseExact, printExact } from '../../src/core/base/exact-json.js';
import { readTime } from '../../src/core/base/time.js';
import type { BodyForm } from '../../src/domain/decisions/api/service-api.js';
import { readItems } from '../../src/domain/decisions/ingest/read-items.js';
import { IdFingerprints } from '../../src/domain/recent-ids/id-fingerprints.js';
import { RECORD_CODES, RecordFault } from '../../src/domain/records/codes.js';
import { readDecision } from '../../src/domain/records/decision-record.js';
import { PlainRecordReader } from '../../src/domain/records/plain-record.js';
import { recordRanges } from '../../src/domain/records/ranges.js';
import { ObjectReader } from '../../src/domain/records/read-object.js';
import { RegistryView } from '../../src/domain/registry/view.js';
import { version } from '../decisions/support/service.js';
import { numberText, strangeNumberText } from '../support/generators/numbers.js';
import {
  decisionMembers,
  labelMembers,
  objectText,
  strangeLabelMembers,
  strangeMembers,
} from '../support/generators/records.js';
import { anyText } from '../support/generators/texts.js';
import { strangeTime, writtenTime } from '../support/generators/times.js';
import { judge } from './json-oracle.js';
import { bytesOf, damaged, deepText, jsonText } from './json-text.js';
import { type Target, target } from './targets.js';

const nowMs = Date.UTC(2026, 10, 22);
const fingerprints = new IdFingerprints(1);
const registry = new RegistryView({
  systems: [],
  models: [{ id: 'compas', system: 'compas', description: '' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: [
    {
      id: 'compas/prod',
      model: 'compas',
      environment: 'prod',
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

const places = { deployment: 'compas/prod', latestMs: nowMs };
const members = fc.oneof(decisionMembers(places), strangeMembers(places));

/** Records of the contract, in any spelling, some with fields of strange values. */
const recordBytes: fc.Arbitrary<Uint8Array> = members.map((one) => new TextEncoder().encode(objectText(one)));

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
    return readItems(bytes, { kind, form, nowMs, registry, randomBytes: nodeRuntime.randomBytes, fingerprints });
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

const timeText = fc.oneof(
  writtenTime(Date.UTC(9998, 11, 31)).map(({ text }) => text),
  strangeTime,
  anyText,
);

const isRealDay = (text: string): boolean =>
  new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));

const RFC3339 = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** A time with a zone is what `Date` makes of it, cut to milliseconds. */
function timeAgreesWithDate(text: string): void {
  const read = readTime(text);
  // `Date` takes more than RFC 3339 writes and days that no month has, and not the small letters.
  const wanted =
    RFC3339.test(text) && isRealDay(text) ? Date.parse(text.toUpperCase().replace(/(\.\d{3})\d+/, '$1')) : Number.NaN;
  if (read !== null) expect(read).toBe(wanted);
  else expect(wanted).toBeNaN();
}

const ndjson = (line: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.oneof(line, fc.constantFrom(new Uint8Array(), Uint8Array.of(0x20, 0x0d))), { maxLength: 5 })
    .map((lines) => new Uint8Array(lines.flatMap((bytes) => [...bytes, 0x0a])));

const kinds = fc.constantFrom('decision', 'label', 'attributes');
const labelBytes = bytesOf(fc.oneof(labelMembers(fc.uuid(), nowMs), strangeLabelMembers(nowMs)).map(objectText));

const ROUTE = /"(automatic|reviewed|fallback)"/;
const forFullReader = (line: string): string =>
  line.replace(ROUTE, (_, word: string) => `"\\u00${word.charCodeAt(0).toString(16)}${word.slice(1)}"`);

/** A body gives the same with each record spelled so that only the full reader takes it. */
function readersAgree(lines: readonly string[]): void {
  const resultOf = (some: readonly string[]) => {
    const read = tryRead(new TextEncoder().encode(some.join('\n')), 'ndjson', 'decision');
    if (read === null) return null;
    const { records, ...rest } = read;
    const { n, ids, lines: numbers, subjects, subjectEnds } = records;
    const ends = [...subjectEnds];
    return { ...rest, n, ids: [...ids], lines: [...numbers], ends, subjects: [...subjects.subarray(0, ends.at(-1))] };
  };
  expect(resultOf(lines.map(forFullReader))).toEqual(resultOf(lines));
}

/** `parseExact` takes what `JSON.parse` takes, with the same meaning where a double has it; printing gives it back. */
function exactAgreesWithJson(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  let wanted: unknown;
  try {
    wanted = JSON.parse(text);
  } catch {
    expect(() => parseExact(text)).toThrow(SyntaxError);
    return;
  }
  const printed = printExact(parseExact(text));
  expect(JSON.parse(printed)).toEqual(wanted);
  expect(printExact(parseExact(printed))).toBe(printed);
}

const numbers = fc
  .array(fc.oneof(numberText, strangeNumberText), { maxLength: 4 })
  .map((list) => `[${list.join(',')}]`);

export const recordTargets: Target[] = [
  target('record parser against JSON.parse', damaged(bytesOf(fc.oneof(jsonText, deepText))), agreesWithJson),
  target('record parser against JSON.parse, records', damaged(recordBytes), agreesWithJson),
  target('record parser, any bytes', fc.uint8Array({ maxLength: 60 }), agreesWithJson),
  target('plain reader against full reader', damaged(recordBytes), plainAgreesWithFull),
  target(
    'NDJSON bodies',
    fc.record({ bytes: damaged(ndjson(fc.oneof(recordBytes, labelBytes, bytesOf(jsonText)))), kind: kinds }),
    countsEveryLine,
  ),
  target(
    'arrays',
    damaged(bytesOf(fc.array(jsonText, { maxLength: 4 }).map((items) => `[${items.join(',')}]`))),
    splitsAsJson,
  ),
  target('times', timeText, timeAgreesWithDate),
  target('both readers through a body', fc.array(members.map(objectText), { maxLength: 8 }), readersAgree),
  target('exact JSON against JSON.parse', damaged(bytesOf(fc.oneof(jsonText, numbers))), exactAgreesWithJson),
];
