import fc from 'fast-check';
import { expect } from 'vitest';
import { parseRegistryDocument } from '../../src/apps/server/documents/registry-document.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { parseSent, printExact } from '../../src/core/base/exact-json.js';
import type { BuiltRecord } from '../../src/domain/intake/commit.js';
import { IntakeFault } from '../../src/domain/intake/fault.js';
import { readEvent } from '../../src/domain/intake/kserve/event.js';
import { buildInference } from '../../src/domain/intake/kserve/inference.js';
import type { Mapping } from '../../src/domain/intake/mapping.js';
import { mappings } from '../../src/domain/intake/mapping-setting.js';
import { buildLogs } from '../../src/domain/intake/otlp/build-logs.js';
import type { ReadRecord } from '../../src/domain/intake/otlp/log-record.js';
import { readJsonLogs } from '../../src/domain/intake/otlp/read-json.js';
import { readProtobufLogs } from '../../src/domain/intake/otlp/read-protobuf.js';
import { ceHeaders, MAPPING, v1Request, v1Response, v2Request, v2Response } from '../intake/support/events.js';
import { jsonExport, protobufExport } from '../intake/support/otlp.js';
import { finiteDouble, int64 } from '../support/generators/numbers.js';
import { anyText } from '../support/generators/texts.js';
import { damaged } from './json-text.js';
import { type Target, target } from './targets.js';

/** Stands for a value of a person: no message may show it. */
const SECRET = 'Zx9-secret';

const FIELDS =
  'id deployment version cutoff subject decidedAt inputs score outcome route attributes jurisdiction metadata'.split(
    ' ',
  );

/** The result, or null after one clear error that shows no value. */
function orRefused<T>(run: () => T): T | null {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof TribuneError) && !(cause instanceof IntakeFault)) throw cause;
    demandClear(cause.message);
    return null;
  }
}

function demandClear(message: string): void {
  expect(message).not.toContain(SECRET);
  expect(message.length).toBeLessThan(3000);
}

function demandBuilt(built: readonly BuiltRecord[] | null): void {
  for (const { line, record } of built ?? []) {
    expect(line).toBeGreaterThan(0);
    if (record instanceof IntakeFault) {
      demandClear(record.message);
      continue;
    }
    // What is built is what goes on: no value changes when it is written and read again. Whole numbers are compared as written, since 2^53 may come
    // as a bigint and go on as the double that holds it exactly.
    const written = printExact(record);
    expect(printExact(parseSent(written))).toBe(written);
    for (const field of Object.keys(record)) expect(FIELDS).toContain(field);
  }
}

const [mapping] = mappings.parse([MAPPING]) as [Mapping];
const [v2Mapping] = mappings.parse([
  { ...MAPPING, subject: 'input:case', score: 'output:p[1]', attributes: { race: 'input:x[2]' } },
]) as [Mapping];
const [otlpMapping] = mappings.parse([
  { deployment: 'compas/prod', otlp: { 'event.name': 'd' }, subject: 'attribute:who', outcome: 'body:yes' },
]) as [Mapping];
const deps = { idOf: () => 'id', idFor: () => 'id', activeCutoff: () => 0.5, mappings: [otlpMapping] };
const event = readEvent(ceHeaders('request', 'e'));

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  anyText,
  finiteDouble,
  fc.constant(Number.NaN),
  int64.map(String),
  fc.constantFrom<unknown>(SECRET, null, -1, 2 ** 53, [], {}, [[]], { __proto__: 1 }, 'x'.repeat(300), [
    SECRET,
    SECRET,
  ]),
);

/** A good value with some of its places, at any depth, replaced. */
function bent(good: unknown): fc.Arbitrary<unknown> {
  return fc.array(fc.tuple(fc.nat(), strange), { minLength: 0, maxLength: 3 }).map((changes) => {
    let now = structuredClone(good);
    for (const [at, put] of changes) now = replaced(now, { left: at % (countPlaces(now) + 1) }, put);
    return now;
  });
}

const countPlaces = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 1
    : Object.values(value).reduce((n: number, inner) => n + countPlaces(inner), 1);

function replaced(value: unknown, place: { left: number }, put: unknown): unknown {
  if (place.left-- === 0) return put;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, place, put));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, place, put)]));
}

const kserveBodies = fc.oneof(
  fc.record({ mapping: fc.constant(mapping), request: bent(v1Request), response: bent(v1Response) }),
  fc.record({ mapping: fc.constant(v2Mapping), request: bent(v2Request), response: bent(v2Response) }),
);

function buildsKserve({
  mapping: by,
  request,
  response,
}: {
  mapping: Mapping;
  request: unknown;
  response: unknown;
}): void {
  const half = (body: unknown) => ({ event, body, receivedAtMs: 0 });
  demandBuilt(orRefused(() => buildInference(by, { request: half(request), response: half(response) }, deps)));
}

const otlpGood = {
  attributes: {
    'tribune.decision.deployment': 'compas/prod',
    'tribune.decision.subject': SECRET,
    'tribune.decision.outcome': 1,
    'tribune.decision.input.age': 31,
    'tribune.decision.attribute.race': 'a',
  },
  time: 1_800_000_000_000_000_000n,
};
const names = fc.constantFrom(
  'tribune.decision.__proto__.x',
  'tribune.decision.constructor.x',
  'tribune.decision.x',
  'who',
);
const logs = fc
  .tuple(
    fc.dictionary(names, fc.oneof(fc.constant(SECRET), anyText, int64, finiteDouble, fc.boolean())),
    fc.bigInt({ min: 0n, max: 2n ** 63n }),
  )
  .map(([more, time]) => [
    { ...otlpGood, attributes: { ...otlpGood.attributes, ...more } },
    { attributes: more, time, eventName: 'd', body: 'x' },
  ]);

const takesLogs = (read: () => ReadRecord[]): void => {
  const found = orRefused(read);
  if (found === null) return;
  const built = buildLogs(found, deps);
  expect(built).toHaveLength(found.length);
  demandBuilt(built);
};

const headerText = fc.oneof(
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom(
    '',
    '1.0',
    '%',
    '%00',
    '%ff',
    '{',
    '[]',
    '{"a":[{}]}',
    '{"__proto__":["x"]}',
    '2026-11-22T10:00:00Z',
    'x'.repeat(5000),
  ),
);
const ceNames = Object.keys(ceHeaders('request', 'e')).concat('ce-metadata', 'ce-__proto__', 'ce-constructor');
const headers = fc
  .dictionary(fc.constantFrom(...ceNames), fc.oneof(headerText, fc.array(headerText, { maxLength: 2 })), { maxKeys: 4 })
  .map((more) => ({ ...ceHeaders('request', 'e'), ...more }));

const registryGood = {
  systems: [{ id: 's', purpose: 'p', domain: 'd', jurisdictions: ['US'], favourableOutcome: 0, owner: 'o' }],
  models: [{ id: 'm', system: 's' }],
  versions: [{ model: 'm', digest: `sha256:${'1'.repeat(64)}` }],
  deployments: [{ id: 'm/prod', version: `sha256:${'1'.repeat(64)}`, cutoff: 0.5 }],
};

export const intakeTargets: Target[] = [
  target('headers of KServe events', headers, (given) => void orRefused(() => readEvent(given))),
  target('bodies of KServe events', kserveBodies, buildsKserve),
  target(
    'OTLP in JSON',
    logs.chain((good) => bent(JSON.parse(jsonExport(good)))),
    (body) => takesLogs(() => readJsonLogs(body)),
  ),
  target('OTLP in protobuf', damaged(logs.map((good) => new Uint8Array(protobufExport(good)))), (bytes) =>
    takesLogs(() => readProtobufLogs(bytes)),
  ),
  target('OTLP in protobuf, any bytes', fc.uint8Array({ maxLength: 80 }), (bytes) =>
    takesLogs(() => readProtobufLogs(bytes)),
  ),
  target('registry documents', bent(registryGood), (document) => void orRefused(() => parseRegistryDocument(document))),
  target('mappings', bent([MAPPING]), (document) => void orRefused(() => mappings.parse(document))),
];
