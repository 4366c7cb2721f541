import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodRecord as good, now, utf8 } from '../../../test/support/good-record.js';
import { canonicalJson } from '../../core/base/canonical-json.js';
import { readTime } from '../../core/base/time.js';
import { printUuid, readUuid, uuidV7 } from '../../core/base/uuid.js';
import { RecordFault } from './codes.js';
import { readDecision } from './decision-record.js';
import { readFollowUpAttributes, readLabel } from './follow-up-records.js';
import { MAX_DEPTH, MAX_RECORD_BYTES, MAX_RECORDS } from './limits.js';
import { recordRanges } from './ranges.js';
import { ObjectReader } from './read-object.js';

/** Gives the code of the fault that a record text gets, or `ok`. */
function codeOf(text: string | Uint8Array): string {
  const bytes = typeof text === 'string' ? utf8(text) : text;
  try {
    readDecision(new ObjectReader(bytes).read({ line: 1, start: 0, end: bytes.length }), now);
    return 'ok';
  } catch (fault) {
    if (fault instanceof RecordFault) return fault.code;
    throw fault;
  }
}

const withField = (field: string, value: unknown): string => JSON.stringify({ ...good, [field]: value });

describe('a decision record', () => {
  it('is taken when it follows the contract, with or without the optional fields', () => {
    expect(codeOf(JSON.stringify(good))).toBe('ok');
    const { deployment, subject, decidedAt, outcome, route } = good;
    expect(codeOf(JSON.stringify({ deployment, subject, decidedAt, outcome, route }))).toBe('ok');
  });

  it.each(['deployment', 'subject', 'decidedAt', 'outcome', 'route'])('is refused without %s', (field) => {
    expect(codeOf(withField(field, undefined))).toMatch(/^RECORD_FIELD_(MISSING|INVALID)$/);
  });

  it.each([
    ['id', 7],
    ['deployment', ''],
    ['deployment', 'x'.repeat(257)],
    ['version', null],
    ['cutoff', '0.5'],
    ['subject', 4711],
    ['decidedAt', 'yesterday'],
    ['decidedAt', '2026-02-30T00:00:00Z'],
    ['decidedAt', '2026-11-21T10:00:00'],
    ['inputs', []],
    ['score', 'high'],
    ['outcome', true],
    ['outcome', 2],
    ['route', 'manual'],
    ['attributes', ['Male']],
    ['attributes', { a: { b: 1 } }],
    ['metadata', 'x'],
    ['jurisdiction', 5],
  ])('is refused with %s = %j', (field, value) => {
    expect(codeOf(withField(field, value))).toBe('RECORD_FIELD_INVALID');
  });

  it('is refused when its clock is ahead, taken when it is old', () => {
    expect(codeOf(withField('decidedAt', '2027-11-21T10:00:00.000Z'))).toBe('RECORD_TIME_FUTURE');
    expect(codeOf(withField('decidedAt', '2013-01-01T00:00:00.000Z'))).toBe('ok');
  });

  it.each([
    ['RECORD_FIELD_UNKNOWN', withField('outcom', 1)],
    ['RECORD_JSON', '{"id": '],
    ['RECORD_JSON', "{'id': 1}"],
    ['RECORD_JSON', '[]'],
    ['RECORD_JSON', 'null'],
    ['RECORD_JSON', `${JSON.stringify(good)} x`],
    ['RECORD_TOO_LARGE', withField('metadata', { a: 'x'.repeat(MAX_RECORD_BYTES) })],
    ['RECORD_DEPTH', `{"inputs":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`],
    ['RECORD_KEY_REPEATED', '{"outcome":0,"outcome":1}'],
    ['RECORD_KEY_REPEATED', '{"outcome":0,"\\u006futcome":1}'],
    ['RECORD_KEY_REPEATED', JSON.stringify(good).replace('"age":31', '"age":31,"age":"x"')],
    ['RECORD_KEY_FORBIDDEN', JSON.stringify(good).replace('"age"', '"__proto__"')],
    ['RECORD_KEY_FORBIDDEN', withField('metadata', { constructor: 1 })],
    ['RECORD_TEXT', JSON.stringify(good).replace('Male', 'M\\u0000')],
    ['RECORD_TEXT', JSON.stringify(good).replace('Male', 'M\\ud800')],
    ['RECORD_TEXT', JSON.stringify(good).replace('"age"', '"a\\udc00"')],
    ['RECORD_FIELD_INVALID', JSON.stringify(good).replace('0.7', '1e999')],
  ])('is refused as %s: %.40s', (code, text) => {
    expect(codeOf(text)).toBe(code);
  });

  it('is refused when it is not UTF-8, alone among good neighbours', () => {
    const line = utf8(JSON.stringify(good));
    const bad = line.slice();
    bad[40] = 0xff;
    expect(codeOf(bad)).toBe('RECORD_UTF8');
    const body = Uint8Array.of(...line, 10, ...bad, 10, ...line);
    const reader = new ObjectReader(body);
    const codes = recordRanges(body, 'ndjson').map((range) => {
      try {
        reader.read(range);
        return 'ok';
      } catch (fault) {
        return (fault as RecordFault).code;
      }
    });
    expect(codes).toEqual(['ok', 'RECORD_UTF8', 'ok']);
  });

  it('never shows a value in its message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), fc.uuid(), (field, secret) => {
        try {
          readDecision({ ...good, [field]: [secret] }, now);
        } catch (fault) {
          expect((fault as RecordFault).message).not.toContain(secret);
        }
      }),
    );
  });
});

it.each([
  ['2026-11-22T10:21:00Z', 21, 'minutes'],
  ['2027-11-22T10:00:00Z', 365, 'days'],
])('says how far %s is ahead', (decidedAt, n, unit) => {
  const atTen = Date.UTC(2026, 10, 22, 10);
  expect(() => readDecision({ ...good, decidedAt }, atTen)).toThrow(`lies ${n} ${unit} ahead of this server`);
});

describe('reading a JSON object', () => {
  it('takes what JSON.parse takes and tells repeated keys apart, for any JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const text = JSON.stringify(value);
        const bytes = utf8(text);
        const special = /"(__proto__|constructor|prototype)":|\\u0000|\\ud[89a-f]/.test(text);
        fc.pre(!special);
        expect(new ObjectReader(bytes).read({ line: 1, start: 0, end: bytes.length })).toEqual(JSON.parse(text));
        const twice = utf8(`{"k":1,"k":1${text === '{}' ? '' : ','}${text.slice(1)}`);
        expect(() => new ObjectReader(twice).read({ line: 1, start: 0, end: twice.length })).toThrow(RecordFault);
      }),
    );
  });

  it('never fails but with a fault, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          new ObjectReader(bytes).read({ line: 1, start: 0, end: bytes.length });
        } catch (fault) {
          expect(fault).toBeInstanceOf(RecordFault);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the bytes of the attributes wherever they stand, and only at the top', () => {
    const attributesIn = (text: string): string | null => {
      const bytes = utf8(text);
      const reader = new ObjectReader(bytes);
      reader.read({ line: 1, start: 0, end: bytes.length });
      const { attributesStart, attributesEnd } = reader.scan;
      return attributesStart < 0 ? null : new TextDecoder().decode(bytes.subarray(attributesStart, attributesEnd));
    };
    expect(attributesIn('{"attributes": {"a":{"b":"}"}} , "x":1}')).toBe('{"a":{"b":"}"}}');
    expect(attributesIn('{"é":{"attributes":{"a":1}},"attributes":{}}')).toBe('{}');
    expect(attributesIn('{"x":"attributes","y":["attributes",{"attributes":{}}]}')).toBe(null);
    expect(attributesIn('{"attributes":null}')).toBe(null);
  });
});

describe('framing', () => {
  const texts = (body: string, form: 'json' | 'ndjson'): string[] => {
    const bytes = utf8(body);
    return recordRanges(bytes, form).map(
      ({ line, start, end }) => `${line}:${new TextDecoder().decode(bytes.subarray(start, end)).trim()}`,
    );
  };

  it('counts blank lines as lines and keeps the last line without its end', () => {
    expect(texts('\n{"a":1}\r\n\n{"b":2}', 'ndjson')).toEqual(['2:{"a":1}', '4:{"b":2}']);
  });

  it('takes a single object and an array, commas and brackets in texts included', () => {
    expect(texts(' {"a":1} ', 'json')).toEqual(['1:{"a":1}']);
    expect(texts('[{"a":"],[\\""}, {"b":[1,2]}]', 'json')).toEqual(['1:{"a":"],[\\""}', '2:{"b":[1,2]}']);
  });

  it('gives an empty element its own place, for the record to be refused', () => {
    expect(texts('[1,,2]', 'json')).toEqual(['1:1', '2:', '3:2']);
  });

  it('passes over a byte order mark', () => {
    expect(texts('\ufeff{"a":1}\n{"b":1}', 'ndjson')).toEqual(['1:{"a":1}', '2:{"b":1}']);
  });

  it.each([
    ['', 'ndjson'],
    [' \n ', 'ndjson'],
    ['[]', 'json'],
    ['[{"a":1}', 'json'],
    ['[{"a":1}] x', 'json'],
  ] as const)('refuses %j as %s', (body, form) => {
    expect(() => texts(body, form)).toThrow(expect.objectContaining({ code: 'BODY_INVALID' }));
  });

  it('refuses more records than one request may hold', () => {
    expect(() => texts('{}\n'.repeat(MAX_RECORDS + 1), 'ndjson')).toThrow(
      expect.objectContaining({ code: 'DATA_TOO_LARGE' }),
    );
  });

  it('splits any array as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(3), (values, indent) => {
        const parts = texts(JSON.stringify(values, null, indent), 'json');
        expect(parts.map((part) => JSON.parse(part.slice(part.indexOf(':') + 1)))).toEqual(
          JSON.parse(JSON.stringify(values)),
        );
      }),
    );
  });
});

describe('small parts', () => {
  it('reads RFC 3339 times as Date does, and refuses what is no time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(readTime(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
    expect(readTime('2026-11-22T12:00:00+02:00')).toBe(Date.UTC(2026, 10, 22, 10));
    expect(readTime('2026-11-22t12:00:00.1239z')).toBe(Date.UTC(2026, 10, 22, 12, 0, 0, 123));
    expect(readTime('2026-11-22T12:00:00.087999999Z')).toBe(Date.UTC(2026, 10, 22, 12, 0, 0, 87));
    expect(readTime('2026-11-22t12:00:00.123Z')).toBe(Date.UTC(2026, 10, 22, 12, 0, 0, 123));
    for (const text of ['2026-13-01T00:00:00Z', '2026-11-22', '2026-11-22T24:00:00Z', '2026/11-22T12:00:00.000Z']) {
      expect(readTime(text)).toBe(null);
    }
  });

  it('reads and prints UUIDs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const out = new Uint8Array(16);
        expect(readUuid(printUuid(bytes).toUpperCase(), out)).toBe(true);
        expect(out).toEqual(bytes);
        expect([out, out].map(printUuid)[1]).toBe(printUuid(bytes));
      }),
    );
    for (const text of [
      '',
      'x'.repeat(36),
      '0193f7c2-6a55-7d1e-9f10-3c2b1a00000',
      '0193f7c2_6a55-7d1e-9f10-3c2b1a000001',
    ]) {
      expect(readUuid(text, new Uint8Array(16))).toBe(false);
    }
  });

  it('makes UUIDs of version 7 that sort by time', () => {
    const at = (ms: number): string => printUuid(uuidV7(ms, new Uint8Array(16).fill(255)));
    expect(at(0x0193f7c26a55)).toBe('0193f7c2-6a55-7fff-bfff-ffffffffffff');
    expect(at(1000) < at(1001)).toBe(true);
  });

  it('has one canonical text for the same content', () => {
    expect(canonicalJson(JSON.parse('{"b":[1.0,"\\u0041"],"a":{"z":null,"y":true}}'))).toBe(
      '{"a":{"y":true,"z":null},"b":[1,"A"]}',
    );
  });

  it('checks labels and later attributes', () => {
    const label = { decision: good.id, label: 1, knownAt: '2026-01-01T00:00:00Z' };
    expect(readLabel(label, now)).toBe(good.id);
    expect(() => readLabel({ ...label, label: '1' }, now)).toThrow();
    expect(() => readLabel({ ...label, more: 1 }, now)).toThrow();
    expect(readFollowUpAttributes({ decision: good.id, attributes: { sex: 'Male' } })).toBe(good.id);
    expect(() => readFollowUpAttributes({ decision: good.id })).toThrow();
  });
});
