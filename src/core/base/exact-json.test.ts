import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDGE_INTEGERS, numberText, wholeNumber } from '../../../test/support/generators/numbers.js';
import { nestedText } from '../../../test/support/generators/records.js';
import { canonicalJson } from './canonical-json.js';
import { exactNumber, parseExact, parseSent, printExact } from './exact-json.js';

/** The whole number that a text of one stands for, by arithmetic of its own; null for any other. */
function wholeOf(text: string): bigint | null {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text)!;
  const shift = Number(power) - fraction.length;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  if (Math.abs(shift) > 1000) return digits === 0n ? 0n : null;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return digits % unit === 0n ? digits / unit : null;
}

describe('exact JSON', () => {
  it('keeps the whole numbers that a double would change, and gives doubles for all others', () => {
    expect(parseExact('[9007199254740992,9007199254740993,1e23,-9223372036854775808,1.0,0.1]')).toEqual([
      ...[9007199254740992, 9007199254740993n, 1e23, -9223372036854775808n, 1, 0.1],
    ]);
    expect(exactNumber('900719925474099.3e1')).toBe(9007199254740993n);
    expect(exactNumber('90071992547409930e-1')).toBe(9007199254740993n);
    expect(exactNumber('-90071992547409930e-1')).toBe(-9007199254740993n);
    expect(exactNumber('9007199254740993.5')).toBe(9007199254740994);
    expect(exactNumber('1e999')).toBe(Number.POSITIVE_INFINITY);
  });

  it('stands for the same whole number as its text, in any spelling', () => {
    fc.assert(
      fc.property(fc.oneof(numberText, wholeNumber.map(String)), (text) => {
        const value = exactNumber(text);
        const whole = wholeOf(text);
        if (typeof value === 'number') expect(value).toBe(Number(text));
        else expect(value).toBe(whole);
        if (whole !== null && Number.isFinite(value)) expect(wholeOf(String(value))).toBe(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('is `JSON.parse` but for such numbers, and printing gives the value back', () => {
    fc.assert(
      fc.property(nestedText, (text) => {
        const value = parseExact(text);
        expect(parseExact(printExact(value))).toEqual(value);
        expect(JSON.parse(printExact(value))).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
    for (const text of ['{"__proto__":9007199254740993,"1":0,"a":[[],{}],"":null}', '"9007199254740993e5"'])
      expect(JSON.parse(printExact(parseExact(text)))).toEqual(JSON.parse(text));
    for (const text of ['{"a":9007199254740993', '', '9007199254740993,', '[9007199254740993 1]'])
      expect(() => parseExact(text)).toThrow(SyntaxError);
    expect(printExact({ a: [-0, Number.NEGATIVE_INFINITY, undefined], b: undefined })).toBe('{"a":[-0,-1e999,null]}');
    const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`;
    expect(Array.isArray(parseExact(deep))).toBe(true);
  });

  it('leaves what a double makes zero of undefined in what is sent, and printing gives that back', () => {
    const text = '{"a":[1e-400,0,-0.0,0e-999,-3e-5000,5e-324],"1e-400":"1e-400","b":9007199254740993}';
    const value = parseSent(text);
    expect(value).toEqual({
      a: [Number.NaN, 0, -0, 0, Number.NaN, 5e-324],
      '1e-400': '1e-400',
      b: 9007199254740993n,
    });
    expect(parseSent(printExact(value))).toEqual(value);
    fc.assert(
      fc.property(nestedText, (other) => {
        expect(parseSent(other)).toEqual(parseExact(other));
        const sent = parseSent(`[${other},1e-400]`) as unknown[];
        expect(sent).toEqual([parseExact(other), Number.NaN]);
        expect(parseSent(printExact(sent))).toEqual(sent);
      }),
    );
    for (const broken of ['[1e-400', '', '1e-400,', `"${'\\"'.repeat(50_000)}1e-400`])
      expect(() => parseSent(broken)).toThrow(SyntaxError);
  });

  it('makes neighbours beyond 2^53 different contents, and other spellings of one number the same', () => {
    const content = (text: string) => canonicalJson(parseExact(text));
    for (const edge of EDGE_INTEGERS) expect(content(`[${edge}]`)).not.toBe(content(`[${edge + 1n}]`));
    expect(content('{"a":9007199254740993}')).toBe(content('{ "a" : 9.007199254740993e15 }'));
    expect(content('[1e2,0.10]')).toBe(content('[100,1e-1]'));
  });
});
