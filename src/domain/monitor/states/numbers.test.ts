import { expect, it } from 'vitest';
import { keptNumbers, numbers } from './numbers.js';

it('gives arrays of zeros that share memory and no number', () => {
  const lengths = [3, 0, 17, 5000, 1, 17, 1023, 8191];
  const arrays = Array.from({ length: 40 }, () => lengths.map(numbers)).flat();
  for (const array of arrays) expect(array.every((value) => value === 0)).toBe(true);
  for (const [i, array] of arrays.entries()) array.fill(i + 1);
  for (const [i, array] of arrays.entries()) {
    expect(array.length).toBe(lengths[i % lengths.length]);
    expect(array.every((value) => value === i + 1)).toBe(true);
  }
  expect(arrays[0]!.buffer).toBe(arrays[2]!.buffer);
});

it('keeps numbers bit for bit', () => {
  const values = Float64Array.of(-0, 0.1, 2 ** 53 - 1, 5e-324);
  const kept = keptNumbers(values);
  values.fill(7);
  expect([...kept].map((value) => Object.is(value, -0))).toEqual([true, false, false, false]);
  expect([...kept]).toEqual([-0, 0.1, 2 ** 53 - 1, 5e-324]);
});
