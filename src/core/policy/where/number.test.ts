import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberText } from '../../../../test/support/generators/numbers.js';
import { judgeWhere } from './evaluate.js';
import { numberOfText } from './number.js';
import { parseWhere } from './parse.js';

const COMMA = { decimal: 'comma', percent: false } as const;
const PERCENT = { decimal: 'point', percent: true } as const;
const BOTH = { decimal: 'comma', percent: true } as const;

describe('numbers in the notation of a file', () => {
  it.each([
    ['0,5', COMMA, 0.5],
    [' -12,25 ', COMMA, -12.25],
    ['7', COMMA, 7],
    ['1,5e-3', COMMA, 0.0015],
    ['93.2%', PERCENT, 0.932],
    ['93.2 %', PERCENT, 0.932],
    ['0.932', PERCENT, 0.932],
    ['100%', PERCENT, 1],
    ['93,2 %', BOTH, 0.932],
    ['-0,1%', BOTH, -0.001],
  ])('%s is a number', (text, notation, value) => {
    expect(numberOfText(text, notation)).toBe(value);
  });

  it.each([
    ['0.5', COMMA],
    ['1.234,5', COMMA],
    ['1,234,5', COMMA],
    ['5%', COMMA],
    ['0,5', PERCENT],
    ['9%3', PERCENT],
    ['9%#3', PERCENT],
    ['5%%', PERCENT],
    ['%', PERCENT],
    ['5  %', PERCENT],
    ['5 % ', PERCENT],
    ['1e2%', PERCENT],
    ['93.2%', BOTH],
  ])('%s is none', (text, notation) => {
    expect(numberOfText(text, notation)).toBeNull();
  });

  it('are those of the plain notation with a comma in place of the point', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        expect(numberOfText(text.replace('.', ','), COMMA)).toBe(numberOfText(text));
      }),
    );
  });

  it('are the doubles nearest to the hundredths', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (thousandths) => {
        const text = (thousandths / 10).toFixed(1);
        expect(numberOfText(`${text}%`, PERCENT)).toBe(Number(`${text}e-2`));
      }),
    );
  });

  it('decide a filter, whose own numbers are always plain', () => {
    const filter = parseWhere("rate > 0.5 and note = '0,7'");
    const row = (rate: string, note: string) => (path: readonly string[]) => (path[0] === 'rate' ? rate : note);
    expect(judgeWhere(filter, row('0,7', '0,7'), COMMA)).toBe(true);
    expect(judgeWhere(filter, row('0,3', '0,7'), COMMA)).toBe(false);
    expect(judgeWhere(filter, row('0.7', '0,7'), COMMA)).toEqual({ name: 'rate', text: '0.7' });
    expect(judgeWhere(filter, row('0,7', '0,7'))).toEqual({ name: 'rate', text: '0,7' });
  });
});
