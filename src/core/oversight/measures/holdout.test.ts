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
