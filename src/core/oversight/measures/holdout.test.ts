import { expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { type HoldoutCase, holdoutMeasures } from './index.js';

const one = (isHeld: boolean, isAsMachine: boolean, share = 0.5): HoldoutCase => ({
  ...{ share, isHeld, isAsMachine, isChanged: !isAsMachine },
});

it('tells what showing the machine does from those to whom it was not shown, by hand', () => {
  const cases = [one(true, true), one(true, false), one(false, true), one(false, true)];
  const { shown, held, followed, changed } = holdoutMeasures(cases);
  expect([shown, held]).toEqual([2, 2]);
  expect([followed.shown.estimate, followed.held.estimate, followed.difference.estimate]).toEqual([1, 0.5, 0.5]);
  expect(changed.difference.estimate).toBe(-0.5);
});

it('stays a rate where more cases were held out than the share promised', () => {
  // Of ten cases two would be expected at a share of a fifth, and four are held.
  const cases = [
    ...Array.from({ length: 4 }, () => one(true, true, 0.2)),
    ...Array.from({ length: 6 }, (_, at) => one(false, at >= 3, 0.2)),
  ];
  const { held, shown, difference } = holdoutMeasures(cases).followed;
  expect([held.estimate, shown.estimate, difference.estimate]).toEqual([1, 0.5, -0.5]);
  // Equal weights leave Wilson's interval of 4 in 4: from 4 / (4 + 1.959964²).
  expect(held.lower).toBeCloseTo(0.510109, 5);
  expect(held.upper).toBeCloseTo(1, 12);
  expect(() => holdoutMeasures([one(true, true, 0)])).toThrow('a chance of 0');
});

it('says nothing where one of the two has no case', () => {
  for (const cases of [[], [one(true, true)], [one(false, true)]]) {
    const { difference } = holdoutMeasures(cases).followed;
    expect(difference).toMatchObject({ estimate: null, status: 'undefined' });
  }
});

it('weighs by the recorded chance: shares that changed meanwhile, with easier cases later, leave the difference where it is', () => {
  const draw = createGenerator('holdout', 7);
  let [sum, covered] = [0, 0];
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const cases = Array.from({ length: 400 }, (_, at) => {
      const share = at < 200 ? 0.1 : 0.5;
      const isHeld = draw.nextUniform() < share;
      // Readers follow in 30 % more of the cases where they see the machine, and the later half is easier.
      const chance = (at < 200 ? 0.3 : 0.6) + (isHeld ? 0 : 0.3);
      return one(isHeld, draw.nextUniform() < chance, share);
    });
    const { difference } = holdoutMeasures(cases).followed;
    sum += difference.estimate!;
    if (difference.lower! <= 0.3 && 0.3 <= difference.upper!) covered++;
  }
  expect(Math.abs(sum / runs - 0.3)).toBeLessThan(0.02);
  expect(covered / runs).toBeGreaterThan(0.92);
});
