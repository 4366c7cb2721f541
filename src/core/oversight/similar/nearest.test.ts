import { expect, it } from 'vitest';
import { nearestOf } from './index.js';

it('numbers are apart by their share of the range, texts by being others, and what is missing on one side counts as another', () => {
  const own = { age: 30, city: 'Ulm' };
  const rows = [
    { age: 50, city: 'Ulm' },
    { age: 31, city: 'Bonn' },
    { age: 30 },
    { age: 10n, city: 'Ulm' },
    { age: 30, city: 'Ulm', more: 1 },
  ];
  // The ages reach from 10 to 50, so that 20 years are a half.
  expect(nearestOf(own, rows, 9)).toEqual([
    { index: 4, distance: 0 },
    { index: 0, distance: 0.25 },
    { index: 3, distance: 0.25 },
    { index: 2, distance: 0.5 },
    { index: 1, distance: (1 / 40 + 1) / 2 },
  ]);
  expect(nearestOf(own, rows, 1)).toEqual([{ index: 4, distance: 0 }]);
});

it('a column of numbers and texts is one of codes, and without inputs nothing is near', () => {
  expect(
    nearestOf({ a: 1 }, [{ a: '1' }, { a: 1 }, { a: 2 }], 3).map(({ index, distance }) => [index, distance]),
  ).toEqual([
    [1, 0],
    [0, 1],
    [2, 1],
  ]);
  expect(nearestOf({ a: null, b: '' }, [{ a: null }, { a: 3 }], 2)).toEqual([
    { index: 0, distance: 0 },
    { index: 1, distance: 0.5 },
  ]);
  expect(nearestOf({}, [{ a: 1 }], 1)).toEqual([]);
});
