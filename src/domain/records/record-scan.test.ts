import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MARK_WIDTH } from '../log/seal/records.js';
import { MEMBER, RecordScan } from './record-scan.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

it('finds every member where a parser of JSON does, whatever the record', () => {
  const names = [
    'subject',
    'decidedAt',
    'outcome',
    'route',
    'jurisdiction',
    'score',
    'inputs',
    'metadata',
    'attributes',
  ];
  const scan = new RecordScan();
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 })),
      fc.nat(2),
      (record, indent) => {
        const text = JSON.stringify(record, null, indent);
        const bytes = encode(`xx${text}\n{}`);
        scan.find(bytes, 2, 2 + encode(text).length);
        for (const [name, member] of Object.entries(MEMBER)) {
          const [start, end] = [scan.places[2 * member]!, scan.places[2 * member + 1]!];
          const found = end === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
          expect(found).toEqual(Object.hasOwn(record, name) ? JSON.parse(JSON.stringify(record[name])) : undefined);
        }
      },
    ),
    { numRuns: 500 },
  );
});

it('knows as many members as the log keeps places of, for one more would be read as that of the next record', () => {
  expect(MARK_WIDTH).toBe(2 * Object.keys(MEMBER).length);
  expect(Object.values(MEMBER)).toEqual(Object.keys(MEMBER).map((_, place) => place));
});
