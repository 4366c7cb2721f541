import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodRecord as good, now, utf8 } from '../../../test/support/good-record.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { readDecision } from './decision-record.js';
import { PlainRecordReader } from './plain-record.js';
import { recordRanges } from './ranges.js';
import { ObjectReader } from './read-object.js';
import { writtenNumber } from './written-number.js';

describe('the reader of plain records', () => {
  /** Reads the fields by the fast reader; null when it leaves the record to the full reader. */
  function plainly(text: string, declared?: DeclaredOutcome) {
    const bytes = utf8(text);
    if (bytes.length !== text.length) return null;
    const reader = new PlainRecordReader(bytes, now, () => declared);
    if (!reader.read({ line: 1, start: 0, end: bytes.length })) return null;
    const { fields, attributesStart, attributesEnd } = reader;
    return { fields, attributes: attributesStart < 0 ? null : text.slice(attributesStart, attributesEnd) };
  }

  function fully(text: string, declared?: DeclaredOutcome) {
    const bytes = utf8(text);
    const reader = new ObjectReader(bytes);
    const range = { line: 1, start: 0, end: bytes.length };
    const fields = readDecision(reader.read(range), now, () => ({
      declared,
      written: (field) => writtenNumber(bytes, range, field),
    }));
    const { attributesStart, attributesEnd } = reader.scan;
    return { fields, attributes: attributesStart < 0 ? null : text.slice(attributesStart, attributesEnd) };
  }

  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(0, 1, 0.5, -0, 1e21, 1e-7, 'automatic', 'reviewed', '', good.id, good.decidedAt, good.version),
    fc.constantFrom({}, { a: 1 }, { constructor: 1 }, [], null, true),
  );
  const anyRecord = fc
    .tuple(fc.dictionary(fc.constantFrom(...Object.keys(good), 'other', '__proto__'), value, { maxKeys: 4 }), fc.nat(2))
    .map(([changes, indent]) => JSON.stringify({ ...good, ...changes }, null, indent));

  it('takes a plain record', () => {
    expect(plainly(JSON.stringify(good))).toEqual(fully(JSON.stringify(good)));
    expect(plainly(JSON.stringify(good, null, 2))).not.toBe(null);
  });

  it('reads what it takes exactly as the full reader does', () => {
    fc.assert(
      fc.property(anyRecord, (text) => {
        const plain = plainly(text);
        if (plain !== null) expect(plain).toEqual(fully(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('reads a record the same whatever came before it', () => {
    const fieldsOf = (reader: PlainRecordReader, start: number, end: number) =>
      reader.read({ line: 1, start, end }) ? { fields: reader.fields, start: reader.attributesStart } : null;
    const times = fc.constantFrom('2024-02-29', '2023-02-29', '2023-12-31', '0099-01-01', '2024-02-2x');
    const mixed = fc
      .tuple(fc.shuffledSubarray(Object.keys(good) as (keyof typeof good)[]), times, fc.uuid())
      .map(([keys, day, id]) =>
        JSON.stringify(
          Object.fromEntries(
            keys.map((key) => [key, key === 'decidedAt' ? `${day}T23:59:59.001Z` : key === 'id' ? id : good[key]]),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(anyRecord, mixed), { minLength: 2, maxLength: 5 }), (texts) => {
        const bytes = utf8(texts.join('\n'));
        const reader = new PlainRecordReader(bytes, now);
        for (let i = 0, start = 0; i < texts.length; i++) {
          const end = start + utf8(texts[i]!).length;
          expect(fieldsOf(reader, start, end)).toEqual(fieldsOf(new PlainRecordReader(bytes, now), start, end));
          start = end + 1;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['deployment', 'version'])(
    'leaves a %s beyond ASCII to the full reader, the second time as well',
    (field) => {
      const [plain, other] = [JSON.stringify(good), JSON.stringify({ ...good, [field]: 'prüfung' })];
      const texts = [plain, other, other, plain];
      const bytes = utf8(texts.join('\n'));
      const reader = new PlainRecordReader(bytes, now);
      const taken: boolean[] = [];
      for (const range of recordRanges(bytes, 'ndjson')) taken.push(reader.read(range));
      expect(taken).toEqual([true, false, false, true]);
      expect(reader.fields).toEqual(fully(plain).fields);
    },
  );

  it('takes nothing that the full reader refuses, for any small damage', () => {
    const text = JSON.stringify(good);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.nat(2),
        fc.constantFrom(...'{}[]",:0192.-eE+ \\tnu\n\u0001x'),
        (at, cut, put) => {
          const damaged = text.slice(0, at) + put + text.slice(at + cut);
          const plain = plainly(damaged);
          if (plain !== null) expect(plain).toEqual(fully(damaged));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  const TYPED: readonly DeclaredOutcome[] = [
    { type: 'amount', unit: 'USD', decimals: 2, none: true },
    { type: 'amount', unit: 'JPY', decimals: 0, none: false },
    { type: 'ordered', levels: ['C', 'B', 'A', '1'], none: false },
    { type: 'class', classes: ['home', 'hospital', 'home2'], none: true },
    { type: 'stages', stages: ['screen', 'offer'], none: false },
    { type: 'binary', none: true },
    { type: 'ranking', none: false },
  ];

  it('takes and leaves outcomes of every type as the full reader does, or leaves them to it', () => {
    const written = fc.oneof(
      fc.constantFrom(
        '0',
        '1',
        'null',
        'true',
        '{}',
        '[]',
        '""',
        '"A"',
        '"B"',
        '"b"',
        '"1"',
        '"home"',
        '"home2"',
        '"hom"',
      ),
      fc.constantFrom(
        '12.50',
        '1250.5',
        '0.125',
        '-1',
        '-0',
        '1e3',
        '01',
        '1.',
        '87960930222.07',
        '87960930222.08',
        '99999999999999',
        '1000000',
        '1000001',
        '007',
      ),
      fc.integer({ min: 0, max: 10 ** 13 }).map((n) => String(n / 100)),
      fc.integer({ min: 0, max: 10 ** 14 }).map(String),
    );
    const more = fc.constantFrom(
      '',
      ',"unit":"USD"',
      ',"unit":"EUR"',
      ',"unit":1',
      ',"unit":"JPY"',
      ',"stage":"screen"',
      ',"stage":"Screen"',
      ',"stage":"offer","case":"a"',
      ',"case":"a"',
      ',"stage":"screen","case":""',
      ',"stage":null',
      ',"list":"l","listSize":12',
      ',"listSize":1000000,"list":"été"',
      ',"list":"l","listSize":1000001',
      ',"list":"l","listSize":0',
      ',"list":"l","listSize":2.0',
      ',"list":"","listSize":2',
      ',"list":"l","listSize":"2"',
      ',"list":"l"',
      ',"listSize":2',
      ',"list":"l","listSize":2,"stage":"screen"',
    );
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(fc.constantFrom(...TYPED, undefined), written, more, (declared, outcome, rest) => {
        const text = JSON.stringify(good)
          .replace(/"outcome":\d/, `"outcome":${outcome}`)
          .replace(/}$/, `${rest}}`);
        const plain = plainly(text, declared);
        if (plain === null) return;
        expect(plain).toEqual(fully(text, declared));
        const type = declared?.type ?? 'none';
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }),
      { numRuns: 6000 },
    );
    expect([...counts.keys()].sort()).toEqual(['amount', 'binary', 'class', 'none', 'ordered', 'ranking', 'stages']);
  });

  it.each([
    [TYPED[0]!, '1250.5', ',"unit":"USD"'],
    [TYPED[1]!, '1250', ''],
    [TYPED[2]!, '"B"', ''],
    [TYPED[3]!, 'null', ''],
    [TYPED[4]!, '1', ',"stage":"offer","case":"x"'],
    [TYPED[6]!, '12', ',"list":"vacancy-17","listSize":12'],
    [TYPED[6]!, 'null', ',"list":"vacancy-17","listSize":12'],
  ])('needs no full reader for %j %s', (declared, outcome, rest) => {
    const text = JSON.stringify(good)
      .replace(/"outcome":\d/, `"outcome":${outcome}`)
      .replace(/}$/, `${rest}}`);
    expect(plainly(text, declared)).toEqual(fully(text, declared));
  });

  it.each([
    '{"outcome":0,"outcome":1}',
    JSON.stringify(good).replace('"age":31', '"age":31,"age":31'),
    JSON.stringify(good).replace('"age":31', '"age":031'),
    JSON.stringify(good).replace('"age":31', '"age":1e100'),
    JSON.stringify(good).replace('"age":31', '"__proto__":31'),
    JSON.stringify(good).replace('Male', 'M\\u0061le'),
    JSON.stringify({ ...good, decidedAt: '2027-11-21T10:00:00.000Z' }),
    JSON.stringify({ ...good, attributes: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}`, 1])) }),
  ])('leaves %.30s... to the full reader', (text) => {
    expect(plainly(text)).toBe(null);
  });
});
