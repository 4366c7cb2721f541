import { describe, expect, it } from 'vitest';
import { hasUnderflow } from './underflow.js';

describe('numbers that vanish in a double', () => {
  it('are found in every spelling', () => {
    const vanishing = ['1e-400', '-1E-400', '2e-324', '1e-00400', `0.${'0'.repeat(400)}1`, `0.${'0'.repeat(250)}1e-90`];
    for (const number of vanishing)
      expect([number, hasUnderflow(`{"a":"x\\"","b":[1,${number}]}`)]).toEqual([number, true]);
  });

  it('are neither zeros, nor numbers that are only small, nor texts', () => {
    const kept = [
      '0e-400',
      '-0.0e-999',
      '5e-324',
      '3e-324',
      `0.${'0'.repeat(400)}`,
      '"1e-400"',
      '"\\"1e-400"',
      '1e-99',
    ];
    for (const value of kept) expect([value, hasUnderflow(`{"a":${value},"1e-400":0}`)]).toEqual([value, false]);
  });
});
