import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineOf } from '../../src/apps/client/batch.js';
import { RecordFault } from '../../src/domain/records/codes.js';
import { readDecision } from '../../src/domain/records/decision-record.js';
import { ObjectReader } from '../../src/domain/records/read-object.js';
import { finiteDouble, int64 } from '../support/generators/numbers.js';
import { anyText, isWhole, reference } from '../support/generators/texts.js';

const nowMs = Date.UTC(2026, 10, 22);
const key = anyText.filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
const scalar = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(finiteDouble, anyText, fc.boolean(), fc.constant(null)) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY), int64) },
);
const inputs = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { noNullPrototype: true });
const record = fc.record({
  id: fc.uuid(),
  deployment: fc.constant('compas/prod'),
  subject: reference,
  score: finiteDouble,
  inputs,
  decidedAt: fc.constant('2026-11-21T10:00:00.000Z'),
  outcome: fc.constantFrom(0, 1),
  route: fc.constant('automatic'),
});

/** Every text and number inside. */
function leaves(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...leaves(inner)]);
}

it('what the client writes the service reads as it was, or one of them refuses it by name', () => {
  const seen = { taken: 0, client: 0, service: 0 };
  fc.assert(
    fc.property(record, (given) => {
      const parts = leaves(given);
      const isWritable = parts.every(
        (part) => typeof part !== 'bigint' && (typeof part !== 'number' || Number.isFinite(part)),
      );
      if (!isWritable) {
        seen.client++;
        expect(() => lineOf(given)).toThrow();
        return;
      }
      const bytes = lineOf(given);
      const read = () => new ObjectReader(bytes).read({ line: 1, start: 0, end: bytes.length - 1 });
      if (!parts.every((part) => typeof part !== 'string' || isWhole(part))) {
        seen.service++;
        expect(read).toThrow(expect.objectContaining({ code: 'RECORD_TEXT' }));
        expect(read).toThrow(RecordFault);
        return;
      }
      seen.taken++;
      expect(readDecision(read(), nowMs).subject).toBe(given.subject);
      // JSON writes no sign of zero.
      expect(read()).toEqual(JSON.parse(JSON.stringify(given)));
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
