import { expect, it } from 'vitest';
import { placeFor } from './numbers.js';

it('gives places of zeros that share memory and no number', () => {
  const lengths = [3, 0, 17, 5000, 1, 17, 1023, 8191];
  const places = Array.from({ length: 40 }, () => lengths).flat();
  const arrays = places.map((length) => {
    const { store, at } = placeFor(length);
    return store.subarray(at, at + length);
  });
  for (const array of arrays) expect(array.every((value) => value === 0)).toBe(true);
  for (const [i, array] of arrays.entries()) array.fill(i + 1);
  for (const [i, array] of arrays.entries()) {
    expect(array.length).toBe(lengths[i % lengths.length]);
    expect(array.every((value) => value === i + 1)).toBe(true);
  }
  expect(arrays[0]!.buffer).toBe(arrays[2]!.buffer);
});
