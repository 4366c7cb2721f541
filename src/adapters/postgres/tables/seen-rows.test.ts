import { expect, it } from 'vitest';
import { SeenRows } from './index.js';

it('gives a row in the version in which it was checked, and in no other', () => {
  const seen = new SeenRows<{ readonly n: number }>(10);
  seen.keep('a', 'first', { row: { n: 1 }, size: 1 });
  expect(seen.of('a', 'first')).toEqual({ n: 1 });
  expect(seen.of('a', 'second')).toBeUndefined();
  expect(seen.of('b', 'first')).toBeUndefined();
  seen.keep('a', 'second', { row: { n: 2 }, size: 1 });
  expect([seen.of('a', 'first'), seen.of('a', 'second')]).toEqual([undefined, { n: 2 }]);
});

it('keeps no more than it may, the newest longest, and counts a row that is kept again once', () => {
  const seen = new SeenRows<{ readonly n: number }>(10);
  for (let again = 0; again < 20; again++) seen.keep('a', 'v', { row: { n: 1 }, size: 4 });
  seen.keep('b', 'v', { row: { n: 2 }, size: 4 });
  expect(['a', 'b'].map((key) => seen.of(key, 'v') !== undefined)).toEqual([true, true]);
  seen.keep('c', 'v', { row: { n: 3 }, size: 4 });
  expect(['a', 'b', 'c'].map((key) => seen.of(key, 'v') !== undefined)).toEqual([false, true, true]);
  seen.keep('d', 'v', { row: { n: 4 }, size: 11 });
  expect(['b', 'c', 'd'].map((key) => seen.of(key, 'v') !== undefined)).toEqual([false, false, false]);
});
