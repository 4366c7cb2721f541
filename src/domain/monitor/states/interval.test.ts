import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../../core/stats/index.js';
import type { RateWatch } from '../../monitor-watches/index.js';
import { planMonitor } from '../index.js';
import { intervalOf } from './interval.js';

const watchOf = (what: string): RateWatch => {
  const requirements = monitoredRequirement('one', `by: [sex], ${what}`);
  return planMonitor(parsePolicy(monitoredPolicy({ more: ', labelHorizon: 1d', requirements })).policy)
    .watches[0] as RateWatch;
};
const shown = (watch: RateWatch, counts: readonly number[], level = 0.95) =>
  intervalOf(watch, { counts: Float64Array.from(counts) }, level);

const RATE = 'metric: selection_rate';
const MEAN = 'metric: balanced_accuracy';

describe('the interval that is shown of a series', () => {
  it.each([1, 20, 400])('of a level at which all of %i are selected has its ends in closed form', (n) => {
    // The mixture keeps p while 1 / (n + 1) < p^n / 0.05.
    const found = shown(watchOf(`${RATE}, compare: value, min: 0.5`), [n, n]);
    expect(found).toMatchObject({ estimate: 1, upper: 1, n, nGroup: n, nReference: null });
    expect(found.lower).toBeCloseTo((0.05 / (n + 1)) ** (1 / n), 9);
    expect(shown(watchOf(`${RATE}, compare: value, min: 0.5`), [n, 0]).upper).toBeCloseTo(1 - found.lower!, 9);
  });

  // Numbers of mpmath with 25 digits: Waudby-Smith and others (2024), theorem 2.2, with one observation of each kind added to the variance of a rate.
  it.each([
    [
      'a difference',
      `${RATE}, compare: difference, max: 0.1`,
      [1000, 400, 1000, 300],
      [0.1, 0.03487756440048031, 0.1651224355995197],
    ],
    [
      'a ratio',
      `${RATE}, compare: ratio, min: 0.8`,
      [1000, 240, 1000, 300],
      [0.8, 0.6370567298718863, 1.004620106797562],
    ],
    [
      'a level of two rates',
      `${MEAN}, compare: value, min: 0.6`,
      [100, 62, 140, 119],
      [0.735, 0.641946061034, 0.828053938966],
    ],
    [
      'a difference of two rates each',
      `${MEAN}, compare: difference, max: 0.2`,
      [100, 62, 140, 119, 180, 135, 260, 221],
      [-0.065, -0.170901369916, 0.040901369916],
    ],
  ])('of %s is that of another program', (_, what, counts, [estimate, lower, upper]) => {
    const found = shown(watchOf(what), counts);
    expect(found.estimate).toBeCloseTo(estimate!, 12);
    expect(found.lower).toBeCloseTo(lower!, 9);
    expect(found.upper).toBeCloseTo(upper!, 9);
  });

  it('of two rates holds the truth in 95 % of runs that are looked at after every block', () => {
    const watch = watchOf(`${MEAN}, compare: difference, max: 0.2`);
    const rates = [0.7, 0.9, 0.75, 0.8];
    const truth = (0.7 + 0.9 - 0.75 - 0.8) / 2;
    const random = createGenerator('interval');
    let lost = 0;
    for (let run = 0; run < 200; run++) {
      const counts = new Array<number>(8).fill(0);
      let isLost = false;
      for (let block = 0; block < 60 && !isLost; block++) {
        rates.forEach((rate, g) => {
          counts[2 * g]! += 25;
          counts[2 * g + 1]! += sampleBinomial(25, rate, random);
        });
        const { lower, upper } = shown(watch, counts);
        isLost = truth < lower! || truth > upper!;
      }
      lost += isLost ? 1 : 0;
    }
    // A binomial of 200 with chance 1/20 exceeds 29 once in ten million seeds.
    expect(lost).toBeLessThanOrEqual(29);
  });

  it('is not there where a rate has nobody, where a ratio has no reference rate, and of ratios of means', () => {
    const none = { estimate: null, lower: null, upper: null };
    expect(shown(watchOf(`${RATE}, compare: difference, max: 0.1`), [10, 3, 0, 0])).toMatchObject(none);
    expect(shown(watchOf(`${RATE}, compare: ratio, min: 0.8`), [10, 3, 10, 0])).toMatchObject(none);
    expect(shown(watchOf(`${MEAN}, compare: ratio, min: 0.8`), [10, 5, 10, 5, 10, 10, 10, 10])).toMatchObject({
      ...{ estimate: 0.5, lower: null, upper: null },
    });
  });
});
