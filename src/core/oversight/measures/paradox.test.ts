import { expect, it } from 'vitest';
import { automationParadox } from './index.js';

const founding = { human: 0.92, model: 0.95, wrongAccepted: 0.7, rightOverridden: 0 };

it('a reader beside a machine is worth what the founding documents work out', () => {
  // 0.95 kept, and of the 5 % that are wrong the 30 % that are not accepted, of which 92 % come right: 0.0138.
  const found = automationParadox(founding);
  expect(found).toEqual({
    pair: expect.closeTo(0.9638, 12),
    either: expect.closeTo(0.996, 12),
    better: 'model',
    beyondBetter: expect.closeTo(0.0138, 12),
    breakEven: expect.closeTo(0.0138 / 0.95, 12),
  });
});

it('the pair is as good as the machine alone where as many right answers are lost as wrong ones are caught', () => {
  const { breakEven } = automationParadox(founding);
  expect(automationParadox({ ...founding, rightOverridden: breakEven! }).beyondBetter).toBeCloseTo(0, 12);
  expect(automationParadox({ ...founding, rightOverridden: 0.02 }).beyondBetter).toBeLessThan(0);
});

it('a machine that is never right leaves nothing to override, and numbers that are no shares are refused', () => {
  const never = { human: 0.8, model: 0, wrongAccepted: 0.25, rightOverridden: 1 };
  expect(automationParadox(never)).toMatchObject({ pair: 0.6000000000000001, better: 'human', breakEven: null });
  expect(automationParadox({ human: 0.5, model: 0.5, wrongAccepted: 1, rightOverridden: 0 }).better).toBe('equal');
  for (const wrong of [1.1, -0.1, Number.NaN])
    expect(() => automationParadox({ ...founding, human: wrong })).toThrow('human is');
});
