import { expect, it } from 'vitest';
import { DAY_MS } from '../../../core/base/durations.js';
import { DayBudget } from './day-budget.js';

it('a day has as many answers for each person as they got, and a new day begins anew', () => {
  let nowMs = 0;
  const budget = new DayBudget(2, () => nowMs);
  const isTaken = (who: string): boolean => budget.take(who) !== null;
  const refused = budget.take('rob')!;
  expect([1, 2].map(() => isTaken('rob'))).toEqual([true, false]);
  // What was refused is not charged.
  refused();
  expect([1, 2].map(() => isTaken('rob'))).toEqual([true, false]);
  const late = budget.take('ria')!;
  nowMs = DAY_MS;
  expect([1, 2].map(() => isTaken('ria'))).toEqual([true, true]);
  // One of the day before adds nothing to the new one.
  late();
  expect(isTaken('ria')).toBe(false);
});
