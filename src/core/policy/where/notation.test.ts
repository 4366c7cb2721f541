import { describe, expect, it } from 'vitest';
import { notationHint } from './notation.js';

const PLAIN = { decimal: 'point', percent: false } as const;

describe('the hint on a notation of numbers', () => {
  it.each([
    [['0,5'], PLAIN, 'set data.decimal: comma'],
    [['1,100', '1,120'], PLAIN, 'may separate thousands or decimals'],
    [['1,100', '0,5'], PLAIN, 'These have a decimal comma'],
    [['1,234,567'], PLAIN, 'without thousands separators: 9359.1'],
    [['50 %'], PLAIN, 'set data.percent: true'],
    [['many', '1e300'], PLAIN, 'Exponents are read up to two digits'],
    [['-1.5E-1000'], PLAIN, 'three below zero'],
    [['1e+999'], { ...PLAIN, percent: true }, 'Exponents are read up to two digits'],
    [['0'.repeat(201)], PLAIN, 'up to 200 characters'],
  ])('for %j says what may be meant', (examples, notation, hint) => {
    expect(notationHint(examples, notation)).toContain(hint);
  });

  it.each([
    [['1.234,5'], { decimal: 'comma', percent: false }],
    [['1,234'], { decimal: 'comma', percent: false }],
    [['50  %'], { decimal: 'point', percent: true }],
  ] as const)('for %j does not propose what the policy says already', (examples, notation) => {
    const hint = notationHint(examples, notation);
    expect(hint).not.toBe('');
    expect(hint).not.toMatch(/set data\./i);
  });

  it('is empty for what is no number in any notation', () => {
    expect(notationHint(['many', '', '1e99', '1e-300', 'e1000', 'x'.repeat(300)], PLAIN)).toBe('');
  });
});
