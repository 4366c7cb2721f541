import { expect, it } from 'vitest';
import { createGenerator } from '../resampling/rng.js';
import { type DrawnUnit, sampledRate } from './horvitz-thompson.js';

it('counts each unit for those that it stands for', () => {
  const drawn = [
    { isSo: true, inclusion: 0.5 },
    { isSo: false, inclusion: 0.25 },
  ];
  expect(sampledRate(drawn, { population: 6 }).estimate).toBeCloseTo(2 / 6, 15);
});

it('of everything drawn is the plain rate with the interval of Wilson', () => {
  const drawn = Array.from({ length: 8 }, (_, at) => ({ isSo: at < 5, inclusion: 1 }));
  const found = sampledRate(drawn, { population: 8 });
  expect([found.estimate, found.lower!.toFixed(4), found.upper!.toFixed(4)]).toEqual([0.625, '0.3057', '0.8632']);
});

it('is unknown where nothing was drawn, and never certain where nothing was found', () => {
  expect(sampledRate([], { population: 10 })).toMatchObject({ estimate: null, status: 'undefined' });
  const clean = Array.from({ length: 20 }, () => ({ isSo: false, inclusion: 0.1 }));
  const { estimate, upper } = sampledRate(clean, { population: 200 });
  expect([estimate, upper! > 0.15]).toEqual([0, true]);
});

it('refuses what it cannot weigh', () => {
  expect(() => sampledRate([{ isSo: true, inclusion: 0 }], { population: 5 })).toThrow('the inclusion of unit 0 is 0');
  expect(() => sampledRate([{ isSo: true, inclusion: 1 }], { population: 0 })).toThrow('1 units were drawn from 0');
});

it('is unbiased and covers where a group with more errors is drawn more often', () => {
  // 900 people with 5 % errors drawn with 0.1; 100 with 30 % errors drawn with 0.6: the plain rate of the sample is 0.15.
  const people = [
    ...Array.from({ length: 900 }, (_, at) => ({ isSo: at < 45, inclusion: 0.1 })),
    ...Array.from({ length: 100 }, (_, at) => ({ isSo: at < 30, inclusion: 0.6 })),
  ];
  const truth = 0.075;
  const rounds = 2000;
  let [sum, covered] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const draw = createGenerator('horvitz-thompson', round);
    const drawn: DrawnUnit[] = people.filter(({ inclusion }) => draw.nextUniform() < inclusion);
    const { estimate, lower, upper } = sampledRate(drawn, { population: people.length });
    sum += estimate!;
    if (lower! <= truth && truth <= upper!) covered++;
  }
  // The mean of 2,000 rounds has a standard error of 0.0005.
  expect(Math.abs(sum / rounds - truth)).toBeLessThan(0.0015);
  expect(covered / rounds).toBeGreaterThan(0.935);
});
