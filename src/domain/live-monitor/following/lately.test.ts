import { expect, it } from 'vitest';
import type { Lately } from '../ports.js';
import { latelyWith } from './lately.js';

const after = (lately: Lately | null, fates: readonly string[]): Lately | null => fates.reduce(latelyWith, lately);
const times = (n: number, fate: string): string[] => Array.from({ length: n }, () => fate);

it('says after twenty decisions of which at most two came in time that what is watched is judged by next to nothing', () => {
  expect(after(null, times(1000, 'counted'))).toBeNull();
  expect(after(null, times(19, 'late'))).toEqual({ taken: 19, outOfTime: 19, isMostly: false });
  const mostly = { taken: 0, outOfTime: 0, isMostly: true };
  expect(after(null, times(20, 'late'))).toEqual(mostly);
  expect(after(null, [...times(9, 'late'), 'counted', ...times(9, 'ahead'), 'repeated'])).toEqual(mostly);
  // Whom an erasure reached has no time that could be wrong.
  expect(after(null, [...times(19, 'ahead'), ...times(9, 'erased'), 'ahead'])).toEqual(mostly);
  expect(after(null, [...times(17, 'late'), ...times(3, 'counted'), 'late'])).toEqual({
    ...{ taken: 1, outOfTime: 1, isMostly: false },
  });
});

it('says so until three of a stretch come in time', () => {
  const mostly = after(null, times(60, 'late'));
  expect(mostly?.isMostly).toBe(true);
  expect(after(mostly, times(2, 'counted'))?.isMostly).toBe(true);
  expect(after(mostly, times(3, 'counted'))).toBeNull();
});
