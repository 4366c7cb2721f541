import { expect, it } from 'vitest';
import { gradeOf, isNoWorse, majorityOf, type OutcomeScale } from './index.js';

const LEVELS: OutcomeScale = { kind: 'ordered', levels: ['refused', 'half', 'whole'], isHigherBetter: true };
const PREMIUM: OutcomeScale = { kind: 'amount', unit: 'EUR', decimals: 2, isHigherBetter: false };

it('orders outcomes by how good they are for the person, amounts to the last decimal', () => {
  expect(isNoWorse({ kind: 'binary', favourable: 0 }, 0, 1)).toBe(true);
  expect(isNoWorse({ kind: 'binary', favourable: 1 }, 0, 1)).toBe(false);
  expect(isNoWorse(LEVELS, 'half', 'whole')).toBe(false);
  expect(isNoWorse(PREMIUM, '123456789012345.67', '123456789012345.68')).toBe(true);
  expect(isNoWorse(PREMIUM, '123456789012345.68', '123456789012345.67')).toBe(false);
  expect(gradeOf(PREMIUM, '10')).toBe(gradeOf(PREMIUM, '10.000'));
});

it('of three votes that differ takes the middle, which two voted for or beyond', () => {
  expect(majorityOf(LEVELS, ['whole', 'refused', 'half'])).toBe('half');
  expect(majorityOf(PREMIUM, ['5', '20.5', '20.4'])).toBe('20.4');
});

it('refuses what is no outcome', () => {
  expect(() => gradeOf(LEVELS, 'most')).toThrow('"most" is no outcome of this decision');
  expect(() => gradeOf(PREMIUM, '1.005')).toThrow('no outcome');
  expect(() => gradeOf({ kind: 'binary', favourable: 1 }, '1')).toThrow('no outcome');
});
