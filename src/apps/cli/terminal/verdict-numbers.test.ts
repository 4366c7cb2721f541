import { describe, expect, it } from 'vitest';
import { number } from './verdict.js';

describe('a number on the line of a verdict', () => {
  it('has three decimals, and as many as keep it off a bound beside it', () => {
    expect(number(0.8, [0.8, 1.25])).toBe('0.800');
    expect(number(0.5334)).toBe('0.533');
    expect(number(0.79996, [0.8, 1.25])).toBe('0.79996');
    expect(number(-0.10002, [-0.10001, 0.10001])).toBe('-0.10002');
    expect(number(0.1 + 0.2, [0.3])).toBe('0.300');
    expect(number(0.79996, [null, Number.POSITIVE_INFINITY])).toBe('0.800');
  });
});
