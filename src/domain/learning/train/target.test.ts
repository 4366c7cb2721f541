import { describe, expect, it } from 'vitest';
import { targetOf } from './target.js';

const numbers = (...values: number[]) => ({ name: 'y', values: Float64Array.from(values) });
const texts = (categories: readonly string[], ...codes: number[]) => ({ ...numbers(...codes), categories });

describe('the target of a table', () => {
  it('leaves rows without one out', () => {
    const { rows, values, task } = targetOf(numbers(1, Number.NaN, 0), undefined);
    expect([[...rows], [...values], task]).toEqual([[0, 2], [1, 0], 'binary']);
  });

  it('is 1 where the positive value stands, which must be there, also beside missing ones', () => {
    expect([...targetOf(numbers(1, 2, Number.NaN, 2), '2').values]).toEqual([0, 1, 1]);
    for (const absent of ['abc', '', ' ', '3'])
      expect(() => targetOf(numbers(0, 1, Number.NaN), absent)).toThrow('no row of the target "y" holds');
  });

  it('reads true and false of one spelling, and asks where there are several', () => {
    expect(targetOf(texts(['False', 'True'], 0, 1), undefined)).toMatchObject({ positive: 'True' });
    expect(() => targetOf(texts(['False', 'True', 'true'], 0, 1, 2), undefined)).toThrow('which of them is 1?');
  });
});
