import { describe, expect, it } from 'vitest';
import { agree, counted } from './counted.js';

describe('a count and its noun', () => {
  it.each([
    [1, 'person', '1 person'],
    [0, 'person', '0 people'],
    [2, 'blocking requirement', '2 blocking requirements'],
    ['1', 'cell', '1 cell'],
    ['1,001', 'entry', '1,001 entries'],
    ['1.5', 'person', '1.5 people'],
    [2, 'stratum', '2 strata'],
    [3, 'batch', '3 batches'],
    [2, 'day', '2 days'],
    [4, 'other value', '4 other values'],
  ])('%s %s', (count, noun, text) => {
    expect(counted(count, noun)).toBe(text);
  });

  it('and the verb that fits', () => {
    expect([0, 1, '1', 2].map((n) => agree(n, 'is', 'are'))).toEqual(['are', 'is', 'is', 'are']);
  });
});
