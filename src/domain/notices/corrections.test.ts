import { describe, expect, it } from 'vitest';
import { correctable, readCorrections, typedNumber } from './corrections.js';

describe('a number as people type it', () => {
  it.each([
    ['1234.5', 1234.5],
    ['1234,5', 1234.5],
    [' 1 234 ', 1234],
    ["1'234,50", 1234.5],
    ['-3', -3],
    ['0', 0],
    ['1234.567', 1234.567],
  ])('%s', (typed, number) => expect(typedNumber(typed)).toBe(number));

  // Each would be read as another number by somebody, or is none.
  it.each(['1.234', '1,234', '1.234,5', '1,234.5', '12 %', '€ 5', 'ten', '1e9', '', '0x10', '9'.repeat(16)])(
    '%s is asked for again',
    (typed) => expect(typedNumber(typed)).toBeNull(),
  );
});

describe('what a person corrects', () => {
  const inputs = { age: 30, employed: false, city: 'Bonn', income: null, history: [1, 2], big: 12n };

  it('is asked for by what was recorded', () => {
    expect(correctable(inputs).map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...['age number', 'employed yes-no', 'city text', 'income text', 'history none', 'big number'],
    ]);
  });

  it('comes in the types that were recorded, without what is the same', () => {
    const typed = { age: '31', employed: 'yes', city: ' Köln ', income: '52000', history: '3', big: '12', other: '1' };
    expect(readCorrections(inputs, typed)).toEqual({
      corrections: { age: 31, employed: true, city: 'Köln', income: 52000 },
      mistakes: {},
    });
  });

  it('is kept of an input of any name', () => {
    const named = JSON.parse('{"__proto__": 3, "constructor": "a"}') as Record<string, unknown>;
    const typed = JSON.parse('{"__proto__": "4", "constructor": "b"}') as Record<string, string>;
    const { corrections } = readCorrections(named, typed);
    expect(JSON.stringify(corrections)).toBe('{"__proto__":4,"constructor":"b"}');
    const wrong = JSON.parse('{"__proto__": "x"}') as Record<string, string>;
    expect(Object.entries(readCorrections(named, wrong).mistakes)).toEqual([['__proto__', 'no-number']]);
  });

  it('is asked for again where it cannot be read, and an input that nobody recorded is none', () => {
    expect(readCorrections(inputs, { age: 'old', city: 'x'.repeat(1001), constructor: 'y' })).toEqual({
      corrections: {},
      mistakes: { age: 'no-number', city: 'too-long' },
    });
  });
});
