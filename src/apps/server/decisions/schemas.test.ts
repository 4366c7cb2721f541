import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  decisionMembers,
  labelMembers,
  type Members,
  objectText,
  strangeLabelMembers,
  strangeMembers,
  withMember,
} from '../../../../test/support/generators/records.js';
import { hasUnderflow } from '../../../core/base/underflow.js';
import { readUuid } from '../../../core/base/uuid.js';
import { RecordFault } from '../../../domain/records/codes.js';
import { readDecision } from '../../../domain/records/decision-record.js';
import { readFollowUpAttributes, readLabel } from '../../../domain/records/follow-up-records.js';
import { type JsonObject, ObjectReader } from '../../../domain/records/read-object.js';
import { attributesRecord, decisionRecord, labelRecord } from './schemas.js';

const bit = z.union([z.literal(0), z.literal(1)]);
/** The schemas as far as they concern a deployment that decides 0 or 1. */
const binaryDecision = decisionRecord
  .omit({ unit: true, stage: true, case: true, list: true, listSize: true })
  .extend({ outcome: bit });
const binaryLabel = labelRecord.omit({ unit: true }).extend({ label: bit });

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const UUID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';

/** Draws right values most of the time, so that whole records are right often enough. */
const mostly = <T>(right: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: other });

/** Values of every field, wrong ones beside right ones. Times in the future are left out, because no schema knows the present time. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 0.5, 2, '', 'x', [], {}, [1], { a: 1 }, { a: null }, { a: [] }),
  fc.constantFrom('2026-11-22', '2026-11-22T10:00:00', '2026-02-30T10:00:00Z', '2026-11-22T24:00:00Z', UUID, DIGEST),
  fc.string({ maxLength: 8 }),
  fc.string({ minLength: 255, maxLength: 258 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const time = fc.oneof(
  fc.date({ min: new Date('1990-01-01'), max: new Date(NOW), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom(
    '2026-11-22T10:00:00Z',
    '2026-11-22t10:00:00z',
    '2026-11-22T10:00:00+01:00',
    '2026-11-22T10:00:00.123456Z',
  ),
  fc.constantFrom('2026-06-30T23:59:60Z', '2026-11-22T10:00Z', '2026-11-22 10:00:00Z', '2026-11-22T10:00:00-00:00'),
  fc.constantFrom(
    '2026-11-22T10:00:00+0100',
    '2026-11-22T25:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-11-22T10:00:00+24:00',
  ),
  fc.constantFrom('2024-02-29T00:00:00Z', '2023-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-04-31T00:00:00Z'),
);
const uuid = fc.oneof(
  fc.uuid(),
  fc.constantFrom(
    UUID,
    UUID.toUpperCase(),
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    UUID.replaceAll('-', ''),
    `{${UUID}}`,
  ),
);
const name = mostly(
  fc.constantFrom('compas/prod', 'case-1', ' '),
  fc.oneof(fc.string({ maxLength: 3 }), fc.string({ minLength: 255, maxLength: 257 })),
);
const attributes = fc.oneof(
  fc.dictionary(fc.constantFrom('race', 'sex', ''), fc.constantFrom<unknown>('A', 1, true, null, [], {}, '')),
  fc.integer({ min: 63, max: 66 }).map((n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`a${i}`, i]))),
);

/** Draws an object whose fields are mostly right, sometimes wrong or missing, and which sometimes has one field too many. */
const recordOf = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> => {
  const pairs = Object.entries(fields).map(([key, right]) => [
    key,
    fc.oneof(
      { weight: 40, arbitrary: right },
      { weight: 1, arbitrary: anyValue },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
  ]);
  const more = fc.oneof({ weight: 40, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ more: 1 }) });
  return fc.tuple(fc.record(Object.fromEntries(pairs)), more).map(([record, extra]) => ({ ...record, ...extra }));
};

const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0.5, 0, -1));
const object = fc.constantFrom({}, { age: 31 }, { deep: { er: [1, null] } });
const decision = recordOf({
  id: uuid,
  deployment: name,
  version: mostly(fc.constant(DIGEST), fc.constant('sha256:1')),
  cutoff: number,
  subject: name,
  decidedAt: time,
  inputs: object,
  score: number,
  outcome: fc.constantFrom(0, 1),
  jurisdiction: name,
  route: fc.constantFrom('automatic', 'reviewed', 'fallback'),
  attributes,
  metadata: object,
});
/** Texts whose length is near the bound, of characters of one to four bytes. */
const longMembers: fc.Arbitrary<Members> = fc
  .tuple(
    decisionMembers({ deployment: 'compas/prod', latestMs: NOW }),
    fc.constantFrom('subject', 'jurisdiction', 'deployment'),
    fc.tuple(fc.constantFrom('x', 'é', '語', '😀'), fc.integer({ min: 254, max: 258 })),
  )
  .map(([members, field, [unit, n]]) => withMember(members, field, JSON.stringify(unit.repeat(n))));

const label = recordOf({ decision: uuid, label: fc.constantFrom(0, 1), knownAt: time });
const later = recordOf({ decision: uuid, attributes });

/** Validates by hand the bytes that would be sent; gives null, or the code of the refusal. */
const byHand = (record: unknown, read: (object: JsonObject) => unknown): string | null =>
  byHandOver(JSON.stringify(record), read);

function byHandOver(text: string, read: (object: JsonObject) => unknown): string | null {
  const bytes = new TextEncoder().encode(text);
  try {
    read(new ObjectReader(bytes).read({ line: 1, start: 0, end: bytes.length }));
    return null;
  } catch (fault) {
    if (fault instanceof RecordFault) return fault.code;
    throw fault;
  }
}

const demandUuid = (text: string | null): void => {
  if (text !== null && !readUuid(text, new Uint8Array(16))) throw new RecordFault('RECORD_FIELD_INVALID', 'no UUID');
};
/** The registry knows versions by digest only, so the schema refuses other texts. */
const demandDigest = (text: string | null): void => {
  if (text !== null && !/^sha256:[0-9a-f]{64}$/.test(text)) throw new RecordFault('VERSION_UNKNOWN', 'no digest');
};

function agree(
  records: fc.Arbitrary<unknown>,
  schema: z.ZodType,
  read: (object: JsonObject) => unknown,
): { taken: number; refused: number } {
  const verdicts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(records, (record) => {
      const sent = JSON.parse(JSON.stringify(record)) as unknown;
      const code = byHand(sent, read);
      const result = schema.safeParse(sent);
      verdicts[code === null ? 'taken' : 'refused']++;
      const why = result.success
        ? 'takes it'
        : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      expect(result.success, `by hand ${code ?? 'taken'}, the schema: ${why}`).toBe(code === null);
    }),
    { numRuns: 1000 },
  );
  return verdicts;
}

const readers = {
  decision: (object: JsonObject) => {
    const { id, version } = readDecision(object, NOW);
    demandUuid(id);
    demandDigest(version);
  },
  label: (object: JsonObject) => demandUuid(readLabel(object, NOW)),
};

/**
 * Refusals that a schema can express. The others concern texts that are not whole, that are no JSON, too deep or too long, times, and
 * numbers that no double holds.
 */
const OF_SCHEMA = new Set<string | null>([
  'RECORD_FIELD_MISSING',
  'RECORD_FIELD_INVALID',
  'RECORD_FIELD_UNKNOWN',
  'VERSION_UNKNOWN',
]);

/**
 * Tests records in the spellings of every sender: the schema must accept what the service accepts, and refuse what it refuses for a field.
 */
function agreeInAnySpelling(
  members: fc.Arbitrary<Members>,
  schema: z.ZodType,
  read: (object: JsonObject) => unknown,
): void {
  const verdicts = { taken: 0, refused: 0, apart: 0 };
  fc.assert(
    fc.property(members, (sent) => {
      const text = objectText(sent);
      const code = byHandOver(text, read);
      const parsed = parsedOrNull(text);
      const isTaken = parsed !== null && schema.safeParse(parsed.value).success;
      const isOfSchema = OF_SCHEMA.has(code) && !hasUnderflow(text);
      if (code === null) expect(isTaken, text).toBe(true);
      else if (isOfSchema) expect(isTaken, `${code} ${text}`).toBe(false);
      verdicts[code === null ? 'taken' : isOfSchema ? 'refused' : 'apart']++;
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(verdicts.taken, verdicts.refused, verdicts.apart), JSON.stringify(verdicts)).toBeGreaterThan(50);
}

function parsedOrNull(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

const places = { deployment: 'compas/prod', latestMs: NOW };

describe('the schema that is published agrees with the validator by hand in any spelling of', () => {
  it('decisions', () => {
    agreeInAnySpelling(
      fc.oneof(decisionMembers(places), strangeMembers(places), longMembers),
      binaryDecision,
      readers.decision,
    );
  });

  it('labels', () => {
    agreeInAnySpelling(fc.oneof(labelMembers(fc.uuid(), NOW), strangeLabelMembers(NOW)), binaryLabel, readers.label);
  });
});

describe('the schema that is published agrees with the validator by hand on', () => {
  it.each([
    ['decisions', decision, binaryDecision, readers.decision],
    ['labels', label, binaryLabel, readers.label],
    ['later attributes', later, attributesRecord, (object: JsonObject) => demandUuid(readFollowUpAttributes(object))],
  ] as const)('%s, good and bad', (_what, records, schema, read) => {
    const { taken, refused } = agree(records, schema, read);
    expect(Math.min(taken, refused)).toBeGreaterThan(50);
  });
});
