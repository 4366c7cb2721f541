import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBytes } from './json-bytes.js';
import { readBudget } from './read-budget.js';

const parse = (text: string, budget = readBudget(text.length, 'file')): unknown =>
  plain(parseJsonBytes(new TextEncoder().encode(text), budget));

/** Typed arrays as plain ones. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe('JSON from bytes', () => {
  it('is what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // -0 in a list of whole numbers is 0: no comparison and no sum tells them apart.
        expect(JSON.stringify(parse(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('reads every number to the last bit, alone and in a list', () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc
        .tuple(fc.maxSafeNat(), fc.nat(400), fc.constantFrom('e', 'E-', 'e+'))
        .map(([digits, exponent, e]) => `${digits}${e}${exponent}`),
      fc.tuple(fc.nat(), fc.stringMatching(/^[0-9]{1,30}$/)).map(([whole, fraction]) => `-${whole}.${fraction}`),
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(8)),
    );
    fc.assert(
      fc.property(fc.array(written, { minLength: 9, maxLength: 20 }), (numbers) => {
        const expected = numbers.map(Number);
        expect(parse(`[${numbers.join(' ,')}]`)).toEqual(expected);
        expect(parse(numbers[0]!)).toBe(expected[0]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '',
    '{',
    '[',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1-2]',
    '[01]',
    '[.5]',
    '[1.]',
    '[1e]',
    '[--1]',
    '[+1]',
    '[nan]',
    '[NaN,1,2,3,4,5,6,7,8,Na]',
    '[-NaN]',
    '[Infinit]',
    '[InfinityNaN]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    '{"a":1}}',
    '"\\x"',
    '"\n"',
    '"open',
    'tru',
    '[1,2,3,4,5,6,7,8,9,]',
  ])('refuses %j as JSON.parse does', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });

  it('takes the numbers that are none, alone, in short lists and in long ones', () => {
    const [nan, infinite] = [Number.NaN, Number.POSITIVE_INFINITY];
    expect(parse('{"a":NaN,"b":-Infinity,"c":[Infinity]}')).toEqual({ a: nan, b: -infinite, c: [infinite] });
    const zeros = new Array(20).fill(0);
    expect(parse(`[NaN, ${zeros.join()},-Infinity,0.5]`)).toEqual([nan, ...zeros, -infinite, 0.5]);
    expect(parse('[NaN,null,true]')).toEqual([nan, null, true]);
  });

  it('keeps lists of numbers narrow', () => {
    const kind = (item: string): string => {
      const text = `[${new Array(20).fill(item).join()}]`;
      return Object(parseJsonBytes(new TextEncoder().encode(text), readBudget(text.length, 'file'))).constructor.name;
    };
    expect(['9', '-9', '999', '-999', '99999', '0.5', '1e3', '9999999999'].map(kind)).toEqual([
      'Int8Array',
      'Int8Array',
      'Int16Array',
      'Int16Array',
      'Int32Array',
      'Float64Array',
      'Float64Array',
      'Float64Array',
    ]);
  });

  it.each([
    ['empty lists', '[]'],
    ['empty objects', '{}'],
    ['texts that differ', '"%"'],
    ['lists of one number', '[0.5]'],
  ])('refuses more %s than a model of its size has', (_, item) => {
    const text = `[${Array.from({ length: 5000 }, (_n, i) => item.replace('%', String(i))).join()}]`;
    expect(parse(text)).toHaveLength(5000);
    expect(() => parse(text, { where: 'file', left: 3 * text.length })).toThrow(/more single values, lists or names/);
  });

  it('refuses a key that stands twice, of which readers take different values', () => {
    expect(() => parse('{"a":{"b":1,"c":2,"b":3}}')).toThrow(/byte 21: the key "b" stands twice/);
    expect(() => parse('{"__proto__":1,"__proto__":2}')).toThrow(/stands twice/);
    expect(parse('[{"a":1},{"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('refuses nesting that no tree has', () => {
    expect(() => parse('['.repeat(3000))).toThrow(/byte 1000: nested deeper than 1000/);
    expect(() => parse('{"a":'.repeat(3000))).toThrow(/nested deeper/);
  });
});
